using System.Globalization;
using System.Text;
using Berth.Linux;

namespace Berth.Integration.Hostile;

/// <summary>A tree as lines, sorted: <c>path kind</c> and what matters of the kind. Nothing in it is followed.</summary>
internal static class LayerListing
{
    public static string[] Of(string directory)
    {
        var lines = new List<string>();
        using Fd root = Fd.Open(directory, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        List(root, directory, "", lines);
        lines.Sort(StringComparer.Ordinal);
        return [.. lines];
    }

    /// <summary>A name as it can be printed: what is not plain ASCII becomes <c>\xNN</c>.</summary>
    public static string Show(string name)
    {
        var text = new StringBuilder();
        foreach (byte b in PathEncoding.Encode(name))
        {
            text.Append(b is > 0x20 and < 0x7f ? ((char)b).ToString() : string.Create(CultureInfo.InvariantCulture, $"\\x{b:x2}"));
        }

        return text.ToString();
    }

    private static void List(Fd directory, string path, string shown, List<string> lines)
    {
        foreach (string name in FileTree.Names(directory))
        {
            FileStatus status = directory.TryStatus(name) ?? throw new IOException($"{shown}{name} went away");
            string line = $"{shown}{Show(name)} {Describe(status, Path.Combine(path, name))}";
            lines.Add(line);
            if (status.Kind == FileKind.Directory)
            {
                using Fd child = directory.OpenAt(name, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
                List(child, Path.Combine(path, name), $"{shown}{Show(name)}/", lines);
            }
        }
    }

    private static string Describe(FileStatus status, string path) => status.Kind switch
    {
        FileKind.Directory => "dir",
        FileKind.SymbolicLink => $"-> {new FileInfo(path).LinkTarget}",
        FileKind.CharacterDevice => $"char {status.Device.Major}:{status.Device.Minor}",
        FileKind.BlockDevice => $"block {status.Device.Major}:{status.Device.Minor}",
        FileKind.Fifo => "fifo",
        _ => string.Create(CultureInfo.InvariantCulture, $"file {status.Size}")
            + (status.Links > 1 ? $" links {status.Links}" : "")
            + (status.Permissions > 0b111_111_111 ? $" mode {Convert.ToString(status.Permissions, 8)}" : "")
            + (status.Owner != 0 ? $" owner {status.Owner}" : ""),
    };
}
