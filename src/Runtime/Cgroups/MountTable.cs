using System.Globalization;
using System.Text;

namespace Berth.Runtime.Cgroups;

/// <summary>
/// The mounts of /proc/PID/mountinfo (proc_pid_mountinfo(5)) of one kind, and whether a path still leads to them. A host may have
/// thousands of others: only those that could lie over one of the kind are kept.
/// </summary>
internal sealed class MountTable
{
    private readonly Dictionary<int, Entry> _byId = [];

    /// <param name="mountinfo">The text.</param>
    /// <param name="type">How the names of the kind's file systems begin: <c>cgroup</c>.</param>
    public MountTable(string mountinfo, string type)
    {
        string mark = $" - {type}";
        var wanted = new List<string>();
        foreach (ReadOnlySpan<char> line in mountinfo.AsSpan().EnumerateLines())
        {
            if (line.IndexOf(mark, StringComparison.Ordinal) >= 0)
            {
                wanted.Add(Unescape(Field(line, 4).ToString()));
            }
        }

        var entries = new List<Entry>();
        foreach (ReadOnlySpan<char> line in mountinfo.AsSpan().EnumerateLines())
        {
            if (MayMatter(Field(line, 4), wanted) && Parse(line) is { } entry)
            {
                entries.Add(entry);
                _byId[entry.Id] = entry;
            }
        }

        Entries = entries;
    }

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<Entry> Entries { get; }

    /// <summary>Whether another mount hides it: one on its root, or one on a directory on the way to it or to a mount that it is in.</summary>
    public bool IsCovered(Entry mount)
    {
        if (Entries.Any(other => other.Parent == mount.Id && other.Id != mount.Id && other.MountPoint == mount.MountPoint))
        {
            return true;
        }

        // A loop in the table cannot be, but a table is only text.
        Entry? on = mount;
        for (int depth = 0; on is not null && depth <= Entries.Count; depth++)
        {
            if (HasSiblingOnTheWay(on))
            {
                return true;
            }

            on = on.Parent == on.Id ? null : _byId.GetValueOrDefault(on.Parent);
        }

        return false;
    }

    private static bool MayMatter(ReadOnlySpan<char> mountPoint, List<string> wanted)
    {
        foreach (string path in wanted)
        {
            // One with escapes is rare enough to be looked at whole.
            if (mountPoint.Length > 0 && (path.AsSpan().StartsWith(mountPoint, StringComparison.Ordinal) || mountPoint.Contains('\\')))
            {
                return true;
            }
        }

        return false;
    }

    // 36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue
    private static Entry? Parse(ReadOnlySpan<char> line)
    {
        int separator = line.IndexOf(" - ", StringComparison.Ordinal);
        if (separator < 0 || !int.TryParse(Field(line, 0), CultureInfo.InvariantCulture, out int id)
            || !int.TryParse(Field(line, 1), CultureInfo.InvariantCulture, out int parent))
        {
            return null;
        }

        ReadOnlySpan<char> filesystem = line[(separator + 3)..];
        return new Entry(
            id, parent, Unescape(Field(line, 3).ToString()), Unescape(Field(line, 4).ToString()), Field(filesystem, 0).ToString(),
            Field(filesystem, 2).ToString());
    }

    private static ReadOnlySpan<char> Field(ReadOnlySpan<char> line, int number)
    {
        line = line.TrimStart();
        for (; number > 0; number--)
        {
            int space = line.IndexOf(' ');
            line = space < 0 ? default : line[(space + 1)..];
        }

        int end = line.IndexOf(' ');
        return end < 0 ? line : line[..end];
    }

    private bool HasSiblingOnTheWay(Entry mount)
    {
        foreach (Entry other in Entries)
        {
            // The root of an initramfs is its own parent.
            bool onTheWay = other.Parent == mount.Parent && other.Id != mount.Id && other.Id != mount.Parent
                && mount.MountPoint.Length > other.MountPoint.Length
                && mount.MountPoint.StartsWith(other.MountPoint, StringComparison.Ordinal)
                && (other.MountPoint == "/" || mount.MountPoint[other.MountPoint.Length] == '/');
            if (onTheWay)
            {
                return true;
            }
        }

        return false;
    }

    // mountinfo writes space, tab, newline and backslash as \ooo.
    private static string Unescape(string field)
    {
        if (!field.Contains('\\', StringComparison.Ordinal))
        {
            return field;
        }

        var text = new StringBuilder();
        for (int i = 0; i < field.Length; i++)
        {
            if (field[i] == '\\' && i + 3 < field.Length)
            {
                text.Append((char)Convert.ToInt32(field.Substring(i + 1, 3), 8));
                i += 3;
            }
            else
            {
                text.Append(field[i]);
            }
        }

        return text.ToString();
    }

    /// <param name="Id">Of the mount.</param>
    /// <param name="Parent">The mount that it is in.</param>
    /// <param name="Root">Which directory of its file system is seen.</param>
    /// <param name="MountPoint">Where.</param>
    /// <param name="Type">Of the file system.</param>
    /// <param name="Options">Of the file system, not the mount.</param>
    internal sealed record Entry(int Id, int Parent, string Root, string MountPoint, string Type, string Options);
}
