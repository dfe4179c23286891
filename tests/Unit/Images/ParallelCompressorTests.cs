using System.Buffers.Binary;
using System.IO.Compression;
using Berth.Images.Archive;
using CsCheck;
using Xunit;
using ZstdSharp;

namespace Berth.Unit.Images;

public sealed class ParallelCompressorTests
{
    private const int GzipBlock = 512 << 10;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<int> Sizes => [0, 1, GzipBlock - 1, GzipBlock, GzipBlock + 1, (3 * GzipBlock) + 7, (2 << 20) - 1, 2 << 20, (2 << 20) + 1, 5 << 20];

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task CompressAsync_AnySize_GoesThereAndBack(int size)
    {
        byte[] plain = Sample(size);

        Assert.Equal(plain, Gunzip(await GzipAsync(plain)));
        Assert.Equal(plain, Unzstd(await ZstdAsync(plain)));
        Assert.Equal(plain, await DecompressAsync(await GzipAsync(plain)));
        Assert.Equal(plain, await DecompressAsync(await ZstdAsync(plain)));
    }

    [Fact]
    public async Task CompressAsync_AnyNumberOfThreads_WritesTheSame()
    {
        byte[] plain = Sample(9 * GzipBlock);
        byte[] gzip = await GzipAsync(plain, 1);
        byte[] zstd = await ZstdAsync(plain, 1);

        foreach (int threads in (int[])[2, 3, 16])
        {
            Assert.Equal(gzip, await GzipAsync(plain, threads));
            Assert.Equal(zstd, await ZstdAsync(plain, threads));
        }
    }

    [Fact]
    public async Task CompressAsync_DribblingSource_WritesTheSame()
    {
        byte[] plain = Sample((2 * GzipBlock) + 100);

        Assert.Equal(await GzipAsync(plain), await CompressAsync(new GzipBlocks(), new DribblingStream(plain), 4));
    }

    [Fact]
    public async Task CompressAsync_Gzip_IsOneMemberWithChecksumAndSize()
    {
        byte[] plain = Sample((2 * GzipBlock) + 100);
        byte[] packed = await GzipAsync(plain);

        // A second member would begin with the magic number again, and .NET's own inflater stops at the end of the first.
        using var inflate = new DeflateStream(new MemoryStream(packed[10..^8]), CompressionMode.Decompress);
        Assert.Equal(plain, ReadAll(inflate));
        Assert.Equal(System.IO.Hashing.Crc32.HashToUInt32(plain), BinaryPrimitives.ReadUInt32LittleEndian(packed.AsSpan(packed.Length - 8)));
        Assert.Equal(plain.Length, BinaryPrimitives.ReadInt32LittleEndian(packed.AsSpan(packed.Length - 4)));
    }

    [Fact]
    public async Task CompressAsync_WhatCannotBeCompressed_GrowsByLittle()
    {
        byte[] noise = new byte[3 << 20];
        new Random(1).NextBytes(noise);

        Assert.InRange((await GzipAsync(noise)).Length, noise.Length, noise.Length + (noise.Length / 500));
        Assert.InRange((await ZstdAsync(noise)).Length, noise.Length, noise.Length + (noise.Length / 500));
    }

    [Fact]
    public async Task CompressAsync_SourceFails_FailsWithItsError()
    {
        var failing = new FailingStream(5 * GzipBlock);

        var error = await Assert.ThrowsAsync<IOException>(() => CompressAsync(new GzipBlocks(), failing, 4));

        Assert.Equal("bad sector", error.Message);
    }

    [Fact]
    public async Task CompressAsync_OutputFails_StopsReading()
    {
        var endless = new FailingStream(long.MaxValue);

        await Assert.ThrowsAsync<NotSupportedException>(() =>
            new ParallelCompressor(new GzipBlocks(), 4).CompressAsync(endless, new MemoryStream(new byte[1000]), Cancellation));

        Assert.InRange(endless.Given, 0, 10 * GzipBlock);
    }

    [Fact]
    public async Task CompressAsync_Cancelled_Stops()
    {
        using var cancelled = new CancellationTokenSource();
        var endless = new FailingStream(long.MaxValue, onGiven: given =>
        {
            if (given > 20 * GzipBlock)
            {
                cancelled.Cancel();
            }
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new ParallelCompressor(new GzipBlocks(), 4).CompressAsync(endless, Stream.Null, cancelled.Token));
    }

    [Fact]
    public void CompressAsync_AnyBytes_GoThereAndBack() => Gen.Byte.Array[0, 4096].Select(Gen.Int[1, 600], (piece, times) => (piece, times)).Sample(
        sample =>
        {
            byte[] plain = [.. Enumerable.Repeat(sample.piece, sample.times).SelectMany(static bytes => bytes)];
            return Gunzip(GzipAsync(plain).GetAwaiter().GetResult()).AsSpan().SequenceEqual(plain)
                && Unzstd(ZstdAsync(plain).GetAwaiter().GetResult()).AsSpan().SequenceEqual(plain);
        },
        iter: 60);

    private static Task<byte[]> GzipAsync(byte[] plain, int threads = 4) => CompressAsync(new GzipBlocks(), new MemoryStream(plain), threads);

    private static async Task<byte[]> ZstdAsync(byte[] plain, int threads = 4)
    {
        using var format = new ZstdBlocks();
        return await CompressAsync(format, new MemoryStream(plain), threads);
    }

    private static async Task<byte[]> CompressAsync(IBlockFormat format, Stream plain, int threads)
    {
        var output = new MemoryStream();
        await new ParallelCompressor(format, threads).CompressAsync(plain, output, Cancellation);
        return output.ToArray();
    }

    private static async Task<byte[]> DecompressAsync(byte[] packed)
    {
        await using Stream plain = await Compression.DecompressAsync(new MemoryStream(packed), cancellation: Cancellation);
        return ReadAll(plain);
    }

    private static byte[] Gunzip(byte[] packed) => ReadAll(new GZipStream(new MemoryStream(packed), CompressionMode.Decompress));

    private static byte[] Unzstd(byte[] packed) => ReadAll(new DecompressionStream(new MemoryStream(packed)));

    private static byte[] ReadAll(Stream stream)
    {
        var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    // Half text-like, half noise, different in every block.
    private static byte[] Sample(int size)
    {
        byte[] bytes = new byte[size];
        var random = new Random(size);
        for (int i = 0; i < size; i++)
        {
            bytes[i] = (byte)((i & 4096) == 0 ? 'a' + random.Next(4) : random.Next(256));
        }

        return bytes;
    }

    /// <summary>Gives a few bytes a read.</summary>
    private sealed class DribblingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, 1009)], cancellationToken);
    }

    /// <summary>Gives zeros, and then an error.</summary>
    private sealed class FailingStream(long after, Action<long>? onGiven = null) : MemoryStream
    {
        public long Given { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Given >= after)
            {
                throw new IOException("bad sector");
            }

            Given += buffer.Length;
            onGiven?.Invoke(Given);
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
