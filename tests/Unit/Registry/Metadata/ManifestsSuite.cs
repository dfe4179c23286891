using System.Text;
using Berth.Oci;
using Berth.Registry.Errors;
using Berth.Registry.Metadata;
using Berth.Registry.Naming;
using Xunit;

namespace Berth.Unit.Registry.Metadata;

/// <summary>What every <see cref="IManifests"/> does.</summary>
public abstract class ManifestsSuite : MetadataSuite
{
    [Fact]
    public async Task Put_AManifest_IsFoundByDigestAndTags()
    {
        Digest layer = (await One.BlobAsync(App, "layer")).Key.Digest;
        Digest digest = await One.ManifestAsync(App, MetadataRoles.Manifest("{ }", layer), "1.0", "latest");

        foreach (ManifestRecord? found in new[] { One.Manifests.Find(App, digest), Other.Manifests.Find(App, "1.0"), One.Manifests.Find(App, "latest") })
        {
            Assert.NotNull(found);
            Assert.Equal(digest, found.Digest);
            Assert.Equal("{ }", Encoding.UTF8.GetString(found.Content.Span));
            Assert.Equal("application/vnd.oci.image.manifest.v1+json", found.MediaType);
        }

        Assert.Null(One.Manifests.Find(Tool, digest));
        Assert.Null(One.Manifests.Find(Tool, "latest"));
        Assert.Null(One.Manifests.Find(App, "Latest"));
        Assert.NotNull(One.Repositories.Find(App)!.PushedAt);
        Assert.Null(One.Repositories.Find(Tool)!.PushedAt);
    }

    [Fact]
    public async Task Put_WithATagThatIsThere_MovesIt()
    {
        Digest first = await One.ManifestAsync(App, MetadataRoles.Manifest("1"), "latest");
        Digest second = await One.ManifestAsync(App, MetadataRoles.Manifest("2"), "latest");

        Assert.Equal(second, One.Manifests.Find(App, "latest")!.Digest);
        Assert.NotNull(One.Manifests.Find(App, first));
    }

    [Fact]
    public async Task Put_WithABlobOfAnotherRepository_IsRefused()
    {
        Digest layer = (await One.BlobAsync(Tool, "layer")).Key.Digest;

        RegistryException error = await Assert.ThrowsAsync<RegistryException>(() => One.ManifestAsync(App, MetadataRoles.Manifest("{}", layer), "latest"));

        Assert.Equal((ErrorCode.ManifestBlobUnknown, layer.ToString()), (error.Code, error.Detail));
        Assert.Null(One.Manifests.Find(App, "latest"));
        Assert.Null(One.Repositories.Find(App)!.PushedAt);
    }

    [Fact]
    public async Task Put_AnIndex_NeedsItsManifests()
    {
        NewManifest child = MetadataRoles.Manifest("child");
        NewManifest index = MetadataRoles.Manifest("index") with { RequiredManifests = [child.Manifest.Digest] };

        await Assert.ThrowsAsync<RegistryException>(() => One.ManifestAsync(App, index));
        await One.ManifestAsync(App, child);
        await One.ManifestAsync(App, index, "latest");

        Assert.Equal(index.Manifest.Digest, One.Manifests.Find(App, "latest")!.Digest);
    }

    [Fact]
    public async Task Put_WithoutTheRepository_IsRefused()
    {
        RegistryException error = await Assert.ThrowsAsync<RegistryException>(() =>
            One.ManifestAsync(RepositoryName.Parse("nothing"), MetadataRoles.Manifest("{}")));

        Assert.Equal(ErrorCode.NameUnknown, error.Code);
    }

    [Fact]
    public async Task Put_OptionalBlobs_ArePinnedWhereTheyAre()
    {
        Digest here = (await One.BlobAsync(App, "foreign")).Key.Digest;
        NewManifest manifest = MetadataRoles.Manifest("{}") with { OptionalBlobs = [here, Digest.Of("elsewhere"u8)] };

        await One.ManifestAsync(App, manifest);

        await Assert.ThrowsAsync<RegistryException>(() => One.Blobs.UnlinkAsync(App, here).AsTask());
    }

    [Fact]
    public async Task Put_TheSameLayerTwice_IsOneReference()
    {
        Digest layer = (await One.BlobAsync(App, "layer")).Key.Digest;

        await One.ManifestAsync(App, MetadataRoles.Manifest("{}", layer, layer), "a");
        await One.ManifestAsync(App, MetadataRoles.Manifest("{}", layer, layer), "b");

        Assert.Equal(["a", "b"], One.Tags.Names(App, null, 10));
    }

    [Fact]
    public async Task Remove_AManifest_TakesItsTagsAlong()
    {
        Digest digest = await One.ManifestAsync(App, MetadataRoles.Manifest("{}"), "a", "b");
        await One.ManifestAsync(Tool, MetadataRoles.Manifest("{}"), "a");
        await One.ManifestAsync(App, MetadataRoles.Manifest("2"), "c");

        Assert.True(await Other.Manifests.RemoveAsync(App, digest));
        Assert.False(await One.Manifests.RemoveAsync(App, digest));
        Assert.Null(One.Manifests.Find(App, digest));
        Assert.Equal(["c"], One.Tags.Names(App, null, 10));
        Assert.NotNull(One.Manifests.Find(Tool, digest));
    }

    [Fact]
    public async Task RemoveTag_OfAManifest_LeavesIt()
    {
        Digest digest = await One.ManifestAsync(App, MetadataRoles.Manifest("{}"), "a", "b");

        Assert.True(await One.Manifests.RemoveTagAsync(App, "a"));
        Assert.False(await One.Manifests.RemoveTagAsync(App, "a"));
        Assert.Null(One.Manifests.Find(App, "a"));
        Assert.NotNull(One.Manifests.Find(App, "b"));
        Assert.NotNull(One.Manifests.Find(App, digest));
    }

    [Fact]
    public async Task Referrers_OfASubject_AreThoseOfItsRepository()
    {
        Digest subject = Digest.Of("image"u8);
        NewManifest signature = MetadataRoles.Manifest("signature") with { Subject = subject, ArtifactType = "sig", AnnotationsJson = """{"a":"b"}""" };
        NewManifest bill = MetadataRoles.Manifest("bill") with { Subject = subject, ArtifactType = "sbom" };
        await One.ManifestAsync(App, signature);
        Time.Advance(TimeSpan.FromSeconds(1));
        await One.ManifestAsync(App, bill);
        await One.ManifestAsync(Tool, MetadataRoles.Manifest("other") with { Subject = subject });

        IReadOnlyList<ReferrerRecord> all = Other.Manifests.Referrers(App, subject, new ReferrerFilter(10));

        Assert.Equal(new[] { signature.Manifest.Digest, bill.Manifest.Digest }.Order(), all.Select(static r => r.Digest));
        Assert.Contains(new ReferrerRecord(signature.Manifest.Digest, signature.Manifest.MediaType, 9, "sig", """{"a":"b"}"""), all);
        Assert.Equal(bill.Manifest.Digest, Assert.Single(One.Manifests.Referrers(App, subject, new ReferrerFilter(10) { ArtifactType = "sbom" })).Digest);
        Assert.Empty(One.Manifests.Referrers(App, Digest.Of("else"u8), new ReferrerFilter(10)));
    }

    [Fact]
    public async Task Referrers_AFewAtATime_AreAllOfThem()
    {
        Digest subject = Digest.Of("image"u8);
        for (int i = 0; i < 7; i++)
        {
            await One.ManifestAsync(App, MetadataRoles.Manifest($"signature {i}") with { Subject = subject, AnnotationsJson = """{"a":"b"}""" });
        }

        var found = new List<Digest>();
        var filter = new ReferrerFilter(3) { WithAnnotations = false };
        while (One.Manifests.Referrers(App, subject, filter) is { Count: > 0 } some)
        {
            Assert.All(some, static referrer => Assert.Null(referrer.AnnotationsJson));
            found.AddRange(some.Select(static referrer => referrer.Digest));
            filter = filter with { After = found[^1] };
        }

        Assert.Equal(One.Manifests.Referrers(App, subject, new ReferrerFilter(10)).Select(static referrer => referrer.Digest), found);
        Assert.Equal(7, found.Count);
    }

    [Fact]
    public async Task Put_ManyAtOnceFromTwoProcesses_AllTagsAreThere()
    {
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(
            () => (i % 2 == 0 ? One : Other).ManifestAsync(App, MetadataRoles.Manifest($"{i % 20}"), $"t{i}"), Cancellation)));

        Assert.Equal(100, One.Tags.Names(App, null, 1000).Count);
    }
}
