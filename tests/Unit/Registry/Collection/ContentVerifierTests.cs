using Berth.Oci;
using Berth.Registry.Collection;
using Berth.Registry.Metadata;
using Berth.Registry.Metadata.Sqlite;
using Berth.Registry.Naming;
using Berth.Registry.Storage;
using Berth.Registry.Storage.Files;
using Berth.Unit.Registry.Metadata;
using Berth.Unit.Registry.Storage;
using Berth.Unit.RegistryClient;
using Xunit;

namespace Berth.Unit.Registry.Collection;

public sealed class ContentVerifierTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("berth-unit-");
    private readonly SqliteMetadata _metadata;
    private readonly FileBlobStorage _storage;

    public ContentVerifierTests()
    {
        _metadata = new SqliteMetadata(_root.FullName, new ManualTime());
        _storage = FileBlobStorage.Open(_root.FullName);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _storage.Dispose();
        _metadata.Dispose();
        _root.Delete(recursive: true);
    }

    [Fact]
    public async Task Verify_WhatIsWhole_FindsNothing()
    {
        RepositoryName app = await _metadata.RepositoryAsync("app");
        BlobRecord layer = await PushAsync(app, [1, 2, 3], "sha256");
        BlobRecord other = await PushAsync(app, [], "sha512");
        await _metadata.ManifestAsync(app, MetadataRoles.Manifest("{}", layer.Key.Digest, other.Key.Digest), "latest");

        var (result, faults) = await VerifyAsync();

        Assert.Empty(faults);
        Assert.Equal(new VerificationResult { Blobs = 2, Bytes = 3, Manifests = 1 }, result);
    }

    [Fact]
    public async Task Verify_WhatIsDamaged_SaysEachFault()
    {
        RepositoryName app = await _metadata.RepositoryAsync("app");
        BlobRecord changed = await PushAsync(app, [1], "sha256");
        BlobRecord shorter = await PushAsync(app, [2, 2], "sha256");
        BlobRecord missing = await PushAsync(app, [3], "sha512");
        BlobRecord unlinked = await PushAsync(app, [4], "sha256");
        Digest manifest = await _metadata.ManifestAsync(app, MetadataRoles.Manifest("{}", unlinked.Key.Digest));
        Digest index = await _metadata.ManifestAsync(app, MetadataRoles.Manifest("index") with { RequiredManifests = [manifest] });
        File.WriteAllBytes(PathOf(changed), [9]);
        File.WriteAllBytes(PathOf(shorter), [2]);
        File.Delete(PathOf(missing));
        await _metadata.Database.WriteAsync(session =>
            session.Execute("DELETE FROM blob_links WHERE digest = $digest", ("$digest", unlinked.Key.Digest.ToString()))
            + session.Execute("DELETE FROM manifests WHERE digest = $digest", ("$digest", manifest.ToString()))
            + session.Execute("UPDATE manifest_contents SET content = x'00' WHERE digest = $digest", ("$digest", index.ToString())));

        var (result, faults) = await VerifyAsync();

        Assert.Equal(
            new[]
            {
                $"app@{index}: manifest {manifest} is not in the repository",
                $"blob {changed.Key.Digest}: its bytes have digest {Digest.Of([9])}",
                $"blob {missing.Key.Digest}: its file is not there",
                $"blob {shorter.Key.Digest}: its file has 1 bytes, not 2",
                $"manifest {index}: its bytes have digest {Digest.Of([0])}",
            }.Order(),
            faults.Order());
        Assert.Equal(5, result.Faults);
    }

    private string PathOf(BlobRecord blob) =>
        Path.Combine(_root.FullName, "blobs", blob.Key.Digest.Algorithm, blob.Key.Digest.Hex[..2], $"{blob.Key.Digest.Hex}.{blob.Key.Upload}");

    private async Task<BlobRecord> PushAsync(RepositoryName repository, byte[] bytes, string algorithm)
    {
        BlobKey key = await BlobStorageSuite.PushAsync(_storage, await _metadata.Uploads.BeginAsync(repository), bytes, algorithm);
        return await _metadata.Blobs.AddAsync(repository, new BlobRecord(key, bytes.Length));
    }

    private async Task<(VerificationResult Result, List<string> Faults)> VerifyAsync()
    {
        var faults = new List<string>();
        return (await new ContentVerifier(new SqliteInventory(_metadata.Database, TimeProvider.System), _storage).RunAsync(faults.Add, Cancellation), faults);
    }
}
