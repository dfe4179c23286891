using System.Buffers.Binary;

namespace Berth.Linux;

/// <summary>
/// Whole directory trees, walked by descriptors and never through a symbolic link, so that a tree which somebody else can still
/// write to cannot lead the walk outside.
/// </summary>
public static unsafe class FileTree
{
    private const int DirentHeader = 19;
    private const int BufferSize = 32 << 10;
    private const int PieceSize = 8 << 10;

    // A level costs a descriptor and a stack frame while it is walked, and nothing bounds how deep a container nests directories.
    private const int MaxDepth = 256;

    /// <summary>rm -rf of one name in a directory; nothing there is no error.</summary>
    public static void Remove(Fd directory, string name)
    {
        if (directory.TryStatus(name) is not { } status)
        {
            return;
        }

        if (status.Kind != FileKind.Directory)
        {
            directory.Unlink(name);
            return;
        }

        // What lies too deep is moved up, and goes in the next round.
        bool movedUp = true;
        while (movedUp)
        {
            using Fd tree = directory.OpenAt(name, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
            movedUp = RemoveContents(tree, tree, 0);
        }

        directory.RemoveDirectory(name);
    }

    /// <summary>The bytes of all files but directories, a file of many names counted once, down to 256 levels.</summary>
    public static long Size(Fd directory) =>
        Sum(directory, static file => file.Kind == FileKind.Directory ? 0 : file.Size, [], 0);

    /// <summary>
    /// Bytes of the disk that a tree takes, with its directories, as du(1) counts them: a file of many names once, down to 256 levels.
    /// </summary>
    public static long Allocated(Fd directory) =>
        directory.Status().Allocated + Sum(directory, static file => file.Allocated, [], 0);

    /// <summary>The names in a directory that is open for reading, without <c>.</c> and <c>..</c>.</summary>
    public static List<string> Names(Fd directory)
    {
        var names = new List<string>();
        byte[] buffer = new byte[BufferSize];
        while (ReadSome(directory, buffer, names))
        {
        }

        return names;
    }

    // Some more names; false at the end.
    private static bool ReadSome(Fd directory, byte[] buffer, List<string> names)
    {
        nint got;
        fixed (byte* data = buffer)
        {
            got = Libc.getdents64_file(directory.Number, data, (nuint)buffer.Length);
        }

        if (got < 0)
        {
            throw LinuxException.FromLastError("getdents64");
        }

        Collect(buffer.AsSpan(0, (int)got), names);
        return got > 0;
    }

    // struct linux_dirent64: u64 inode, i64 offset, u16 record length, u8 type, name with NUL (getdents(2)).
    private static void Collect(ReadOnlySpan<byte> records, List<string> names)
    {
        while (!records.IsEmpty)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(records[16..]);
            ReadOnlySpan<byte> name = records[DirentHeader..length];
            name = name[..name.IndexOf((byte)0)];
            if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
            {
                names.Add(PathEncoding.Decode(name));
            }

            records = records[length..];
        }
    }

    // True if something was moved up to the top instead of removed. A piece at a time: a directory can have millions of names.
    private static bool RemoveContents(Fd directory, Fd top, int depth)
    {
        bool movedUp = false;
        var names = new List<string>();
        byte[] buffer = new byte[PieceSize];
        while (ReadSome(directory, buffer, names))
        {
            movedUp |= Remove(directory, names, top, depth);
            names.Clear();
        }

        return movedUp;
    }

    private static bool Remove(Fd directory, List<string> names, Fd top, int depth)
    {
        bool movedUp = false;
        foreach (string name in names)
        {
            try
            {
                directory.Unlink(name);
            }
            catch (LinuxException e) when (e.Errno == Errno.EISDIR)
            {
                if (depth == MaxDepth)
                {
                    directory.RenameNew(name, top, Path.GetRandomFileName());
                    movedUp = true;
                    continue;
                }

                using (Fd child = directory.OpenAt(name, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY))
                {
                    movedUp |= RemoveContents(child, top, depth + 1);
                }

                directory.RemoveDirectory(name);
            }
        }

        return movedUp;
    }

    private static long Sum(Fd directory, Func<FileStatus, long> bytesOf, HashSet<ulong> seen, int depth)
    {
        if (depth > MaxDepth)
        {
            return 0;
        }

        long total = 0;
        foreach (string name in Names(directory))
        {
            if (directory.TryStatus(name) is not { } status)
            {
                continue;
            }

            bool isDirectory = status.Kind == FileKind.Directory;
            total += isDirectory || status.Links == 1 || seen.Add(status.Inode) ? bytesOf(status) : 0;
            if (isDirectory && TryOpenDirectory(directory, name) is { } opened)
            {
                using Fd child = opened;
                total += Sum(child, bytesOf, seen, depth + 1);
            }
        }

        return total;
    }

    // A running container may remove or replace it between the two calls; then it does not count.
    private static Fd? TryOpenDirectory(Fd directory, string name)
    {
        try
        {
            return directory.OpenAt(name, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP)
        {
            return null;
        }
    }
}
