using Berth.Content;
using Berth.Oci;
using Xunit;

namespace Berth.Unit.Content;

public sealed class BlobIngestTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("berth-unit-");
    private readonly Trash _trash;
    private readonly BlobStore _blobs;

    public BlobIngestTests()
    {
        _trash = Trash.Open(_root.FullName);
        _blobs = new BlobStore(_root.FullName, _trash);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string[] Unfinished => Directory.GetFiles(Path.Combine(_root.FullName, "tmp"));

    public void Dispose()
    {
        _trash.Dispose();
        _root.Delete(recursive: true);
    }

    [Fact]
    public async Task Read_WhileItArrives_WaitsForMore()
    {
        using BlobIngest ingest = _blobs.Begin();
        ingest.Append("ab"u8);
        await using Stream reader = ingest.OpenRead();
        byte[] buffer = new byte[16];

        int first = await reader.ReadAsync(buffer, Cancellation);
        ValueTask<int> second = reader.ReadAsync(buffer.AsMemory(2), Cancellation);
        bool waits = !second.IsCompleted;
        ingest.Append("cde"u8);
        int more = await second;
        ingest.End();

        Assert.True(waits);
        Assert.Equal((2, 3), (first, more));
        Assert.Equal("abcde"u8.ToArray(), buffer[..5]);
        Assert.Equal(0, await reader.ReadAsync(buffer, Cancellation));
    }

    [Fact]
    public async Task Read_AfterAFailure_Throws()
    {
        using BlobIngest ingest = _blobs.Begin();
        ingest.Append("ab"u8);
        ingest.End(new InvalidDataException("broken off"));
        await using Stream reader = ingest.OpenRead();
        byte[] buffer = new byte[16];

        Assert.Equal(2, await reader.ReadAsync(buffer, Cancellation));
        await Assert.ThrowsAsync<InvalidDataException>(() => reader.ReadExactlyAsync(buffer, Cancellation).AsTask());
    }

    [Fact]
    public void Keep_WhatHasArrived_IsABlob()
    {
        var digest = Digest.Of("abc"u8);
        using (BlobIngest ingest = _blobs.Begin())
        {
            ingest.Append("abc"u8);
            ingest.End();
            _blobs.Keep(ingest, digest);
        }

        Assert.Equal("abc"u8.ToArray(), _blobs.ReadAll(digest));
        Assert.Empty(Unfinished);
    }

    [Fact]
    public void Dispose_NotKept_LeavesNothing()
    {
        using (BlobIngest ingest = _blobs.Begin())
        {
            ingest.Append("abc"u8);
        }

        Assert.Empty(Unfinished);
    }
}
