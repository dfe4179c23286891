namespace Berth.Linux;

/// <summary>Copies of directories, mounted nowhere, whose owners are mapped (mount_setattr(2), "ID-mapped mounts").</summary>
public static unsafe class MappedTree
{
    /// <param name="path">A directory.</param>
    /// <param name="userNamespace">Whose maps: an ID in it, on the disk, is the ID outside of it in the copy.</param>
    /// <exception cref="LinuxException">EINVAL: its file system cannot be mapped.</exception>
    public static Fd Open(string path, Fd userNamespace)
    {
        using Fd directory = Fd.Open(path, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        fixed (byte* nothing = "\0"u8)
        {
            int tree = Sys.open_tree(directory.Number, nothing, Sys.OPEN_TREE_CLONE | Sys.OPEN_TREE_CLOEXEC | Sys.AT_EMPTY_PATH);
            var copy = new Fd(Checked(tree, "open tree", path));
            var attributes = new Sys.mount_attr { attr_set = Sys.MOUNT_ATTR_IDMAP, userns_fd = (ulong)userNamespace.Number };
            try
            {
                _ = Checked(Sys.mount_setattr(copy.Number, nothing, Sys.AT_EMPTY_PATH, &attributes), "map the owners of", path);
                return copy;
            }
            catch
            {
                copy.Dispose();
                throw;
            }
        }
    }

    private static int Checked(int result, string operation, string path) =>
        result >= 0 ? result : throw new LinuxException(operation, path, (Errno)(-result));
}
