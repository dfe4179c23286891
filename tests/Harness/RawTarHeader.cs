namespace Berth.Harness;

/// <summary>One header block of a <see cref="RawTar"/>; every field may be wrong on purpose.</summary>
public sealed record RawTarHeader
{
    /// <summary>Up to 100 bytes; what is longer is cut off.</summary>
    public required byte[] Name { get; init; }

    /// <summary>The type flag: <c>0</c> file, <c>1</c> hard link, <c>2</c> symbolic link, <c>3</c> and <c>4</c> devices, <c>5</c> directory …</summary>
    public char Type { get; init; } = '0';

    public uint Mode { get; init; } = 0b110_100_100;

    public long Size { get; init; }

    /// <summary>Up to 100 bytes.</summary>
    public byte[] LinkName { get; init; } = [];

    public (uint Major, uint Minor) Device { get; init; }

    /// <summary>Up to 155 bytes that come before the name, with a slash between.</summary>
    public byte[] Prefix { get; init; } = [];

    /// <summary>Eight bytes: <c>ustar\0</c> and <c>00</c>, or GNU's <c>ustar  \0</c>, or none.</summary>
    public byte[] Magic { get; init; } = "ustar\000"u8.ToArray();

    /// <summary>Bytes over the block, whatever the other fields say; the checksum counts them.</summary>
    public IReadOnlyList<(int Offset, byte[] Bytes)> Overrides { get; init; } = [];

    /// <summary>Added to the checksum.</summary>
    public int ChecksumError { get; init; }

    /// <summary>Sums signed bytes, as some old systems did.</summary>
    public bool SignedChecksum { get; init; }

    /// <summary>The block.</summary>
    public byte[] ToBlock()
    {
        byte[] block = new byte[RawTar.BlockSize];
        Name.AsSpan(0, Math.Min(Name.Length, 100)).CopyTo(block);
        Octal(block.AsSpan(100, 8), Mode);
        Octal(block.AsSpan(108, 8), 0);
        Octal(block.AsSpan(116, 8), 0);
        Octal(block.AsSpan(124, 12), Size);
        Octal(block.AsSpan(136, 12), 1_000_000_000);
        block[156] = (byte)Type;
        LinkName.AsSpan(0, Math.Min(LinkName.Length, 100)).CopyTo(block.AsSpan(157));
        Magic.CopyTo(block, 257);
        Octal(block.AsSpan(329, 8), Device.Major);
        Octal(block.AsSpan(337, 8), Device.Minor);
        Prefix.CopyTo(block, 345);
        foreach (var (offset, bytes) in Overrides)
        {
            bytes.CopyTo(block, offset);
        }

        block.AsSpan(148, 8).Fill((byte)' ');
        Octal(block.AsSpan(148, 7), block.Sum(b => SignedChecksum ? (sbyte)b : b) + ChecksumError);
        return block;
    }

    private static void Octal(Span<byte> field, long value)
    {
        string digits = Convert.ToString(value, 8).PadLeft(field.Length - 1, '0');
        System.Text.Encoding.ASCII.GetBytes(digits[^(field.Length - 1)..]).CopyTo(field);
    }
}
