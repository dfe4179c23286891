namespace Berth.Engine.Users;

/// <summary>A line of group(5).</summary>
internal sealed record GroupEntry(string Name, uint Gid, IReadOnlyList<string> Members);

/// <summary>The group database of an image (group(5)). Lines that are not right are skipped.</summary>
internal sealed class GroupFile(IReadOnlyList<GroupEntry> entries)
{
    public static GroupFile Empty { get; } = new([]);

    public IReadOnlyList<GroupEntry> Entries { get; } = entries;

    public static GroupFile Parse(string text)
    {
        var entries = new List<GroupEntry>();
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            string[] fields = line.ToString().Split(':', 4);
            if (fields.Length >= 3 && !fields[0].StartsWith('#') && uint.TryParse(fields[2], out uint gid))
            {
                string members = fields.Length > 3 ? fields[3] : "";
                entries.Add(new GroupEntry(
                    fields[0], gid, members.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)));
            }
        }

        return new GroupFile(entries);
    }
}
