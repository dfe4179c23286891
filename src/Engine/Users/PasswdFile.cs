namespace Berth.Engine.Users;

/// <summary>A line of passwd(5), as far as containers need it.</summary>
internal sealed record PasswdEntry(string Name, uint Uid, uint Gid, string Home);

/// <summary>
/// The user database of an image (passwd(5)). Lines that are not right are skipped, as the C library skips them.
/// </summary>
internal sealed class PasswdFile(IReadOnlyList<PasswdEntry> entries)
{
    private const int FieldCount = 7;

    public static PasswdFile Empty { get; } = new([]);

    public IReadOnlyList<PasswdEntry> Entries { get; } = entries;

    public static PasswdFile Parse(string text)
    {
        var entries = new List<PasswdEntry>();
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            string[] fields = line.ToString().Split(':', FieldCount);
            if (fields.Length >= 6
                && !fields[0].StartsWith('#')
                && uint.TryParse(fields[2], out uint uid)
                && uint.TryParse(fields[3], out uint gid))
            {
                entries.Add(new PasswdEntry(fields[0], uid, gid, fields[5]));
            }
        }

        return new PasswdFile(entries);
    }
}
