using Berth.Archive;
using Berth.Images.Layers;
using Berth.Linux;

namespace Berth.Images.Checking;

/// <summary>
/// Compares two trees by everything but the contents of their files: names, kinds, modes, owners, sizes, times, targets of links, device
/// numbers, extended attributes that an image may have, and which names are one file.
/// </summary>
/// <param name="differs">Told of each difference, a line.</param>
/// <param name="start">
/// When the expected tree was begun: what is not older (directories without an entry, whiteouts) got its time from the clock, so that is
/// not compared.
/// </param>
internal sealed class TreeComparison(Action<string> differs, FileTime start)
{
    // A level costs two descriptors. The paths of an archive are shorter, unless it makes its own way deeper by symbolic links.
    private const int MaxDepth = 600;

    private readonly Dictionary<ulong, ulong> _links = [];

    /// <param name="expected">Open for reading, as is <paramref name="actual"/>.</param>
    public void Compare(Fd expected, Fd actual)
    {
        CompareAttributes("/", expected.Status(), actual.Status());
        CompareXattrs("/", expected, actual);
        CompareDirectory("", expected, actual, 0);
    }

    private void CompareDirectory(string path, Fd expected, Fd actual, int depth)
    {
        if (depth > MaxDepth)
        {
            return;
        }

        HashSet<string> present = [.. FileTree.Names(actual)];
        List<string> names = FileTree.Names(expected);
        names.Sort(StringComparer.Ordinal);
        foreach (string name in names)
        {
            string child = $"{path}/{name}";
            if (present.Remove(name))
            {
                CompareChild(child, name, expected, actual, depth);
            }
            else
            {
                differs($"{child} is missing");
            }
        }

        foreach (string name in present.Order(StringComparer.Ordinal))
        {
            differs($"{path}/{name} is none of its files");
        }
    }

    private void CompareChild(string path, string name, Fd expectedParent, Fd actualParent, int depth)
    {
        if (expectedParent.TryStatus(name) is not { } expected || actualParent.TryStatus(name) is not { } actual)
        {
            differs($"{path} is missing");
            return;
        }

        if (expected.Kind != actual.Kind)
        {
            differs($"{path} is {Word(actual.Kind)}, not {Word(expected.Kind)}");
            return;
        }

        CompareAttributes(path, expected, actual);
        switch (expected.Kind)
        {
            case FileKind.SymbolicLink:
                Compare(path, "its target", expectedParent.ReadLink(name), actualParent.ReadLink(name));
                break;
            case FileKind.Regular or FileKind.Directory:
                const int Flags = OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK | OpenFlags.O_NOCTTY;
                using (Fd one = expectedParent.OpenAt(name, Flags))
                using (Fd other = actualParent.OpenAt(name, Flags))
                {
                    CompareXattrs(path, one, other);
                    if (expected.Kind == FileKind.Directory)
                    {
                        CompareDirectory(path, one, other, depth + 1);
                    }
                }

                break;
        }
    }

    private void CompareAttributes(string path, in FileStatus expected, in FileStatus actual)
    {
        Compare(path, "its mode", Octal(expected.Permissions), Octal(actual.Permissions));
        Compare(path, "its owner", $"{expected.Owner}:{expected.Group}", $"{actual.Owner}:{actual.Group}");
        Compare(path, "its device", $"{expected.Device.Major}:{expected.Device.Minor}", $"{actual.Device.Major}:{actual.Device.Minor}");
        if (IsBefore(expected.Modified, start))
        {
            Compare(path, "its time", Text(expected.Modified), Text(actual.Modified));
        }

        if (expected.Kind == FileKind.Directory)
        {
            return;
        }

        Compare(path, "its size", $"{expected.Size}", $"{actual.Size}");
        Compare(path, "its number of names", $"{expected.Links}", $"{actual.Links}");
        if (expected.Links > 1 && !_links.TryAdd(expected.Inode, actual.Inode) && _links[expected.Inode] != actual.Inode)
        {
            differs($"{path} is another file than its other names");
        }
    }

    private void CompareXattrs(string path, Fd expected, Fd actual)
    {
        List<string> names = Xattrs(expected);
        List<string> present = Xattrs(actual);
        Compare(path, "its extended attributes", string.Join(',', names), string.Join(',', present));
        foreach (string name in names.Where(present.Contains))
        {
            if (!(expected.TryGetXattr(name) ?? []).AsSpan().SequenceEqual(actual.TryGetXattr(name) ?? []))
            {
                differs($"{path}: its extended attribute {name} is another");
            }
        }
    }

    // The host's policy may set others.
    private static List<string> Xattrs(Fd file) =>
        [.. file.XattrNames().Where(static name => name == Whiteout.OpaqueXattr || ArchiveXattrs.IsAllowed(name)).Order(StringComparer.Ordinal)];

    private void Compare(string path, string what, string expected, string actual)
    {
        if (expected != actual)
        {
            differs($"{path}: {what} is {(actual.Length > 0 ? actual : "none")}, not {(expected.Length > 0 ? expected : "none")}");
        }
    }

    private static bool IsBefore(FileTime one, FileTime other) =>
        one.Seconds < other.Seconds || (one.Seconds == other.Seconds && one.Nanoseconds < other.Nanoseconds);

    private static string Octal(uint mode) => "0" + Convert.ToString((int)mode, 8);

    private static string Text(FileTime time) => $"{time.Seconds}.{time.Nanoseconds:D9}";

    private static string Word(FileKind kind) => kind switch
    {
        FileKind.Regular => "a file",
        FileKind.Directory => "a directory",
        FileKind.SymbolicLink => "a symbolic link",
        FileKind.Fifo => "a FIFO",
        FileKind.Socket => "a socket",
        _ => "a device",
    };
}
