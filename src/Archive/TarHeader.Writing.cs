namespace Berth.Archive;

internal readonly ref partial struct TarHeader
{
    /// <summary>Fills a block with the header of an entry. What does not fit is cut, or 0: an extended header says it in full.</summary>
    public static void Write(Span<byte> block, TarEntry entry, ReadOnlySpan<byte> name, ReadOnlySpan<byte> linkName)
    {
        block.Clear();
        PutText(block[..100], name);
        PutOctal(block.Slice(100, 8), entry.Mode);
        PutOctal(block.Slice(108, 8), entry.Owner);
        PutOctal(block.Slice(116, 8), entry.Group);
        PutOctal(block.Slice(124, 12), entry.Size);
        PutOctal(block.Slice(136, 12), entry.Modified.Seconds);
        block[156] = TypeOf(entry.Kind);
        PutText(block.Slice(157, 100), linkName);
        PutOctal(block.Slice(329, 8), entry.Device.Major);
        PutOctal(block.Slice(337, 8), entry.Device.Minor);
        Seal(block);
    }

    /// <summary>Fills a block with the header of an extended header that describes the entry <paramref name="name"/>.</summary>
    public static void WriteExtended(Span<byte> block, ReadOnlySpan<byte> name, int size)
    {
        block.Clear();
        ReadOnlySpan<byte> extended = Ascii(ExtendedName(name));
        extended[..Math.Min(extended.Length, 100)].TrimEnd((byte)'/').CopyTo(block);
        PutOctal(block.Slice(100, 8), 0);
        PutOctal(block.Slice(108, 8), 0);
        PutOctal(block.Slice(116, 8), 0);
        PutOctal(block.Slice(124, 12), size);
        PutOctal(block.Slice(136, 12), 0);
        block[156] = (byte)'x';
        Seal(block);
    }

    // DIRECTORY/PaxHeaders.0/NAME, cleaned as Go's path.Join cleans; our names have no "." or ".." in them.
    private static byte[] ExtendedName(ReadOnlySpan<byte> name)
    {
        int slash = name.LastIndexOf((byte)'/');
        ReadOnlySpan<byte> directory = slash < 0 ? default : name[..slash].TrimEnd((byte)'/');
        ReadOnlySpan<byte> file = name[(slash + 1)..];
        ReadOnlySpan<byte> before = slash == 0 ? "/PaxHeaders.0"u8 : directory.IsEmpty ? "PaxHeaders.0"u8 : "/PaxHeaders.0"u8;
        return [.. directory, .. before, .. file.IsEmpty ? default : "/"u8, .. file];
    }

    private static byte TypeOf(TarEntryKind kind) => kind switch
    {
        TarEntryKind.HardLink => (byte)'1',
        TarEntryKind.SymbolicLink => (byte)'2',
        TarEntryKind.CharacterDevice => (byte)'3',
        TarEntryKind.BlockDevice => (byte)'4',
        TarEntryKind.Directory => (byte)'5',
        TarEntryKind.Fifo => (byte)'6',
        _ => (byte)'0',
    };

    private static ReadOnlySpan<byte> Ascii(byte[] text) =>
        text.AsSpan().ContainsAnyExceptInRange((byte)1, (byte)0x7f) ? Array.FindAll(text, static b => b is > 0 and < 0x80) : text;

    private static void PutText(Span<byte> field, ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> ascii = Ascii(text.ToArray());
        bool cut = ascii.Length > field.Length;
        ascii[..Math.Min(ascii.Length, field.Length)].CopyTo(field);
        if (cut && field[^1] == (byte)'/')
        {
            // Readers that look no further would take a file for a directory.
            field[field.TrimEnd((byte)'/').Length] = 0;
        }
    }

    // Leading zeros, a NUL at the end; 0 where it does not fit.
    private static void PutOctal(Span<byte> field, long value)
    {
        int digits = field.Length - 1;
        ulong rest = value < 0 || value >> (3 * digits) != 0 ? 0 : (ulong)value;
        for (int i = digits - 1; i >= 0; i--)
        {
            field[i] = (byte)('0' + (rest & 7));
            rest >>= 3;
        }

        field[digits] = 0;
    }

    private static void Seal(Span<byte> block)
    {
        "ustar\000"u8.CopyTo(block[257..]);
        Span<byte> field = block.Slice(148, 8);
        field.Fill((byte)' ');
        long sum = 0;
        foreach (byte b in block)
        {
            sum += b;
        }

        PutOctal(field[..7], sum);
    }
}
