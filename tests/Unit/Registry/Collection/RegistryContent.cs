using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Berth.Oci;
using Berth.Registry.Collection;
using Berth.Registry.Metadata;
using Berth.Registry.Metadata.Sqlite;
using Berth.Registry.Naming;
using Berth.Registry.Storage;
using Berth.Unit.Registry.Metadata;
using Berth.Unit.Registry.Storage;
using Berth.Unit.RegistryClient;
using Xunit;

namespace Berth.Unit.Registry.Collection;

/// <summary>A registry without its HTTP: storage and metadata, used in the order in which the protocol uses them.</summary>
internal sealed class RegistryContent : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("berth-unit-");

    public RegistryContent()
    {
        Metadata = new SqliteMetadata(_root.FullName, Time);
        Storage = new MemoryBlobStorage(Time);
        Collector = new ContentCollector(
            new SqliteUnreferenced(Metadata.Database), new SqliteStoredNames(Metadata.Database), Storage, Time);
        Verifier = new ContentVerifier(new SqliteInventory(Metadata.Database, TimeProvider.System), Storage);
    }

    public ManualTime Time { get; } = new();

    public SqliteMetadata Metadata { get; }

    public MemoryBlobStorage Storage { get; }

    public ContentCollector Collector { get; }

    public ContentVerifier Verifier { get; }

    public static TimeSpan GracePeriod => MetadataRoles.GracePeriod;

    public async Task<BlobRecord> PushAsync(RepositoryName repository, string text, CancellationToken cancellation)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        UploadId upload = await Metadata.Uploads.BeginAsync(repository);
        await using IUploadWriter writer = await AppendAsync(upload, bytes, cancellation);
        BlobKey key = await writer.CommitAsync(await writer.DigestAsync("sha256", cancellation), cancellation);
        BlobRecord blob = await Metadata.Blobs.AddAsync(repository, new BlobRecord(key, bytes.Length));
        if (blob.Key != key)
        {
            await Storage.DeleteAsync(key);
        }

        return blob;
    }

    public async Task<IUploadWriter> AppendAsync(UploadId upload, byte[] bytes, CancellationToken cancellation)
    {
        IUploadWriter writer = await Storage.OpenUploadAsync(upload, cancellation);
        await writer.AppendAsync(PipeReader.Create(new ReadOnlySequence<byte>(bytes)), long.MaxValue, cancellation);
        return writer;
    }

    /// <summary>The blob's text, as a client of the repository gets it; null: it gets none.</summary>
    public string? Read(RepositoryName repository, Digest digest)
    {
        if (Metadata.Blobs.Find(repository, digest) is not { } blob || Storage.Open(blob.Key) is not { } content)
        {
            return null;
        }

        using (content)
        {
            using var reader = new StreamReader(content.OpenStream());
            return reader.ReadToEnd();
        }
    }

    public Task<CollectionReport> CollectAsync(bool takesUntagged = false) =>
        Collector.RunAsync(new CollectionPolicy(GracePeriod, takesUntagged), TestContext.Current.CancellationToken);

    public async Task<List<string>> FaultsAsync(CancellationToken cancellation)
    {
        var faults = new List<string>();
        await Verifier.RunAsync(faults.Add, cancellation);
        return faults;
    }

    public void Dispose()
    {
        Metadata.Dispose();
        _root.Delete(recursive: true);
    }
}
