using Berth.Oci;
using Berth.Registry.Collection;
using Berth.Registry.Metadata;
using Berth.Registry.Naming;
using Berth.Registry.Storage;
using Berth.Unit.Registry.Metadata;
using Xunit;

namespace Berth.Unit.Registry.Collection;

public sealed class ContentCollectorTests : IAsyncLifetime
{
    private static readonly RepositoryName s_app = RepositoryName.Parse("app");
    private static readonly RepositoryName s_tool = RepositoryName.Parse("tool");

    private readonly RegistryContent _registry = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static TimeSpan Half => RegistryContent.GracePeriod / 2;

    public async ValueTask InitializeAsync()
    {
        await _registry.Metadata.RepositoryAsync("app");
        await _registry.Metadata.RepositoryAsync("tool");
    }

    public ValueTask DisposeAsync()
    {
        _registry.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Collect_ABlobNobodyNames_GoesAfterTheGracePeriod()
    {
        BlobRecord blob = await _registry.PushAsync(s_app, "layer", Cancellation);

        _registry.Time.Advance(RegistryContent.GracePeriod);
        Assert.True((await _registry.CollectAsync()).IsNothing);
        _registry.Time.Advance(TimeSpan.FromMilliseconds(1));
        CollectionReport report = await _registry.CollectAsync();

        Assert.Equal(new CollectionReport { Links = 1, Blobs = 1, Bytes = 5 }, report);
        Assert.Null(_registry.Metadata.Blobs.Find(s_app, blob.Key.Digest));
        Assert.Null(_registry.Storage.Open(blob.Key));
    }

    [Fact]
    public async Task Collect_ABlobThatWasAskedFor_StaysAnotherPeriod()
    {
        BlobRecord blob = await _registry.PushAsync(s_app, "layer", Cancellation);
        for (int i = 0; i < 4; i++)
        {
            _registry.Time.Advance(Half + TimeSpan.FromHours(1));
            Assert.NotNull(_registry.Metadata.Blobs.Find(s_app, blob.Key.Digest));
            Assert.True((await _registry.CollectAsync()).IsNothing);
        }

        // Asking too soon after that writes nothing, but half of the period is left.
        _registry.Time.Advance(Half - TimeSpan.FromHours(1));
        Assert.NotNull(_registry.Metadata.Blobs.Find(s_app, blob.Key.Digest));
        _registry.Time.Advance(Half);
        Assert.True((await _registry.CollectAsync()).IsNothing);
    }

    [Fact]
    public async Task Collect_ABlobOfAManifest_StaysUntilTheManifestGoes()
    {
        BlobRecord blob = await _registry.PushAsync(s_app, "layer", Cancellation);
        Digest manifest = await _registry.Metadata.ManifestAsync(s_app, MetadataRoles.Manifest("{}", blob.Key.Digest), "latest");
        _registry.Time.Advance(3 * RegistryContent.GracePeriod);

        Assert.True((await _registry.CollectAsync()).IsNothing);
        Assert.Equal("layer", _registry.Read(s_app, blob.Key.Digest));
        await _registry.Metadata.Manifests.RemoveAsync(s_app, manifest);
        _registry.Time.Advance(2 * RegistryContent.GracePeriod);

        Assert.Equal(1, (await _registry.CollectAsync()).Blobs);
    }

    [Fact]
    public async Task Collect_ABlobOfAnotherRepositorysManifest_LosesOnlyItsLink()
    {
        BlobRecord blob = await _registry.PushAsync(s_app, "layer", Cancellation);
        await _registry.Metadata.Blobs.MountAsync(s_tool, s_app, blob.Key.Digest);
        await _registry.Metadata.ManifestAsync(s_tool, MetadataRoles.Manifest("{}", blob.Key.Digest));
        _registry.Time.Advance(2 * RegistryContent.GracePeriod);

        Assert.Equal(new CollectionReport { Links = 1 }, await _registry.CollectAsync());
        Assert.Equal("layer", _registry.Read(s_tool, blob.Key.Digest));
        Assert.Null(_registry.Read(s_app, blob.Key.Digest));
    }

    [Fact]
    public async Task Collect_ARepositoryThatWasRemoved_TakesItsBlobsAtOnce()
    {
        BlobRecord blob = await _registry.PushAsync(s_app, "layer", Cancellation);
        await _registry.Metadata.ManifestAsync(s_app, MetadataRoles.Manifest("{}", blob.Key.Digest), "latest");
        await _registry.Metadata.Repositories.RemoveAsync(s_app);

        Assert.Equal(new CollectionReport { Blobs = 1, Bytes = 5 }, await _registry.CollectAsync());
        Assert.Empty(await _registry.FaultsAsync(Cancellation));
    }

    [Fact]
    public async Task Collect_Uploads_GoWhenNothingCameForTheGracePeriod()
    {
        UploadId empty = await _registry.Metadata.Uploads.BeginAsync(s_app);
        UploadId left = await _registry.Metadata.Uploads.BeginAsync(s_app);
        UploadId alive = await _registry.Metadata.Uploads.BeginAsync(s_app);
        await (await _registry.AppendAsync(left, [1, 2, 3], Cancellation)).DisposeAsync();
        await (await _registry.AppendAsync(alive, [1, 2], Cancellation)).DisposeAsync();
        _registry.Time.Advance(RegistryContent.GracePeriod);
        await (await _registry.AppendAsync(alive, [3], Cancellation)).DisposeAsync();
        _registry.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(new CollectionReport { Uploads = 2, Bytes = 3 }, await _registry.CollectAsync());
        Assert.False(_registry.Metadata.Uploads.Contains(s_app, empty));
        Assert.False(_registry.Metadata.Uploads.Contains(s_app, left));
        Assert.True(_registry.Metadata.Uploads.Contains(s_app, alive));
        Assert.Equal(3, await _registry.Storage.UploadLengthAsync(alive));
    }

    [Fact]
    public async Task Collect_AnUploadThatWasAskedFor_Stays()
    {
        UploadId upload = await _registry.Metadata.Uploads.BeginAsync(s_app);
        _registry.Time.Advance(Half + TimeSpan.FromHours(1));
        Assert.True(_registry.Metadata.Uploads.Contains(s_app, upload));
        _registry.Time.Advance(Half);

        Assert.True((await _registry.CollectAsync()).IsNothing);
    }

    // What a crash leaves: bytes that no row names, and bytes whose upload's row is still there.
    [Fact]
    public async Task Collect_FilesWithoutARow_GoAtOnceAndOthersWithTheirUpload()
    {
        await (await _registry.AppendAsync(UploadId.New(), [1], Cancellation)).DisposeAsync();
        await CommitAsync(UploadId.New());
        BlobKey named = await CommitAsync(await _registry.Metadata.Uploads.BeginAsync(s_app));

        Assert.Equal(new CollectionReport { Orphans = 2, Bytes = 3 }, await _registry.CollectAsync());
        Assert.NotNull(_registry.Storage.Open(named));
        _registry.Time.Advance(2 * RegistryContent.GracePeriod);
        Assert.Equal(new CollectionReport { Uploads = 1, Orphans = 1, Bytes = 2 }, await _registry.CollectAsync());
        Assert.Null(_registry.Storage.Open(named));
    }

    [Fact]
    public async Task Collect_UntaggedManifests_GoOnlyWhenAskedFor()
    {
        BlobRecord blob = await _registry.PushAsync(s_app, "layer", Cancellation);
        Digest untagged = await _registry.Metadata.ManifestAsync(s_app, MetadataRoles.Manifest("{}", blob.Key.Digest));
        _registry.Time.Advance(2 * RegistryContent.GracePeriod);

        Assert.True((await _registry.CollectAsync()).IsNothing);
        Assert.Equal(new CollectionReport { Manifests = 1, Links = 1, Blobs = 1, Bytes = 5 }, await _registry.CollectAsync(takesUntagged: true));
        Assert.Null(_registry.Metadata.Manifests.Find(s_app, untagged));
    }

    [Fact]
    public async Task Collect_Untagged_KeepsChildrenOfIndexesAndReferrersOfWhatStays()
    {
        Digest child = await _registry.Metadata.ManifestAsync(s_app, MetadataRoles.Manifest("child"));
        Digest index = await _registry.Metadata.ManifestAsync(s_app, MetadataRoles.Manifest("index") with { RequiredManifests = [child] }, "latest");
        Digest signature = await _registry.Metadata.ManifestAsync(s_app, MetadataRoles.Manifest("signature") with { Subject = index });
        Digest ofSignature = await _registry.Metadata.ManifestAsync(s_app, MetadataRoles.Manifest("of signature") with { Subject = signature });
        Digest ofNothing = await _registry.Metadata.ManifestAsync(s_app, MetadataRoles.Manifest("of nothing") with { Subject = Digest.Of("nothing"u8) });
        _registry.Time.Advance(2 * RegistryContent.GracePeriod);
        Digest young = await _registry.Metadata.ManifestAsync(s_app, MetadataRoles.Manifest("young"));

        Assert.Equal(1, (await _registry.CollectAsync(takesUntagged: true)).Manifests);
        Assert.Equal([child, index, signature, ofSignature, young], Present(child, index, signature, ofSignature, ofNothing, young));

        // The tag goes, and with it what hung on it, whatever the order of the digests.
        await _registry.Metadata.Manifests.RemoveTagAsync(s_app, "latest");
        Assert.Equal(4, (await _registry.CollectAsync(takesUntagged: true)).Manifests);
        Assert.Equal([young], Present(child, index, signature, ofSignature, young));
        Assert.Empty(await _registry.FaultsAsync(Cancellation));
    }

    [Fact]
    public async Task Collect_MoreThanAPage_TakesAll()
    {
        for (int i = 0; i < 250; i++)
        {
            await _registry.PushAsync(i % 2 == 0 ? s_app : s_tool, $"layer {i}", Cancellation);
        }

        _registry.Time.Advance(2 * RegistryContent.GracePeriod);
        CollectionReport report = await _registry.CollectAsync();

        Assert.Equal((250, 250), (report.Links, report.Blobs));
        Assert.Empty(await _registry.Storage.ListAsync(Cancellation).ToListAsync(Cancellation));
    }

    private Digest[] Present(params Digest[] digests) => [.. digests.Where(digest => _registry.Metadata.Manifests.Find(s_app, digest) is not null)];

    private async Task<BlobKey> CommitAsync(UploadId upload)
    {
        await using IUploadWriter writer = await _registry.AppendAsync(upload, [1, 2], Cancellation);
        return await writer.CommitAsync(await writer.DigestAsync("sha256", Cancellation), Cancellation);
    }
}
