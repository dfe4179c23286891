using System.Text;

namespace Berth.Linux;

/// <summary>Copies of mounts, and what is open put on a path of the host as a bind mount of exactly that file or directory: no name is resolved twice.</summary>
public static unsafe class MountedCopy
{
    /// <summary>A copy of what is mounted on a directory, mounted nowhere (open_tree(2)).</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public static Fd Open(string path)
    {
        using Fd directory = Fd.Open(path, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        fixed (byte* nothing = "\0"u8)
        {
            return Checked(
                Sys.open_tree(directory.Number, nothing, Sys.OPEN_TREE_CLONE | Sys.OPEN_TREE_CLOEXEC | Sys.AT_EMPTY_PATH), "open tree", path);
        }
    }

    /// <summary>Puts a mount that is nowhere yet on a directory (move_mount(2)).</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public static void Move(Fd mount, string target)
    {
        if (Libc.move_mount_to(mount.Number, target) < 0)
        {
            throw LinuxException.FromLastError("mount on", target);
        }
    }

    /// <summary>open_tree(2) and move_mount(2).</summary>
    /// <param name="source">The directory or file, with what is mounted below it.</param>
    /// <param name="target">An existing directory, or file where the source is none; nobody else may be able to change it.</param>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public static void Attach(Fd source, string target)
    {
        int number;
        fixed (byte* nothing = "\0"u8)
        {
            number = Sys.open_tree(
                source.Number, nothing, Sys.OPEN_TREE_CLONE | Sys.OPEN_TREE_CLOEXEC | Sys.AT_EMPTY_PATH | (uint)Sys.AT_RECURSIVE);
        }

        using Fd tree = Checked(number, "open_tree", target);
        fixed (byte* nothing = "\0"u8)
        fixed (byte* path = Encoding.UTF8.GetBytes(target + '\0'))
        {
            int moved = Sys.move_mount(tree.Number, nothing, Sys.AT_FDCWD, path, Sys.MOVE_MOUNT_F_EMPTY_PATH);
            if (moved < 0)
            {
                throw new LinuxException("bind on", target, (Errno)(-moved));
            }
        }
    }

    private static Fd Checked(int result, string operation, string path) =>
        result >= 0 ? new Fd(result) : throw new LinuxException(operation, path, (Errno)(-result));
}
