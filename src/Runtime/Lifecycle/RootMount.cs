using System.Text;
using Berth.Linux;

namespace Berth.Runtime;

/// <summary>
/// The root of a container without a mount namespace of its own: it is mounted over itself among the host's mounts, everything of the
/// container below it, and comes off when the container is removed.
/// </summary>
internal static unsafe class RootMount
{
    /// <summary>The mount that a path lies on (STATX_MNT_ID of statx(2)); 0 when it is not there.</summary>
    public static ulong IdOf(string path)
    {
        Sys.statx_buffer status;
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
        {
            return Sys.statx(Sys.AT_FDCWD, name, 0, Sys.STATX_MNT_ID, &status) == 0 ? status.stx_mnt_id : 0;
        }
    }

    /// <summary>Takes off what has been mounted on <paramref name="root"/> since it lay on <paramref name="before"/>.</summary>
    public static void Remove(string root, ulong before)
    {
        if (before == 0 || IdOf(root) is var now && (now == before || now == 0))
        {
            return;
        }

        fixed (byte* name = Encoding.UTF8.GetBytes(root + '\0'))
        {
            _ = Sys.umount2(name, Sys.MNT_DETACH | Sys.UMOUNT_NOFOLLOW);
        }
    }
}
