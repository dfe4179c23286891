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

    /// <summary>Makes an overlay that is mounted nowhere: it lasts as long as the descriptor, or where that is moved to (move_mount(2)).</summary>
    /// <param name="lower">Read-only directories, uppermost first; at least one, at most 500.</param>
    /// <param name="upper">The writable directory.</param>
    /// <param name="work">An empty directory on the same file system as <paramref name="upper"/>.</param>
    /// <param name="place">A directory, named in errors; where kernels before 6.5 mount it for a moment.</param>
    /// <param name="expendable">
    /// What is written need not survive a power cut (<c>volatile</c>, Linux 5.10): unmounting does not wait for the disk. The work
    /// directory of an earlier such mount has to be cleared (<see cref="ClearVolatile"/>).
    /// </param>
    /// <exception cref="LinuxException">E2BIG: an older kernel (before 6.5) cannot take so many layers at once.</exception>
    public static Fd Open(IReadOnlyList<string> lower, string upper, string work, string place, bool expendable = false) =>
        OpenLayers(lower, upper, work, place, expendable);

    /// <summary>Mounts an overlay on <paramref name="target"/>.</summary>
    /// <param name="lower">As in <see cref="Open"/>.</param>
    /// <param name="upper">As in <see cref="Open"/>.</param>
    /// <param name="work">As in <see cref="Open"/>.</param>
    /// <param name="target">Where it is mounted.</param>
    /// <param name="expendable">As in <see cref="Open"/>.</param>
    public static void Mount(IReadOnlyList<string> lower, string upper, string work, string target, bool expendable = false)
    {
        using Fd mount = OpenLayers(lower, upper, work, target, expendable);
        MountedCopy.Move(mount, target);
    }

    /// <summary>The same with the owners of all layers mapped, also of the writable one: on the disk they are as without maps.</summary>
    /// <param name="lower">As above.</param>
    /// <param name="upper">The writable directory, beside <paramref name="work"/>.</param>
    /// <param name="work">As above.</param>
    /// <param name="place">As above.</param>
    /// <param name="expendable">As above.</param>
    /// <param name="userNamespace">
    /// Whose maps they get (<see cref="MappedTree"/>). The caller's own user needs one too: overlayfs makes files as who mounted it.
    /// </param>
    /// <param name="detached">
    /// Layers that are mounted nowhere are tried first, which Linux 6.15 takes; false: as older kernels need it (<see cref="AttachedLayers"/>).
    /// </param>
    /// <exception cref="LinuxException">EINVAL: an older kernel (before 5.19), or a file system that cannot be mapped.</exception>
    public static Fd OpenMapped(
        IReadOnlyList<string> lower, string upper, string work, string place, bool expendable, Fd userNamespace, bool detached = true)
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
                return Open(
                    [.. trees.Select(static tree => tree.ProcPath)], $"{writable.ProcPath}/{upperName}", $"{writable.ProcPath}/{workName}", place, expendable);
            }

            return AttachedLayers.Open(
                trees, writable, place, (layers, root, merged) => Open(layers, $"{root}/{upperName}", $"{root}/{workName}", merged, expendable));
        }
        catch (LinuxException e) when (detached && e.Errno == Errno.EINVAL)
        {
            return OpenMapped(lower, upper, work, place, expendable, userNamespace, detached: false);
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
        using Fd mount = OpenLayers(lower, null, null, target, false);
        MountedCopy.Move(mount, target);
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

    private static Fd OpenLayers(IReadOnlyList<string> lower, string? upper, string? work, string target, bool expendable)
    {
        if (TryOpenInSteps(lower, upper, work, target, expendable) is { } mount)
        {
            return mount;
        }

        MountAtOnce(lower, upper, work, target, expendable);
        try
        {
            return MountedCopy.Open(target);
        }
        finally
        {
            Unmount(target);
        }
    }

    // A layer a call, so their number and the length of their paths do not add up (Linux 6.5).
    private static Fd? TryOpenInSteps(IReadOnlyList<string> lower, string? upper, string? work, string target, bool expendable)
    {
        int number = Libc.fsopen("overlay", Libc.FSOPEN_CLOEXEC);
        if (number < 0)
        {
            return null;
        }

        using var context = new Fd(number);
        if (Libc.fsconfig(context.Number, Libc.FSCONFIG_SET_STRING, "lowerdir+", lower[0]) < 0)
        {
            return null;
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

        int mount = Libc.fsmount(context.Number, Libc.FSMOUNT_CLOEXEC, 0);
        return mount >= 0 ? new Fd(mount) : throw LinuxException.FromLastError("mount overlay on", target);
    }

    private static void Set(Fd context, string key, string value, string target)
    {
        if (Libc.fsconfig(context.Number, Libc.FSCONFIG_SET_STRING, key, value) < 0)
        {
            throw LinuxException.FromLastError($"mount overlay ({key}={value}) on", target);
        }
    }

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
