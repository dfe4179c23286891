using System.Globalization;
using System.Text;

namespace Berth.Linux;

/// <summary>Memory file systems that several containers share (tmpfs(5)).</summary>
public static unsafe class TmpfsMount
{
    private const ulong MS_NOSUID = 2;
    private const ulong MS_NODEV = 4;
    private const ulong MS_NOEXEC = 8;

    /// <summary>Mounts an empty one that everybody may write to, as /dev/shm is; no programs, devices or set-user-ID files.</summary>
    /// <param name="source">What the list of mounts shows as its source.</param>
    /// <param name="target">The directory it is mounted on.</param>
    /// <param name="size">The most it holds, in bytes.</param>
    /// <param name="owner">User and group of its root.</param>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public static void MountShared(string source, string target, long size, (uint User, uint Group) owner)
    {
        byte[] options = Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"mode=1777,size={size},uid={owner.User},gid={owner.Group}\0"));
        fixed (byte* data = options)
        {
            if (Libc.mount(source, target, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, data) < 0)
            {
                throw LinuxException.FromLastError("mount tmpfs on", target);
            }
        }
    }
}
