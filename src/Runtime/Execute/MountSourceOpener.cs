using System.Text;
using Berth.Linux;
using Berth.Runtime.Plan;

namespace Berth.Runtime.Execute;

/// <summary>Opens a <see cref="MountSource"/>: the root as a directory, another as a copy of the mount that is attached nowhere.</summary>
internal static unsafe class MountSourceOpener
{
    /// <param name="source">What to open.</param>
    /// <param name="propagation">MS_SLAVE, MS_PRIVATE, or 0.</param>
    /// <param name="map">The user namespace whose maps the mount gets; null for none.</param>
    public static Fd Open(MountSource source, ulong propagation, Fd? map)
    {
        if (source.IsRoot)
        {
            return Resolve(source, OpenFlags.O_DIRECTORY);
        }

        using Fd original = Resolve(source, 0);
        uint flags = Sys.OPEN_TREE_CLONE | Sys.OPEN_TREE_CLOEXEC | Sys.AT_EMPTY_PATH | (source.Recursive ? (uint)Sys.AT_RECURSIVE : 0);
        int tree;
        fixed (byte* nothing = "\0"u8)
        {
            tree = Sys.open_tree(original.Number, nothing, flags);
        }

        if (tree == -(int)Errno.EINVAL && !source.Recursive)
        {
            throw new RuntimeException(
                $"bind {source.Path}: a user namespace cannot have it without the mounts below it, which cover something: use rbind");
        }

        var mount = new Fd(Checked(tree, source, "bind"));
        if (propagation != 0)
        {
            Change(mount, source, "propagation of", recursive: true, new Sys.mount_attr { propagation = propagation });
        }

        if (map is not null)
        {
            Change(mount, source, "idmap", source.MapsRecursive, new Sys.mount_attr
            {
                attr_set = Sys.MOUNT_ATTR_IDMAP,
                userns_fd = (ulong)map.Number,
            });
        }

        return mount;
    }

    // Links in a namespace that others are in must not lead through this process's own descriptors (/proc/self/fd) to the host.
    private static Fd Resolve(MountSource source, int flags)
    {
        fixed (byte* path = Encoding.UTF8.GetBytes(source.Path + '\0'))
        {
            ulong how = (ulong)(uint)(OpenFlags.O_PATH | OpenFlags.O_CLOEXEC | flags);
            return new Fd(Checked(Sys.openat2(Sys.AT_FDCWD, path, how, 0, Sys.RESOLVE_NO_MAGICLINKS), source, source.IsRoot ? "root" : "bind"));
        }
    }

    private static void Change(Fd mount, MountSource source, string what, bool recursive, Sys.mount_attr attributes)
    {
        fixed (byte* nothing = "\0"u8)
        {
            uint flags = Sys.AT_EMPTY_PATH | (recursive ? (uint)Sys.AT_RECURSIVE : 0);
            int result = Sys.mount_setattr(mount.Number, nothing, flags, &attributes);
            if (result == -(int)Errno.EINVAL && attributes.attr_set == Sys.MOUNT_ATTR_IDMAP)
            {
                throw new RuntimeException($"idmap {source.Path}: EINVAL (its filesystem cannot be mapped, or is mapped already)");
            }

            Checked(result, source, what);
        }
    }

    private static int Checked(int result, MountSource source, string what) => result >= 0
        ? result
        : throw new RuntimeException($"{what} {source.Path}: {FailureText.Reason((Errno)(-result))}");
}
