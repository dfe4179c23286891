using System.Text;
using Berth.Images;
using Berth.Images.Layers;
using Berth.Images.Pulling;
using Berth.Oci;
using Berth.RegistryClient;
using Xunit;

namespace Berth.Unit.Images.Pulling;

public sealed class ImagePullTests : IDisposable
{
    private const string Name = "127.0.0.1:5000/x";

    private static readonly byte[] s_lower = RemoteImages.Layer("lower");
    private static readonly byte[] s_upper = RemoteImages.Layer("upper");

    private readonly RemoteImages _remote = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _remote.Dispose();

    [Fact]
    public async Task Pull_ATag_IsNamedByTagAndDigest()
    {
        Digest digest = _remote.Push("1", [s_lower, s_upper]);

        PulledImage pulled = await _remote.PullAsync($"{Name}:1");

        Assert.Equal(digest, pulled.Digest);
        Assert.Equal([$"{Name}:1"], pulled.Image.RepoTags);
        Assert.Equal([$"{Name}@{digest}"], pulled.Image.RepoDigests);
        Assert.Equal(digest, pulled.Image.Manifest);
        Assert.Equal(2, pulled.Image.Layers.Count);
        Assert.Empty(_remote.Entries("tmp"));
    }

    [Fact]
    public async Task Pull_News_AreDockers()
    {
        Digest digest = _remote.Push("1", [s_lower]);
        string id = Digest.Of(RemoteImages.Gzip(s_lower)).Short;

        await _remote.PullAsync($"{Name}:1");
        string[] first = _remote.News;
        await _remote.PullAsync($"{Name}:1");

        Assert.Equal(
            [
                "1: Pulling from x", $"{id}: Pulling fs layer", $"{id}: Verifying Checksum", $"{id}: Download complete", $"{id}: Pull complete",
                $"Digest: {digest}", $"Status: Downloaded newer image for {Name}:1",
            ],
            first);
        Assert.Equal(
            ["1: Pulling from x", $"Digest: {digest}", $"Status: Image is up to date for {Name}:1"], _remote.News[first.Length..]);
    }

    [Fact]
    public async Task Pull_ALayerThatIsHere_IsNotFetched()
    {
        _remote.Push("1", [s_lower]);
        _remote.Push("2", [s_lower, s_upper]);
        await _remote.PullAsync($"{Name}:1");

        await _remote.PullAsync($"{Name}:2");

        Assert.Contains($"{Digest.Of(RemoteImages.Gzip(s_lower)).Short}: Already exists", _remote.News);
        Assert.Single(_remote.Registry.Lines, l => l.Contains(Digest.Of(RemoteImages.Gzip(s_lower)).ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pull_ALayerThatIsInAnotherChain_IsNotFetched()
    {
        _remote.Push("1", [s_lower]);
        _remote.Push("2", [s_upper, s_lower]);
        await _remote.PullAsync($"{Name}:1");

        ImageRecord image = (await _remote.PullAsync($"{Name}:2")).Image;

        Assert.Equal(2, image.Layers.Count);
        Assert.Equal(2, _remote.Entries("layers").Length);
        Assert.Single(_remote.Registry.Lines, l => l.Contains(Digest.Of(RemoteImages.Gzip(s_lower)).ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pull_WhatIsHere_CostsOneShortAnswer()
    {
        _remote.Push("1", [s_lower]);
        await _remote.PullAsync($"{Name}:1");
        int before = _remote.Registry.Lines.Length;

        PulledImage again = await _remote.PullAsync($"{Name}:1");

        Assert.False(again.IsNew);
        Assert.StartsWith("HEAD ", Assert.Single(_remote.Registry.Lines[before..]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_ATagThatMoved_FetchesIt()
    {
        _remote.Push("1", [s_lower]);
        await _remote.PullAsync($"{Name}:1");
        Digest moved = _remote.Push("1", [s_upper]);

        PulledImage pulled = await _remote.PullAsync($"{Name}:1");

        Assert.Equal((moved, true), (pulled.Digest, pulled.IsNew));
    }

    [Fact]
    public async Task Pull_ALayerThatIsDamaged_IsFetchedAgain()
    {
        _remote.Push("1", [s_lower, s_upper]);
        ImageRecord image = (await _remote.PullAsync($"{Name}:1")).Image;
        _remote.Store.Layers.MarkDamaged(image.Config.RootFs.DiffIds[0]);

        await _remote.PullAsync($"{Name}:1");

        Assert.False(_remote.Store.Layers.IsDamaged(image.Layers[0]));
        Assert.Equal(2, _remote.Registry.Lines.Count(l => l.Contains(Digest.Of(RemoteImages.Gzip(s_lower)).ToString(), StringComparison.Ordinal)));
        await _remote.Store.WaitForReaperAsync();
        Assert.Empty(_remote.Entries("tmp"));
    }

    [Fact]
    public async Task Pull_Archives_AreKeptAsTheyCame()
    {
        byte[] archive = RemoteImages.Gzip(s_lower);
        _remote.Push("1", [s_lower]);

        await _remote.PullAsync($"{Name}:1");

        LayerArchive kept = Assert.Single(_remote.Store.Archives.Of(Digest.Of(s_lower)));
        Assert.True(kept.IsKept);
        Assert.Equal(archive, _remote.Store.Blobs.ReadAll(kept.Digest));
        Assert.Equal([Name], _remote.Store.Archives.SourcesOf(kept.Digest));
    }

    [Fact]
    public async Task Pull_AnIndex_TakesThePlatform()
    {
        Digest amd = _remote.Push(null, [s_lower]);
        Digest arm = _remote.Push(null, [s_upper], RemoteImages.Config([s_upper], "arm64"));
        Digest index = _remote.Index("1", (arm, "linux/arm64"), (amd, "unknown/unknown"), (amd, "linux/amd64"));

        PulledImage first = await _remote.PullAsync($"{Name}:1", "linux/amd64");
        PulledImage second = await _remote.PullAsync($"{Name}:1", "linux/arm64");

        Assert.Equal((index, index), (first.Digest, second.Digest));
        Assert.Equal(((Digest?)amd, (Digest?)arm), (first.Image.Manifest, second.Image.Manifest));
        Assert.Empty(_remote.Store.Get(first.Image.Id)!.References);
    }

    [Fact]
    public async Task Pull_AnIndexWithoutThePlatform_SaysSo()
    {
        _remote.Index("1", (_remote.Push(null, [s_lower]), "linux/amd64"));

        var error = await Assert.ThrowsAsync<ImageException>(() => _remote.PullAsync($"{Name}:1", "linux/s390x"));

        Assert.Equal("no matching manifest for linux/s390x in the manifest list entries", error.Message);
    }

    [Fact]
    public async Task Pull_IndexesWithoutEnd_AreRefused()
    {
        Digest at = _remote.Push(null, [s_lower]);
        for (int i = 0; i < 6; i++)
        {
            at = _remote.Index("1", (at, "linux/amd64"));
        }

        var error = await Assert.ThrowsAsync<ImageException>(() => _remote.PullAsync($"{Name}:1", "linux/amd64"));

        Assert.Contains("nested", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_WrongBytes_AreRefusedAndLeaveNothing()
    {
        _remote.Push("1", [s_lower, s_upper]);
        byte[] archive = RemoteImages.Gzip(s_upper);
        _remote.Corrupt(Digest.Of(archive), [.. archive[..^1], 1]);

        var error = await Assert.ThrowsAsync<RegistryException>(() => _remote.PullAsync($"{Name}:1"));

        Assert.Equal($"filesystem layer verification failed for digest {Digest.Of(archive)}", error.Message);
        await AssertNothingAsync();
    }

    [Fact]
    public async Task Pull_AnotherDiffId_IsRefusedAndLeavesNothing()
    {
        _remote.Push("1", [s_lower, s_upper], RemoteImages.Config([s_lower, s_lower]));

        var error = await Assert.ThrowsAsync<ImageException>(() => _remote.PullAsync($"{Name}:1"));

        Assert.Equal("layers from manifest don't match image configuration", error.Message);
        await AssertNothingAsync();
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task Pull_AConfigurationOfOtherLayers_IsRefused(string diffIds)
    {
        _remote.Push("1", [s_lower], $$$"""{"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":{{{diffIds}}}}}""");

        Assert.Equal(
            "layers from manifest don't match image configuration",
            (await Assert.ThrowsAsync<ImageException>(() => _remote.PullAsync($"{Name}:1"))).Message);
        await AssertNothingAsync();
    }

    [Fact]
    public async Task Pull_NoGzip_IsADamagedLayer()
    {
        _remote.Push("1", [s_lower], compress: static _ => [0x1f, 0x8b, 0x08, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);

        var error = await Assert.ThrowsAsync<ImageException>(() => _remote.PullAsync($"{Name}:1"));

        Assert.StartsWith("failed to register layer: ", error.Message, StringComparison.Ordinal);
        await AssertNothingAsync();
    }

    [Fact]
    public async Task Pull_PlainLayers_AreTaken()
    {
        _remote.Push("1", [s_lower], compress: static layer => layer);

        Assert.Single((await _remote.PullAsync($"{Name}:1")).Image.Layers);
    }

    [Fact]
    public async Task Pull_AllTags_HasOneStatus()
    {
        _remote.Push("1", [s_lower]);
        _remote.Push("2", [s_upper]);

        await _remote.PullAsync(Name);

        Assert.Equal([$"{Name}:1", $"{Name}:2"], _remote.Store.List().SelectMany(i => i.RepoTags).Order());
        Assert.Equal($"Status: Downloaded newer image for {Name}", Assert.Single(_remote.News, n => n.StartsWith("Status", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Pull_AManifestThatIsTwoThings_IsRefused()
    {
        _remote.Manifest("1", MediaTypes.OciManifest, Encoding.UTF8.GetBytes("""{"schemaVersion":2,"manifests":[],"config":{},"layers":[]}"""));

        Assert.Contains("ambiguous", (await Assert.ThrowsAsync<ImageException>(() => _remote.PullAsync($"{Name}:1"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"schemaVersion":2}""")]
    [InlineData("""{"schemaVersion":2,"config":null,"layers":[]}""")]
    [InlineData("""{"schemaVersion":2,"config":{"digest":"sha256:x"}}""")]
    [InlineData("""{"schemaVersion":2,"config":{"mediaType":"application/vnd.oci.image.config.v1+json"},"layers":[null]}""")]
    [InlineData("""[]""")]
    [InlineData("""{""")]
    [InlineData("")]
    public async Task Pull_ABrokenManifest_IsRefused(string manifest)
    {
        _remote.Manifest("1", MediaTypes.OciManifest, Encoding.UTF8.GetBytes(manifest));

        Assert.Equal(ImageErrorKind.InvalidParameter, (await Assert.ThrowsAsync<ImageException>(() => _remote.PullAsync($"{Name}:1"))).Kind);
    }

    [Fact]
    public async Task Pull_APlugin_IsRefused()
    {
        _remote.Manifest("1", MediaTypes.DockerManifest, new
        {
            schemaVersion = 2,
            mediaType = MediaTypes.DockerManifest,
            config = new { mediaType = "application/vnd.docker.plugin.v1+json", digest = Digest.Of([]).ToString(), size = 0 },
            layers = Array.Empty<object>(),
        });

        Assert.Equal(
            "encountered remote \"application/vnd.docker.plugin.v1+json\"(plugin) when fetching",
            (await Assert.ThrowsAsync<ImageException>(() => _remote.PullAsync($"{Name}:1"))).Message);
    }

    [Fact]
    public async Task Pull_TwoAtOnceThatShareALayer_HaveIt()
    {
        _remote.Push("1", [s_lower]);
        _remote.Push("2", [s_lower, s_upper]);

        PulledImage[] pulled = await Task.WhenAll(_remote.PullAsync($"{Name}:1"), _remote.PullAsync($"{Name}:2"));

        Assert.Equal(pulled[0].Image.Layers[0], pulled[1].Image.Layers[0]);
        await _remote.Store.WaitForReaperAsync();
        Assert.Empty(_remote.Entries("tmp"));
    }

    [Fact]
    public async Task Pull_TheLastGivesUp_LeavesNothing()
    {
        _remote.Push("1", [s_lower, s_upper]);
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        _remote.Asked = path =>
        {
            if (path.EndsWith(Digest.Of(RemoteImages.Gzip(s_upper)).ToString(), StringComparison.Ordinal))
            {
                impatient.Cancel();
            }
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _remote.PullUntilAsync($"{Name}:1", platform: null, impatient.Token));

        await AssertNothingAsync();
    }

    private async Task AssertNothingAsync()
    {
        await _remote.Store.WaitForReaperAsync();
        Assert.Empty(_remote.Store.List());
        Assert.Empty(_remote.Entries("tmp"));
        Assert.Empty(_remote.Entries("layers"));
        Assert.Empty(_remote.Entries("blobs/sha256"));
    }
}
