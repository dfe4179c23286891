using System.Collections.Concurrent;
using ZstdSharp;

namespace Berth.Images.Archive;

/// <summary>
/// Zstandard frames one after the other, each for a block (RFC 8878, section 3: a decoder gives the frames' contents as one). Frames
/// name their size and have a checksum.
/// </summary>
internal sealed class ZstdBlocks : IBlockFormat, IDisposable
{
    private const int Level = 3;

    private readonly ConcurrentBag<Compressor> _idle = [];
    private bool _any;

    public int BlockBytes => 2 << 20;

    public ReadOnlySpan<byte> Header => [];

    public void CompressBlock(ReadOnlySpan<byte> plain, MemoryStream output)
    {
        Compressor compressor = _idle.TryTake(out Compressor? idle) ? idle : Make();
        int start = (int)output.Length;
        output.SetLength(start + Compressor.GetCompressBound(plain.Length));
        int length = compressor.Wrap(plain, output.GetBuffer().AsSpan(start));
        output.SetLength(start + length);
        _idle.Add(compressor);
    }

    public void Account(ReadOnlySpan<byte> plain) => _any = true;

    // Nothing at all is a frame too: an empty file is not zstd.
    public byte[] Trailer()
    {
        if (_any)
        {
            return [];
        }

        using Compressor compressor = Make();
        return compressor.Wrap([]).ToArray();
    }

    public void Dispose()
    {
        while (_idle.TryTake(out Compressor? compressor))
        {
            compressor.Dispose();
        }
    }

    private static Compressor Make()
    {
        var compressor = new Compressor(Level);
        compressor.SetParameter(ZstdSharp.Unsafe.ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        return compressor;
    }
}
