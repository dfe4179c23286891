using System.Text;
using Berth.Content;
using Berth.Oci;
using Xunit;

namespace Berth.Unit.Content;

public sealed class ContentTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("berth-unit-");
    private readonly Trash _trash;
    private readonly BlobStore _blobs;

    public ContentTests()
    {
        _trash = Trash.Open(_root.FullName);
        _blobs = new BlobStore(_root.FullName, _trash);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Put_Bytes_CanBeReadByTheirDigest()
    {
        Digest digest = _blobs.Put("hello"u8);

        Assert.Equal(Digest.Of("hello"u8), digest);
        Assert.Equal("hello"u8.ToArray(), _blobs.ReadAll(digest));
        Assert.Equal(5, _blobs.SizeOf(digest));
    }

    [Fact]
    public void ReadAll_ABlobThatRotted_IsAnError()
    {
        Digest digest = _blobs.Put("hello"u8);
        File.WriteAllText(Path.Combine(_root.FullName, "blobs", "sha256", digest.Hex), "hullo");

        Assert.Throws<InvalidDataException>(() => _blobs.ReadAll(digest));
    }

    [Fact]
    public async Task IngestAsync_AnotherDigestThanExpected_KeepsNothing()
    {
        using var stream = new MemoryStream(Encoding.ASCII.GetBytes("evil"));

        await Assert.ThrowsAsync<InvalidDataException>(() => _blobs.IngestAsync(stream, Digest.Of("good"u8), 100, Cancellation));

        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_root.FullName, "tmp")));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_root.FullName, "blobs", "sha256")));
    }

    [Fact]
    public async Task IngestAsync_MoreThanTheLimit_IsRefused()
    {
        using var stream = new MemoryStream(new byte[101]);

        await Assert.ThrowsAsync<InvalidDataException>(() => _blobs.IngestAsync(stream, null, 100, Cancellation));
    }

    [Fact]
    public async Task Discard_ATree_IsGoneAtOnceAndReaped()
    {
        string tree = Path.Combine(_root.FullName, "tree");
        Directory.CreateDirectory(Path.Combine(tree, "a", "b"));

        _trash.Discard(tree);

        Assert.False(Directory.Exists(tree));
        await _trash.WaitUntilEmptyAsync();
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_root.FullName, "trash")));
    }

    [Fact]
    public void Migrate_Again_RunsOnlyWhatIsNew()
    {
        using (MetadataDatabase database = MetadataDatabase.Open(_root.FullName))
        {
            database.Migrate("test", ["CREATE TABLE t(x INTEGER) STRICT"]);
            database.Migrate("test", ["CREATE TABLE t(x INTEGER) STRICT", "INSERT INTO t VALUES(1)"]);
        }

        using MetadataDatabase again = MetadataDatabase.Open(_root.FullName);
        again.Migrate("test", ["CREATE TABLE t(x INTEGER) STRICT", "INSERT INTO t VALUES(1)"]);
        Assert.Equal([1L], again.Read(static s => s.Query("SELECT x FROM t", static r => r.GetInt64(0))));
        Assert.Throws<InvalidOperationException>(() => again.Migrate("test", []));
    }

    [Fact]
    public void Write_ThatThrows_ChangesNothing()
    {
        using MetadataDatabase database = MetadataDatabase.Open(_root.FullName);
        database.Migrate("test", ["CREATE TABLE t(x INTEGER) STRICT"]);

        Assert.Throws<TimeoutException>(() => database.Write(static s =>
        {
            s.Execute("INSERT INTO t VALUES(1)");
            throw new TimeoutException();
        }));

        Assert.Empty(database.Read(static s => s.Query("SELECT x FROM t", static r => r.GetInt64(0))));
    }

    public void Dispose()
    {
        _trash.Dispose();
        _root.Delete(recursive: true);
    }
}
