using Berth.Linux;

namespace Berth.Archive;

/// <summary>
/// One 512-byte header block (POSIX.1-2008 pax, "ustar Interchange Format"; GNU tar manual, "Basic Tar Format"):
/// <code>
///   0 name 100 · 100 mode 8 · 108 uid 8 · 116 gid 8 · 124 size 12 · 136 mtime 12 · 148 checksum 8 · 156 type 1
/// 157 link name 100 · 257 magic and version 8 · 265 user 32 · 297 group 32 · 329 major 8 · 337 minor 8 · 345 prefix 155
/// </code>
/// </summary>
internal readonly ref partial struct TarHeader(ReadOnlySpan<byte> block)
{
    public const int BlockSize = 512;

    private readonly ReadOnlySpan<byte> _block = block;

    public byte Type => _block[156];

    public string LinkName => PathEncoding.Decode(Text(157, 100));

    public uint Mode => (uint)Number(100, 8) & 0xfff;

    public long Owner => Number(108, 8);

    public long Group => Number(116, 8);

    public long Size => Number(124, 12);

    public long Modified => Number(136, 12);

    public DeviceNumber Device => IsExtended ? new((uint)Number(329, 8), (uint)Number(337, 8)) : default;

    /// <summary>The name, with ustar's prefix; GNU keeps other things there.</summary>
    public string Name
    {
        get
        {
            string name = PathEncoding.Decode(Text(0, 100));
            ReadOnlySpan<byte> prefix = IsUstar ? Text(345, 155) : default;
            return prefix.IsEmpty ? name : $"{PathEncoding.Decode(prefix)}/{name}";
        }
    }

    private bool IsUstar => _block[257..263].SequenceEqual("ustar\0"u8);

    private bool IsExtended => IsUstar || _block[257..265].SequenceEqual("ustar  \0"u8);

    /// <summary>True of a block of zeros, two of which end an archive.</summary>
    public static bool IsZero(ReadOnlySpan<byte> block) => !block.ContainsAnyExcept((byte)0);

    /// <summary>The sum of all bytes, the checksum's own counted as spaces; old writers added signed bytes.</summary>
    /// <exception cref="ArchiveException">The sum is another: this is no header.</exception>
    public void Verify()
    {
        long expected = Number(148, 8);
        long unsigned = 0;
        long signed = 0;
        for (int i = 0; i < BlockSize; i++)
        {
            byte b = i is >= 148 and < 156 ? (byte)' ' : _block[i];
            unsigned += b;
            signed += (sbyte)b;
        }

        if (expected != unsigned && expected != signed)
        {
            throw ArchiveException.InvalidHeader();
        }
    }

    private ReadOnlySpan<byte> Text(int offset, int length)
    {
        ReadOnlySpan<byte> field = _block.Slice(offset, length);
        int end = field.IndexOf((byte)0);
        return end < 0 ? field : field[..end];
    }

    // Octal text, or, with the first bit set, a big-endian two's complement number (GNU).
    private long Number(int offset, int length)
    {
        ReadOnlySpan<byte> field = _block.Slice(offset, length);
        return (field[0] & 0x80) != 0 ? Binary(field) : Octal(field);
    }

    private static long Octal(ReadOnlySpan<byte> field)
    {
        field = field.Trim(" \0"u8);
        long value = 0;
        foreach (byte b in field)
        {
            // Padding may be mixed; what follows the first NUL or space is not part of the number.
            if (b is 0 or (byte)' ')
            {
                break;
            }

            if (b is < (byte)'0' or > (byte)'7')
            {
                throw ArchiveException.InvalidHeader();
            }

            value = (value << 3) | (uint)(b - '0');
        }

        return value;
    }

    private static long Binary(ReadOnlySpan<byte> field)
    {
        bool negative = (field[0] & 0x40) != 0;
        long value = negative ? -1 : 0;
        for (int i = 0; i < field.Length; i++)
        {
            byte b = i == 0 && !negative ? (byte)(field[0] & 0x7f) : field[i];
            if (value >> 55 is not (0 or -1))
            {
                throw ArchiveException.InvalidHeader();
            }

            value = (value << 8) | b;
        }

        return value;
    }
}
