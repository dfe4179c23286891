using System.IO.Compression;

namespace Berth.Integration.Hostile;

/// <summary>Compressed forms.</summary>
internal static class Packed
{
    /// <summary>One gzip member.</summary>
    public static byte[] Gzip(IEnumerable<byte[]> plain)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (byte[] chunk in plain)
            {
                gzip.Write(chunk);
            }
        }

        return output.ToArray();
    }

    /// <summary>One zstd frame of raw blocks (RFC 8878, 3.1.1): it needs no compressor.</summary>
    public static byte[] Zstd(byte[] plain)
    {
        var frame = new List<byte>([0x28, 0xb5, 0x2f, 0xfd, 0xa0, .. BitConverter.GetBytes(plain.Length)]);
        const int Most = 128 << 10;
        for (int at = 0; at < plain.Length; at += Most)
        {
            int size = Math.Min(Most, plain.Length - at);
            frame.AddRange(BlockHeader(0, size, last: at + size == plain.Length));
            frame.AddRange(plain.AsSpan(at, size));
        }

        return [.. frame];
    }

    /// <summary>A zstd frame of a wide window that repeats one byte: three bytes for each 128 KiB.</summary>
    /// <param name="windowLog">10 to 41: the window is two to this.</param>
    public static byte[] ZstdRun(byte value, int blocks, int windowLog)
    {
        var frame = new List<byte>([0x28, 0xb5, 0x2f, 0xfd, 0x00, (byte)((windowLog - 10) << 3)]);
        for (int i = 0; i < blocks; i++)
        {
            frame.AddRange(BlockHeader(1, 128 << 10, last: i == blocks - 1));
            frame.Add(value);
        }

        return [.. frame];
    }

    private static byte[] BlockHeader(int type, int size, bool last)
    {
        int header = (size << 3) | (type << 1) | (last ? 1 : 0);
        return [(byte)header, (byte)(header >> 8), (byte)(header >> 16)];
    }
}
