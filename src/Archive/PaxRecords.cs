using System.Buffers.Text;
using Berth.Linux;

namespace Berth.Archive;

/// <summary>
/// What the headers before an entry say of it: PAX records (<c>LENGTH KEY=VALUE\n</c> each, POSIX.1-2008 pax, "pax Extended
/// Header") and GNU's long names. They count more than the entry's own header.
/// </summary>
internal sealed class PaxRecords
{
    private const string XattrPrefix = "SCHILY.xattr.";

    private readonly List<KeyValuePair<string, byte[]>> _xattrs = [];

    public string? Name { get; set; }

    public string? LinkName { get; set; }

    public long? Size { get; private set; }

    public long? Owner { get; private set; }

    public long? Group { get; private set; }

    public FileTime? Modified { get; private set; }

    public IReadOnlyList<KeyValuePair<string, byte[]>> Xattrs => _xattrs;

    /// <summary>Takes in the content of one extended header.</summary>
    /// <exception cref="ArchiveException">It is not made of records, or describes a sparse file.</exception>
    public void Add(ReadOnlySpan<byte> content)
    {
        while (!content.IsEmpty)
        {
            int space = content.IndexOf((byte)' ');
            if (space is <= 0 or > 10 || !Utf8Parser.TryParse(content[..space], out int length, out int digits) || digits != space
                || length <= space + 1 || length > content.Length || content[length - 1] != '\n')
            {
                throw ArchiveException.InvalidHeader();
            }

            ReadOnlySpan<byte> record = content[(space + 1)..(length - 1)];
            int equals = record.IndexOf((byte)'=');
            if (equals <= 0)
            {
                throw ArchiveException.InvalidHeader();
            }

            Set(PathEncoding.Decode(record[..equals]), record[(equals + 1)..]);
            content = content[length..];
        }
    }

    private void Set(string key, ReadOnlySpan<byte> value)
    {
        switch (key)
        {
            case "path":
                Name = value.IsEmpty ? null : Path(value);
                break;
            case "linkpath":
                LinkName = value.IsEmpty ? null : Path(value);
                break;
            case "size":
                Size = value.IsEmpty ? null : Number(value);
                break;
            case "uid":
                Owner = value.IsEmpty ? null : Number(value);
                break;
            case "gid":
                Group = value.IsEmpty ? null : Number(value);
                break;
            case "mtime":
                Modified = value.IsEmpty ? null : Time(value);
                break;
            case var _ when key.StartsWith("GNU.sparse.", StringComparison.Ordinal):
                throw new ArchiveException("archive/tar: sparse files are not supported");
            case var _ when key.StartsWith(XattrPrefix, StringComparison.Ordinal) && key.Length > XattrPrefix.Length:
                _xattrs.Add(new(key[XattrPrefix.Length..], value.ToArray()));
                break;
        }
    }

    private static string Path(ReadOnlySpan<byte> value) =>
        value.Contains((byte)0) ? throw ArchiveException.InvalidHeader() : PathEncoding.Decode(value);

    private static long Number(ReadOnlySpan<byte> value) =>
        Utf8Parser.TryParse(value, out long number, out int used) && used == value.Length ? number : throw ArchiveException.InvalidHeader();

    // Seconds with any number of fraction digits, perhaps negative.
    private static FileTime Time(ReadOnlySpan<byte> value)
    {
        int dot = value.IndexOf((byte)'.');
        ReadOnlySpan<byte> whole = dot < 0 ? value : value[..dot];
        bool negative = whole.StartsWith("-"u8);
        long seconds = whole.SequenceEqual("-"u8) || whole.IsEmpty ? 0 : Number(whole);
        uint nanoseconds = dot < 0 ? 0 : Fraction(value[(dot + 1)..]);
        if (seconds == long.MinValue)
        {
            throw ArchiveException.InvalidHeader();
        }

        return negative && nanoseconds > 0 ? new FileTime(seconds - 1, 1_000_000_000 - nanoseconds) : new FileTime(seconds, nanoseconds);
    }

    private static uint Fraction(ReadOnlySpan<byte> digits)
    {
        uint nanoseconds = 0;
        for (int i = 0; i < 9; i++)
        {
            uint digit = i < digits.Length ? (uint)(digits[i] - '0') : 0;
            if (digit > 9)
            {
                throw ArchiveException.InvalidHeader();
            }

            nanoseconds = (nanoseconds * 10) + digit;
        }

        return nanoseconds;
    }
}
