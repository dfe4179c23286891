using Berth.Oci;
using Berth.Registry.Errors;
using Berth.Registry.Metadata;
using Berth.Registry.Naming;
using Berth.Registry.Storage;
using Xunit;

namespace Berth.Unit.Registry.Metadata;

/// <summary>What every <see cref="IBlobs"/> does.</summary>
public abstract class BlobsSuite : MetadataSuite
{
    [Fact]
    public async Task Add_ABlob_IsInItsRepositoryOnlyAndEndsTheUpload()
    {
        BlobRecord blob = await One.BlobAsync(App, "layer");

        Assert.Equal(blob, One.Blobs.Find(App, blob.Key.Digest));
        Assert.Equal(blob, Other.Blobs.Find(App, blob.Key.Digest));
        Assert.Null(One.Blobs.Find(Tool, blob.Key.Digest));
        Assert.Null(One.Blobs.Find(RepositoryName.Parse("nothing"), blob.Key.Digest));
        Assert.False(One.Uploads.Contains(App, blob.Key.Upload));
        Assert.Equal(5, blob.Size);
    }

    [Fact]
    public async Task Add_BytesThatAreThereAlready_KeepsTheFirstOnes()
    {
        BlobRecord first = await One.BlobAsync(App, "layer");
        BlobRecord second = await Other.BlobAsync(Tool, "layer");

        Assert.Equal(first, second);
        Assert.Equal(first, One.Blobs.Find(Tool, first.Key.Digest));
    }

    [Fact]
    public async Task Add_WithAnUploadThatHasEnded_IsRefused()
    {
        BlobRecord blob = await One.BlobAsync(App, "layer");
        BlobRecord other = blob with { Key = blob.Key with { Digest = Digest.Of("other"u8) } };

        RegistryException error = await Assert.ThrowsAsync<RegistryException>(() => One.Blobs.AddAsync(App, other).AsTask());

        Assert.Equal(ErrorCode.BlobUploadUnknown, error.Code);
        Assert.Null(One.Blobs.Find(App, other.Key.Digest));
    }

    [Fact]
    public async Task Add_WithAnUploadOfAnotherRepository_IsRefused()
    {
        UploadId upload = await One.Uploads.BeginAsync(App);

        await Assert.ThrowsAsync<RegistryException>(() => One.Blobs.AddAsync(Tool, new BlobRecord(new BlobKey(Digest.Of([1]), upload), 1)).AsTask());

        Assert.True(One.Uploads.Contains(App, upload));
    }

    [Fact]
    public async Task Mount_WhatTheSourceHas_IsInBoth()
    {
        BlobRecord blob = await One.BlobAsync(App, "layer");

        Assert.True(await Other.Blobs.MountAsync(Tool, App, blob.Key.Digest));
        Assert.Equal(blob, One.Blobs.Find(Tool, blob.Key.Digest));
        Assert.Equal([App, Tool], One.Blobs.Holders(blob.Key.Digest, 10).Order());
        Assert.Single(One.Blobs.Holders(blob.Key.Digest, 1));
    }

    [Fact]
    public async Task Mount_WhatTheSourceDoesNotHave_IsNot()
    {
        BlobRecord blob = await One.BlobAsync(App, "layer");

        Assert.False(await One.Blobs.MountAsync(App, Tool, blob.Key.Digest));
        Assert.False(await One.Blobs.MountAsync(Tool, RepositoryName.Parse("nothing"), blob.Key.Digest));
        await Assert.ThrowsAsync<RegistryException>(() => One.Blobs.MountAsync(RepositoryName.Parse("nothing"), App, blob.Key.Digest).AsTask());
        Assert.Empty(One.Blobs.Holders(Digest.Of("else"u8), 10));
    }

    [Fact]
    public async Task Unlink_ABlob_LeavesItInOtherRepositories()
    {
        BlobRecord blob = await One.BlobAsync(App, "layer");
        await One.BlobAsync(Tool, "layer");

        Assert.True(await Other.Blobs.UnlinkAsync(App, blob.Key.Digest));
        Assert.False(await One.Blobs.UnlinkAsync(App, blob.Key.Digest));
        Assert.Null(One.Blobs.Find(App, blob.Key.Digest));
        Assert.Equal(blob, One.Blobs.Find(Tool, blob.Key.Digest));
    }

    [Fact]
    public async Task Unlink_WhatAManifestNeeds_IsRefused()
    {
        BlobRecord blob = await One.BlobAsync(App, "layer");
        Digest manifest = await One.ManifestAsync(App, MetadataRoles.Manifest("{}", blob.Key.Digest));

        RegistryException error = await Assert.ThrowsAsync<RegistryException>(() => One.Blobs.UnlinkAsync(App, blob.Key.Digest).AsTask());
        Assert.Equal(ErrorCode.Unsupported, error.Code);

        await One.Manifests.RemoveAsync(App, manifest);
        Assert.True(await One.Blobs.UnlinkAsync(App, blob.Key.Digest));
    }

    [Fact]
    public async Task Add_ManyAtOnceFromTwoProcesses_AgreeOnTheBytesOfEach()
    {
        BlobRecord[] blobs = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(
            () => (i % 2 == 0 ? One : Other).BlobAsync(i % 3 == 0 ? App : Tool, $"layer {i % 10}"), Cancellation)));

        Assert.Equal(10, blobs.Distinct().Count());
        Assert.All(blobs, blob => Assert.Equal(blob, Other.Blobs.Find(Tool, blob.Key.Digest)));
    }
}
