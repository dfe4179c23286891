using System.Globalization;
using System.Text;
using Berth.Linux;

namespace Berth.Archive;

/// <summary>
/// The records that an entry's own header has no room for, as the content of a PAX extended header (POSIX.1-2008 pax, "pax Extended
/// Header"): sorted by key, each <c>LENGTH KEY=VALUE\n</c> where LENGTH counts itself.
/// </summary>
internal static class PaxHeader
{
    public const string XattrPrefix = "SCHILY.xattr.";

    // What fits: a name's 100 bytes, seven octal digits of an ID, eleven of a size or a time.
    private const int NameBytes = 100;
    private const long MaxId = 0x1f_ffff;
    private const long MaxNumber = (1L << 33) - 1;

    /// <summary>Empty where the entry needs none.</summary>
    /// <exception cref="ArchiveException">A name with a NUL, or an attribute whose name has <c>=</c>: PAX cannot say it.</exception>
    public static byte[] Of(TarEntry entry, ReadOnlySpan<byte> name, ReadOnlySpan<byte> linkName)
    {
        if (entry.Xattrs.Count == 0 && IsPlain(name) && IsPlain(linkName) && FitsNumbers(entry))
        {
            return [];
        }

        var records = new List<(byte[] Key, byte[] Value)>();
        AddText(records, "path", name);
        AddText(records, "linkpath", linkName);
        AddNumber(records, "uid", entry.Owner, MaxId);
        AddNumber(records, "gid", entry.Group, MaxId);
        AddNumber(records, "size", entry.Size, MaxNumber);
        if (entry.Modified.Seconds is < 0 or > MaxNumber || entry.Modified.Nanoseconds != 0)
        {
            records.Add(("mtime"u8.ToArray(), Time(entry.Modified)));
        }

        foreach (var (attribute, value) in entry.Xattrs)
        {
            byte[] key = PathEncoding.Encode(XattrPrefix + attribute);
            records.Add(key.Contains((byte)'=') ? throw new ArchiveException($"the attribute name \"{attribute}\" cannot be archived") : (key, value));
        }

        records.Sort(static (a, b) => a.Key.AsSpan().SequenceCompareTo(b.Key));
        return Join(records);
    }

    private static bool IsPlain(ReadOnlySpan<byte> text) =>
        text.Length <= NameBytes && !text.ContainsAnyExceptInRange((byte)1, (byte)0x7f);

    private static bool FitsNumbers(TarEntry entry) =>
        entry is { Owner: <= (uint)MaxId, Group: <= (uint)MaxId, Size: <= MaxNumber, Modified: { Seconds: >= 0 and <= MaxNumber, Nanoseconds: 0 } };

    private static void AddText(List<(byte[] Key, byte[] Value)> records, string key, ReadOnlySpan<byte> value)
    {
        if (value.Contains((byte)0))
        {
            throw new ArchiveException("a name with a NUL character cannot be archived");
        }

        if (!IsPlain(value))
        {
            records.Add((Encoding.ASCII.GetBytes(key), value.ToArray()));
        }
    }

    private static void AddNumber(List<(byte[] Key, byte[] Value)> records, string key, long value, long most)
    {
        if (value > most)
        {
            records.Add((Encoding.ASCII.GetBytes(key), Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture))));
        }
    }

    // Decimal seconds; before 1970 the fraction counts away from zero.
    private static byte[] Time(FileTime time)
    {
        bool negative = time.Seconds < 0 && time.Nanoseconds > 0;
        long seconds = negative ? time.Seconds + 1 : time.Seconds;
        uint nanoseconds = negative ? 1_000_000_000 - time.Nanoseconds : time.Nanoseconds;
        string sign = negative && seconds == 0 ? "-" : "";
        string fraction = nanoseconds == 0 ? "" : $".{nanoseconds:D9}".TrimEnd('0');
        return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{sign}{seconds}{fraction}"));
    }

    private static byte[] Join(List<(byte[] Key, byte[] Value)> records)
    {
        using var content = new MemoryStream();
        foreach (var (key, value) in records)
        {
            // Blank, equals sign, line break.
            int rest = key.Length + value.Length + 3;
            int length = rest + Digits(rest);
            length = rest + Digits(length);
            content.Write(Encoding.ASCII.GetBytes(length.ToString(CultureInfo.InvariantCulture)));
            content.WriteByte((byte)' ');
            content.Write(key);
            content.WriteByte((byte)'=');
            content.Write(value);
            content.WriteByte((byte)'\n');
        }

        return content.ToArray();
    }

    private static int Digits(int number) => number.ToString(CultureInfo.InvariantCulture).Length;
}
