using System.Runtime.InteropServices;
using System.Text;

namespace Berth.Linux;

/// <summary>Overlay mounts (kernel, filesystems/overlayfs.rst).</summary>
public static unsafe class OverlayMount
{
    // mount(2) copies one page of options.
    private const int MaxOptionBytes = 4095;

    private const string Volatile = "volatile";

    // Whatever the kernel was built with: a copied-up file is whole, and no attribute of a layer redirects a lookup.
    private static readonly (string Key, string Value)[] s_settings =
        [("index", "off"), ("metacopy", "off"), ("redirect_dir", "nofollow")];

    /// <summary>Mounts an overlay on <paramref name="target"/>.</summary>
    /// <param name="lower">Read-only directories, uppermost first; at least one, at most 500.</param>
    /// <param name="upper">The writable directory.</param>
    /// <param name="work">An empty directory on the same file system as <paramref name="upper"/>.</param>
    /// <param name="target">Where it is mounted.</param>
    /// <param name="expendable">
    /// What is written need not survive a power cut (<c>volatile</c>, Linux 5.10): unmounting does not wait for the disk. The work
    /// directory of an earlier such mount has to be cleared (<see cref="ClearVolatile"/>).
    /// </param>
    /// <exception cref="LinuxException">E2BIG: an older kernel (before 6.5) cannot take so many layers at once.</exception>
    public static void Mount(IReadOnlyList<string> lower, string upper, string work, string target, bool expendable = false)
    {
        if (!TryMountInSteps(lower, upper, work, target, expendable))
        {
            MountAtOnce(lower, upper, work, target, expendable);
        }
    }

    /// <summary>The same with the owners of all layers mapped, also of the writable one: on the disk they are as without maps.</summary>
    /// <param name="lower">As above.</param>
    /// <param name="upper">The writable directory, beside <paramref name="work"/>.</param>
    /// <param name="work">As above.</param>
    /// <param name="target">As above.</param>
    /// <param name="expendable">As above.</param>
    /// <param name="userNamespace">
    /// Whose maps they get (<see cref="MappedTree"/>). The caller's own user needs one too: overlayfs makes files as who mounted it.
    /// </param>
    /// <param name="detached">
    /// Layers that are mounted nowhere are tried first, which Linux 6.15 takes; false: as older kernels need it (<see cref="AttachedLayers"/>).
    /// </param>
    /// <exception cref="LinuxException">EINVAL: an older kernel (before 5.19), or a file system that cannot be mapped.</exception>
    public static void MountMapped(
        IReadOnlyList<string> lower, string upper, string work, string target, bool expendable, Fd userNamespace, bool detached = true)
    {
        var trees = new List<Fd>();
        try
        {
            foreach (string path in lower)
            {
                trees.Add(MappedTree.Open(path, userNamespace));
            }

            // One copy for both: they have to be of one mount.
            using Fd writable = MappedTree.Open(Path.GetDirectoryName(upper)!, userNamespace);
            (string upperName, string workName) = (Path.GetFileName(upper), Path.GetFileName(work));
            if (detached)
            {
                Mount(
                    [.. trees.Select(static tree => tree.ProcPath)], $"{writable.ProcPath}/{upperName}", $"{writable.ProcPath}/{workName}", target, expendable);
                return;
            }

            AttachedLayers.Mount(
                trees, writable, target, (layers, root, merged) => Mount(layers, $"{root}/{upperName}", $"{root}/{workName}", merged, expendable));
        }
        catch (LinuxException e) when (detached && e.Errno == Errno.EINVAL)
        {
            MountMapped(lower, upper, work, target, expendable, userNamespace, detached: false);
        }
        finally
        {
            trees.ForEach(static tree => tree.Dispose());
        }
    }

    /// <summary>Mounts an overlay without a writable layer on <paramref name="target"/>.</summary>
    /// <param name="lower">Directories, uppermost first.</param>
    /// <param name="target">Where it is mounted.</param>
    /// <exception cref="LinuxException">E2BIG: an older kernel (before 6.5) cannot take so many layers at once.</exception>
    public static void MountReadOnly(IReadOnlyList<string> lower, string target)
    {
        if (!TryMountInSteps(lower, null, null, target, false))
        {
            MountAtOnce(lower, null, null, target, false);
        }
    }

    /// <summary>Takes away the mark by which overlayfs refuses the upper directory of a volatile mount a second time.</summary>
    public static void ClearVolatile(string work)
    {
        using Fd directory = Fd.Open(work, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        if (directory.TryStatus("work") is not null)
        {
            using Fd inner = directory.OpenAt("work", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW);
            FileTree.Remove(inner, "incompat");
        }
    }

    /// <summary>Takes whatever is mounted on a path away, at once from the tree and for good when its last user is gone; false if nothing was.</summary>
    public static bool Unmount(string target)
    {
        if (Libc.umount2(target, Libc.MNT_DETACH | Libc.UMOUNT_NOFOLLOW) == 0)
        {
            return true;
        }

        return (Errno)Marshal.GetLastPInvokeError() is Errno.EINVAL or Errno.ENOENT
            ? false
            : throw LinuxException.FromLastError("unmount", target);
    }

    // A layer a call, so their number and the length of their paths do not add up (Linux 6.5).
    private static bool TryMountInSteps(IReadOnlyList<string> lower, string? upper, string? work, string target, bool expendable)
    {
        int number = Libc.fsopen("overlay", Libc.FSOPEN_CLOEXEC);
        if (number < 0)
        {
            return false;
        }

        using var context = new Fd(number);
        if (Libc.fsconfig(context.Number, Libc.FSCONFIG_SET_STRING, "lowerdir+", lower[0]) < 0)
        {
            return false;
        }

        for (int i = 1; i < lower.Count; i++)
        {
            Set(context, "lowerdir+", lower[i], target);
        }

        if (upper is not null && work is not null)
        {
            Set(context, "upperdir", upper, target);
            Set(context, "workdir", work, target);
        }

        Set(context, "source", "overlay", target);
        foreach (var (key, value) in s_settings)
        {
            Set(context, key, value, target);
        }

        if (expendable && Libc.fsconfig(context.Number, Libc.FSCONFIG_SET_FLAG, Volatile, null) < 0)
        {
            throw LinuxException.FromLastError("mount overlay (volatile) on", target);
        }

        if (Libc.fsconfig(context.Number, Libc.FSCONFIG_CMD_CREATE, null, null) < 0)
        {
            throw LinuxException.FromLastError("mount overlay on", target);
        }

        using Fd mount = Attached(Libc.fsmount(context.Number, Libc.FSMOUNT_CLOEXEC, 0), target);
        if (Libc.move_mount_to(mount.Number, target) < 0)
        {
            throw LinuxException.FromLastError("mount overlay on", target);
        }

        return true;
    }

    private static void Set(Fd context, string key, string value, string target)
    {
        if (Libc.fsconfig(context.Number, Libc.FSCONFIG_SET_STRING, key, value) < 0)
        {
            throw LinuxException.FromLastError($"mount overlay ({key}={value}) on", target);
        }
    }

    private static Fd Attached(int number, string target) =>
        number >= 0 ? new Fd(number) : throw LinuxException.FromLastError("mount overlay on", target);

    private static void MountAtOnce(IReadOnlyList<string> lower, string? upper, string? work, string target, bool expendable)
    {
        string settings = string.Concat(s_settings.Select(static s => $",{s.Key}={s.Value}")) + (expendable ? $",{Volatile}" : "");
        byte[] options = Encoding.UTF8.GetBytes(
            $"lowerdir={string.Join(':', lower.Select(Escape))}"
            + $"{(upper is null || work is null ? "" : $",upperdir={Escape(upper)},workdir={Escape(work)}")}{settings}\0");
        if (options.Length - 1 > MaxOptionBytes)
        {
            throw new LinuxException($"mount overlay of {lower.Count} layers on", target, Errno.E2BIG);
        }

        fixed (byte* data = options)
        {
            if (Libc.mount("overlay", target, "overlay", 0, data) < 0)
            {
                throw LinuxException.FromLastError("mount overlay on", target);
            }
        }
    }

    private static string Escape(string path) =>
        path.Replace(@"\", @"\\", StringComparison.Ordinal).Replace(":", @"\:", StringComparison.Ordinal).Replace(",", @"\,", StringComparison.Ordinal);
}
