using System.IO.Compression;
using Berth.Archive;
using Berth.Images.Archive;
using Xunit;
using ZstdSharp;

namespace Berth.Unit.Images;

public sealed class CompressionTests
{
    private static readonly byte[] s_plain = new TarBuilder().File("a", new string('z', 100_000)).ToArray();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DecompressAsync_EveryKind_GivesThePlainBytes()
    {
        Assert.Equal(s_plain, await ReadAsync(s_plain));
        Assert.Equal(s_plain, await ReadAsync(Gzip(s_plain)));
        Assert.Equal(s_plain, await ReadAsync(Zstd(s_plain)));
        Assert.Single(await ReadAsync([1]));
        Assert.Empty(await ReadAsync([]));
    }

    [Fact]
    public async Task DecompressAsync_SeveralMembers_GivesAll()
    {
        byte[] twice = [.. s_plain, .. s_plain];

        Assert.Equal(twice, await ReadAsync([.. Gzip(s_plain), .. Gzip(s_plain)]));
    }

    [Fact]
    public async Task DecompressAsync_TruncatedData_IsAnError()
    {
        await Assert.ThrowsAsync<ArchiveException>(() => ReadAsync(Gzip(s_plain)[..60]));
        await Assert.ThrowsAsync<ArchiveException>(() => ReadAsync(Zstd(s_plain)[..20]));
    }

    [Fact]
    public async Task DecompressAsync_ABomb_IsStopped()
    {
        var limits = new ArchiveLimits { Ratio = 50, RatioFrom = 1 << 20 };
        byte[] zeros = new byte[4 << 20];

        await Assert.ThrowsAsync<ArchiveException>(() => ReadAsync(Zstd(zeros), limits));
        await Assert.ThrowsAsync<ArchiveException>(() => ReadAsync(Gzip(zeros), new ArchiveLimits { ExpandedBytes = 1 << 20 }));
    }

    [Theory]
    [InlineData("BZh91AY", "bzip2 compression is not supported; use gzip or zstd")]
    [InlineData("\u00fd7zXZ\0\0", "xz compression is not supported; use gzip or zstd")]
    public async Task DecompressAsync_AnotherCompression_IsRefusedByName(string magic, string message)
    {
        byte[] bytes = System.Text.Encoding.Latin1.GetBytes(magic);

        Assert.Equal(message, (await Assert.ThrowsAsync<ArchiveException>(() => ReadAsync(bytes))).Message);
    }

    internal static byte[] Gzip(byte[] plain)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(plain);
        }

        return compressed.ToArray();
    }

    internal static byte[] Zstd(byte[] plain)
    {
        using var compressor = new Compressor();
        return compressor.Wrap(plain).ToArray();
    }

    private static async Task<byte[]> ReadAsync(byte[] bytes, ArchiveLimits? limits = null)
    {
        await using Stream plain = await Compression.DecompressAsync(new MemoryStream(bytes), limits, cancellation: Cancellation);
        var all = new MemoryStream();
        await plain.CopyToAsync(all, Cancellation);
        return all.ToArray();
    }
}
