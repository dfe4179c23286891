using Berth.Oci;
using Berth.Registry.Storage;
using Berth.Registry.Storage.Files;
using Xunit;

namespace Berth.Unit.Registry.Storage;

public sealed class FileBlobStorageTests : BlobStorageSuite, IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("berth-unit-");
    private readonly FileBlobStorage _one;
    private readonly FileBlobStorage _other;

    public FileBlobStorageTests()
    {
        _one = FileBlobStorage.Open(_root.FullName);
        _other = FileBlobStorage.Open(_root.FullName);
    }

    private protected override IBlobStorage One => _one;

    private protected override IBlobStorage Other => _other;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _one.Dispose();
        _other.Dispose();
        _root.Delete(recursive: true);
    }

    [Fact]
    public async Task Files_OfBlobsAndUploads_AreTheOwnersOnly()
    {
        BlobKey key = await PushAsync(One, UploadId.New(), [1]);
        await using IUploadWriter upload = await One.OpenUploadAsync(UploadId.New(), Cancellation);

        Assert.All(_root.EnumerateFiles("*", SearchOption.AllDirectories), static file =>
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, file.UnixFileMode));
        Assert.All(_root.EnumerateDirectories("*", SearchOption.AllDirectories), static directory =>
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, directory.UnixFileMode));
        Assert.True(File.Exists(Path.Combine(_root.FullName, "blobs", "sha256", key.Digest.Hex[..2], $"{key.Digest.Hex}.{key.Upload}")));
    }

    [Fact]
    public async Task List_FilesOfOthers_AreLeftOut()
    {
        BlobKey key = await PushAsync(One, UploadId.New(), [1]);
        string shard = Path.Combine(_root.FullName, "blobs", "sha256", key.Digest.Hex[..2]);
        File.WriteAllText(Path.Combine(shard, "README"), "");
        File.WriteAllText(Path.Combine(shard, $"{key.Digest.Hex}.nobody"), "");
        File.WriteAllText(Path.Combine(_root.FullName, "uploads", "x"), "");

        Assert.Equal(key, Assert.Single(await One.ListAsync(Cancellation).ToListAsync(Cancellation)).Blob);
    }

    // What a power cut may leave of an upload: a file that is shorter or longer than what this process saw.
    [Fact]
    public async Task Digest_AfterTheFileChanged_IsOfTheFile()
    {
        var upload = UploadId.New();
        await using (IUploadWriter writer = await One.OpenUploadAsync(upload, Cancellation))
        {
            await writer.AppendAsync(Body(Bytes(100)), long.MaxValue, Cancellation);
        }

        File.WriteAllBytes(Path.Combine(_root.FullName, "uploads", upload.ToString()), [1, 2, 3]);
        await using IUploadWriter next = await One.OpenUploadAsync(upload, Cancellation);

        Assert.Equal(3, next.Length);
        Assert.Equal(Digest.Of([1, 2, 3]), await next.DigestAsync("sha256", Cancellation));
    }
}
