using System.IO.Pipelines;
using System.Security.Cryptography;
using Berth.Oci;
using Berth.Registry.Errors;
using Berth.Registry.Storage;
using Xunit;

namespace Berth.Unit.Registry.Storage;

/// <summary>What every <see cref="IBlobStorage"/> does. Two objects over the same bytes are two replicas of a registry.</summary>
public abstract class BlobStorageSuite
{
    private const long NoLimit = long.MaxValue;

    private protected abstract IBlobStorage One { get; }

    /// <summary>The same storage, as another process has it.</summary>
    private protected abstract IBlobStorage Other { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sha256")]
    [InlineData("sha512")]
    public async Task Commit_AnUpload_IsABlobWithItsBytes(string algorithm)
    {
        byte[] bytes = Bytes(200_000);

        BlobKey key = await PushAsync(One, UploadId.New(), bytes, algorithm);

        Assert.Equal(algorithm, key.Digest.Algorithm);
        Assert.Equal(bytes, await ReadAsync(Other, key));
        Assert.Equal(0, await One.UploadLengthAsync(key.Upload));
    }

    [Fact]
    public async Task Commit_NoBytes_IsAnEmptyBlob()
    {
        BlobKey key = await PushAsync(One, UploadId.New(), []);

        Assert.Equal(Digest.Of([]), key.Digest);
        Assert.Empty(await ReadAsync(One, key));
    }

    [Fact]
    public async Task Append_PieceByPieceThroughTwoReplicas_IsOneBlob()
    {
        byte[] bytes = Bytes(300_000);
        var upload = UploadId.New();
        for (int i = 0; i < 6; i++)
        {
            IBlobStorage storage = i % 3 == 2 ? Other : One;
            Assert.Equal(i * 50_000, await storage.UploadLengthAsync(upload));
            await using IUploadWriter writer = await storage.OpenUploadAsync(upload, Cancellation);
            await writer.AppendAsync(Body(bytes.AsMemory(i * 50_000, 50_000)), NoLimit, Cancellation);
        }

        BlobKey key = await PushAsync(Other, upload, []);

        Assert.Equal(Digest.Of(bytes), key.Digest);
        Assert.Equal(bytes, await ReadAsync(One, key));
    }

    [Fact]
    public async Task Digest_BetweenAppends_IsOfAllSoFar()
    {
        byte[] bytes = Bytes(10_000);
        await using IUploadWriter writer = await One.OpenUploadAsync(UploadId.New(), Cancellation);

        await writer.AppendAsync(Body(bytes.AsMemory(0, 4_000)), NoLimit, Cancellation);
        Digest first = await writer.DigestAsync("sha256", Cancellation);
        await writer.AppendAsync(Body(bytes.AsMemory(4_000)), NoLimit, Cancellation);

        Assert.Equal(Digest.Of(bytes.AsSpan(0, 4_000)), first);
        Assert.Equal(Digest.Of(bytes), await writer.DigestAsync("sha256", Cancellation));
        Assert.Equal($"sha512:{Convert.ToHexStringLower(SHA512.HashData(bytes))}", (await writer.DigestAsync("sha512", Cancellation)).ToString());
    }

    [Fact]
    public async Task Append_ABodyThatBreaksOff_KeepsWhatCame()
    {
        byte[] bytes = Bytes(100_000);
        var upload = UploadId.New();
        await using (IUploadWriter writer = await One.OpenUploadAsync(upload, Cancellation))
        {
            await Assert.ThrowsAsync<IOException>(() => writer.AppendAsync(BrokenBody(bytes.AsMemory(0, 60_000)), NoLimit, Cancellation).AsTask());
        }

        Assert.Equal(60_000, await One.UploadLengthAsync(upload));

        BlobKey key = await PushAsync(One, upload, bytes[60_000..]);

        Assert.Equal(Digest.Of(bytes), key.Digest);
        Assert.Equal(bytes, await ReadAsync(One, key));
    }

    [Fact]
    public async Task Append_OverTheLimit_IsRefusedAndLeavesTheRest()
    {
        var upload = UploadId.New();
        await using IUploadWriter writer = await One.OpenUploadAsync(upload, Cancellation);
        await writer.AppendAsync(Body(Bytes(100)), 100, Cancellation);

        RegistryException error = await Assert.ThrowsAsync<RegistryException>(() => writer.AppendAsync(Body(Bytes(1)), 100, Cancellation).AsTask());

        Assert.Equal(ErrorCode.SizeInvalid, error.Code);
        Assert.Equal(100, writer.Length);
    }

    [Fact]
    public async Task OpenUpload_WhileAnotherAppends_IsRefused()
    {
        var upload = UploadId.New();
        await using (await One.OpenUploadAsync(upload, Cancellation))
        {
            await Assert.ThrowsAsync<RegistryException>(() => One.OpenUploadAsync(upload, Cancellation).AsTask());
            await Assert.ThrowsAsync<RegistryException>(() => Other.OpenUploadAsync(upload, Cancellation).AsTask());
        }

        await using IUploadWriter next = await Other.OpenUploadAsync(upload, Cancellation);
        Assert.Equal(0, next.Length);
    }

    [Fact]
    public async Task Commit_AfterItWasDiscarded_IsUnknown()
    {
        var upload = UploadId.New();
        await using IUploadWriter writer = await One.OpenUploadAsync(upload, Cancellation);
        await writer.AppendAsync(Body(Bytes(10)), NoLimit, Cancellation);
        await Other.DiscardAsync(upload);

        RegistryException error = await Assert.ThrowsAsync<RegistryException>(() => writer.CommitAsync(Digest.Of(Bytes(10)), Cancellation).AsTask());

        Assert.Equal(ErrorCode.BlobUploadUnknown, error.Code);
    }

    [Fact]
    public async Task Commit_TheSameUploadTwice_IsUnknownTheSecondTime()
    {
        byte[] bytes = Bytes(10);
        BlobKey key = await PushAsync(One, UploadId.New(), bytes);

        RegistryException error = await Assert.ThrowsAsync<RegistryException>(() => PushAsync(Other, key.Upload, bytes));

        Assert.Equal(ErrorCode.BlobUploadUnknown, error.Code);
        Assert.Equal(bytes, await ReadAsync(One, key));
    }

    [Fact]
    public async Task Commit_TheSameBytesTwice_AreTwoBlobs()
    {
        byte[] bytes = Bytes(1000);
        BlobKey first = await PushAsync(One, UploadId.New(), bytes);
        BlobKey second = await PushAsync(Other, UploadId.New(), bytes);

        await One.DeleteAsync(first);

        Assert.NotEqual(first, second);
        Assert.Null(Other.Open(first));
        Assert.Equal(bytes, await ReadAsync(One, second));
    }

    [Fact]
    public async Task Open_WhatIsNotThere_IsNull()
    {
        Assert.Null(One.Open(new BlobKey(Digest.Of([1]), UploadId.New())));
        BlobKey key = await PushAsync(One, UploadId.New(), [1]);
        Assert.Null(One.Open(key with { Upload = UploadId.New() }));
    }

    [Fact]
    public async Task Delete_WhileItIsRead_LetsTheReaderReadOn()
    {
        byte[] bytes = Bytes(500_000);
        BlobKey key = await PushAsync(One, UploadId.New(), bytes);
        using IBlobContent content = One.Open(key)!;

        await Other.DeleteAsync(key);

        Assert.Equal(bytes.Length, content.Length);
        Assert.Equal(bytes, await SentAsync(content, 0, bytes.Length));
        Assert.Null(One.Open(key));
        await One.DeleteAsync(key);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 300_000)]
    [InlineData(65_536, 65_536)]
    [InlineData(299_999, 1)]
    [InlineData(1, 299_998)]
    public async Task Send_APart_IsThatPart(int offset, int count)
    {
        byte[] bytes = Bytes(300_000);
        using IBlobContent content = One.Open(await PushAsync(One, UploadId.New(), bytes))!;

        Assert.Equal(bytes[offset..(offset + count)], await SentAsync(content, offset, count));
    }

    [Fact]
    public async Task List_BlobsAndUploads_AreAll()
    {
        var upload = UploadId.New();
        await using (IUploadWriter writer = await One.OpenUploadAsync(upload, Cancellation))
        {
            await writer.AppendAsync(Body(Bytes(7)), NoLimit, Cancellation);
        }

        BlobKey small = await PushAsync(One, UploadId.New(), Bytes(10));
        BlobKey large = await PushAsync(One, UploadId.New(), Bytes(20), "sha512");

        List<StoredItem> items = await Other.ListAsync(Cancellation).ToListAsync(Cancellation);

        Assert.Equivalent(
            new[] { (upload, (BlobKey?)null, 7L), (small.Upload, small, 10L), (large.Upload, large, 20L) },
            items.Select(static item => (item.Upload, item.Blob, item.Size)),
            strict: true);
    }

    [Fact]
    public async Task Discard_AnUpload_ForgetsItsBytes()
    {
        var upload = UploadId.New();
        await using (IUploadWriter writer = await One.OpenUploadAsync(upload, Cancellation))
        {
            await writer.AppendAsync(Body(Bytes(7)), NoLimit, Cancellation);
        }

        await Other.DiscardAsync(upload);
        await Other.DiscardAsync(upload);
        BlobKey key = await PushAsync(One, upload, Bytes(3));

        Assert.Equal(Digest.Of(Bytes(3)), key.Digest);
        Assert.Empty(await One.ListAsync(Cancellation).Where(static item => item.Blob is null).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task Commit_ManyAtOnceThroughTwoReplicas_AreAllThere()
    {
        BlobKey[] keys = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(
            () => PushAsync(i % 2 == 0 ? One : Other, UploadId.New(), Bytes(i % 8 * 1000)), Cancellation)));

        Assert.Equal(64, keys.Distinct().Count());
        foreach (BlobKey key in keys)
        {
            Assert.Equal(key.Digest, Digest.Of(await ReadAsync(One, key)));
        }
    }

    private protected static byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }

    private protected static PipeReader Body(ReadOnlyMemory<byte> bytes) => PipeReader.Create(new System.Buffers.ReadOnlySequence<byte>(bytes));

    internal static async Task<BlobKey> PushAsync(IBlobStorage storage, UploadId upload, byte[] bytes, string algorithm = "sha256")
    {
        await using IUploadWriter writer = await storage.OpenUploadAsync(upload, Cancellation);
        await writer.AppendAsync(Body(bytes), NoLimit, Cancellation);
        return await writer.CommitAsync(await writer.DigestAsync(algorithm, Cancellation), Cancellation);
    }

    private protected static async Task<byte[]> ReadAsync(IBlobStorage storage, BlobKey key)
    {
        using IBlobContent content = storage.Open(key)!;
        await using Stream stream = content.OpenStream();
        var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, Cancellation);
        return bytes.ToArray();
    }

    private static async Task<byte[]> SentAsync(IBlobContent content, long offset, long count)
    {
        var http = new Microsoft.AspNetCore.Http.DefaultHttpContext();
        var body = new MemoryStream();
        http.Response.Body = body;
        await content.SendAsync(http.Response, offset, count, Cancellation);
        await http.Response.BodyWriter.FlushAsync(Cancellation);
        return body.ToArray();
    }

    private static PipeReader BrokenBody(ReadOnlyMemory<byte> bytes)
    {
        // The writer waits until what it wrote has been read: a pipe that ends in an error hands out nothing more.
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1));
        _ = FeedAsync();
        return pipe.Reader;

        async Task FeedAsync()
        {
            await pipe.Writer.WriteAsync(bytes[..(bytes.Length / 2)], Cancellation);
            await pipe.Writer.WriteAsync(bytes[(bytes.Length / 2)..], Cancellation);
            await pipe.Writer.CompleteAsync(new IOException("the client has gone"));
        }
    }
}
