using System.Net;
using System.Text;
using System.Text.Json;
using Berth.Images;
using Berth.Images.Archive;
using Berth.Images.Layers;
using Berth.Images.Pushing;
using Berth.Images.Transfers;
using Berth.Oci;
using Berth.RegistryClient;
using Berth.Unit.RegistryClient;
using Xunit;

namespace Berth.Unit.Images.Pushing;

public sealed class ImagePushTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("berth-unit-");
    private readonly PushLimits _limits = new(5);
    private readonly PushRegistry _registry = new();
    private readonly List<TransferProgress> _news = [];
    private readonly ImageStore _store;

    public ImagePushTests() => _store = ImageStore.Open(new ImageStoreOptions { DataRoot = _root.FullName });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string[] Lines => [.. _news.Where(static n => n.Current == 0).Select(static n => n.Id is null ? n.Status : $"{n.Id}: {n.Status}")];

    [Fact]
    public async Task Push_OfAnImportedImage_MakesTheManifestThatDockerdMakes()
    {
        ImageRecord image = await ImportAsync("h.example/a/one:1", "x");

        PushedManifest pushed = await PushAsync(image, "h.example/a/one:1");

        (string type, byte[] manifest) = _registry.Manifests["a/one:1"];
        Descriptor layer = JsonSerializer.Deserialize(manifest, OciJson.Default.Manifest)!.Layers[0];
        Assert.Equal(MediaTypes.DockerManifest, type);
        Assert.Equal(
            $$"""
            {
               "schemaVersion": 2,
               "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
               "config": {
                  "mediaType": "application/vnd.docker.container.image.v1+json",
                  "size": {{image.ConfigSize}},
                  "digest": "{{image.Id}}"
               },
               "layers": [
                  {
                     "mediaType": "application/vnd.docker.image.rootfs.diff.tar.gzip",
                     "size": {{layer.Size}},
                     "digest": "{{layer.Digest}}"
                  }
               ]
            }
            """,
            Encoding.UTF8.GetString(manifest));
        Assert.Equal(new PushedManifest("1", Digest.Of(manifest), manifest.Length), pushed);
        Assert.Equal(image.Config.RootFs.DiffIds[0], Digest.Of(await UnzipAsync(_registry.Blob("a/one", layer.Digest)!)));
        Assert.Equal(_store.ReadConfig(image.Id), _registry.Blob("a/one", image.Id));
        string id = image.Config.RootFs.DiffIds[0].Short;
        Assert.Equal([$"{id}: Preparing", $"{id}: Pushed", $"1: digest: {pushed.Digest} size: {pushed.Size}"], Lines);
        Assert.Equal([$"h.example/a/one@{pushed.Digest}"], _store.Find("h.example/a/one:1").RepoDigests);
    }

    [Fact]
    public async Task Push_OfTheSameAgain_SendsNothingAndHasTheSameDigest()
    {
        ImageRecord image = await ImportAsync("h.example/a/one:1", "x");
        PushedManifest first = await PushAsync(image, "h.example/a/one:1");
        _registry.NewRequests();

        PushedManifest second = await PushAsync(_store.Find("h.example/a/one:1"), "h.example/a/one:1");

        Assert.Equal(first, second);
        Assert.Equal(["HEAD blob", "HEAD blob", "PUT manifest"], _registry.NewRequests());
        Assert.Contains(Lines, static l => l.EndsWith(": Layer already exists", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Push_ToAnotherRepository_MountsWhatTheFirstOneHas()
    {
        ImageRecord image = await ImportAsync("h.example/a/one:1", "x");
        PushedManifest first = await PushAsync(image, "h.example/a/one:1");
        _registry.NewRequests();

        PushedManifest second = await PushAsync(_store.Find("h.example/a/one:1"), "h.example/b/two:9");

        Assert.Equal(first.Digest, second.Digest);
        Assert.Contains("POST mount", _registry.NewRequests());
        Assert.Contains(Lines, static l => l.EndsWith(": Mounted from a/one", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Push_ToAnotherRegistry_SendsTheArchiveThatWasKept()
    {
        ImageRecord image = await ImportAsync("h.example/a/one:1", "x");
        PushedManifest first = await PushAsync(image, "h.example/a/one:1");
        var other = new PushRegistry();

        PushedManifest second = await PushAsync(_store.Find("h.example/a/one:1"), "other.example/a/one:1", other);

        Assert.Equal(first.Digest, second.Digest);
        Assert.DoesNotContain("PATCH upload", other.NewRequests());
    }

    [Fact]
    public async Task Push_WithoutKeeping_LeavesNoArchiveAndFindsItByItsDigest()
    {
        ImageRecord image = await ImportAsync("h.example/a/one:1", "x");
        PushOptions options = Options() with { KeepArchives = false };
        PushedManifest first = await PushAsync(image, "h.example/a/one:1", options: options);
        _registry.NewRequests();
        PushedManifest second = await PushAsync(_store.Find("h.example/a/one:1"), "h.example/a/one:1", options: options);
        string[] again = _registry.NewRequests();
        PushedManifest third = await PushAsync(_store.Find("h.example/a/one:1"), "other.example/a/one:1", new PushRegistry(), options);

        Assert.Equal(["HEAD blob", "HEAD blob", "PUT manifest"], again);
        Assert.Equal((first.Digest, first.Digest), (second.Digest, third.Digest));
        Assert.Equal(2, Directory.GetFiles(Path.Combine(_root.FullName, "blobs", "sha256")).Length);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_root.FullName, "tmp")));
    }

    [Fact]
    public async Task Push_WithZstd_HasAnOciManifest()
    {
        ImageRecord image = await ImportAsync("h.example/a/one:1", "x");

        await PushAsync(image, "h.example/a/one:1", options: Options() with { Compression = LayerCompression.Zstd });

        (string type, byte[] bytes) = _registry.Manifests["a/one:1"];
        Manifest manifest = JsonSerializer.Deserialize(bytes, OciJson.Default.Manifest)!;
        Assert.Equal((MediaTypes.OciManifest, MediaTypes.OciConfig, MediaTypes.OciLayerZstd), (type, manifest.Config.MediaType, manifest.Layers[0].MediaType));
        Assert.Contains("tar+zstd", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        Assert.Equal(image.Config.RootFs.DiffIds[0], Digest.Of(await UnzipAsync(_registry.Blob("a/one", manifest.Layers[0].Digest)!)));
    }

    [Fact]
    public async Task Push_OfAManifestThatCame_SendsThoseVeryBytesWhereItsLayersCanBeHad()
    {
        ImageRecord image = await ImportAsync("h.example/a/one:1", "x");
        byte[] layer = CompressionTests.Gzip(Encoding.UTF8.GetBytes("not what we would make"));
        ImageRecord received = Receive(image, layer, urls: false);
        _registry.Put("a/elsewhere", layer);
        _store.Archives.AddSource(Digest.Of(layer), "h.example/a/elsewhere");

        PushedManifest pushed = await PushAsync(received, "h.example/a/one:1");

        Assert.Equal(received.Manifest, pushed.Digest);
        Assert.Contains(Lines, static l => l.EndsWith(": Mounted from a/elsewhere", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Push_OfAManifestWhoseLayersAreGone_MakesAnother()
    {
        ImageRecord image = await ImportAsync("h.example/a/one:1", "x");
        ImageRecord received = Receive(image, CompressionTests.Gzip("gone"u8.ToArray()), urls: false);

        PushedManifest pushed = await PushAsync(received, "h.example/a/one:1");

        Assert.NotEqual(received.Manifest, pushed.Digest);
        Assert.Equal(MediaTypes.DockerManifest, _registry.Manifests["a/one:1"].Type);
        Assert.Equal(received.Manifest, _store.Get(image.Id)!.Manifest);
    }

    [Fact]
    public async Task Push_OfAForeignLayer_SkipsIt()
    {
        ImageRecord image = await ImportAsync("h.example/a/one:1", "x");
        ImageRecord received = Receive(image, CompressionTests.Gzip("foreign"u8.ToArray()), urls: true);

        PushedManifest pushed = await PushAsync(received, "h.example/a/one:1");

        Assert.Equal(received.Manifest, pushed.Digest);
        Assert.Contains(Lines, static l => l.EndsWith(": Skipped foreign layer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Push_ThatIsRefused_SaysSoAndLeavesNothing()
    {
        ImageRecord image = await ImportAsync("h.example/a/one:1", "x");
        _registry.Odd = static r => r.Method == HttpMethod.Post
            ? FakeRegistry.Text(HttpStatusCode.Unauthorized, """{"errors":[{"code":"DENIED","message":"requested access to the resource is denied","detail":[]}]}""")
            : null;

        RegistryException e = await Assert.ThrowsAsync<RegistryException>(() => PushAsync(image, "h.example/a/one:1"));

        Assert.Equal("denied: requested access to the resource is denied", e.Message);
        Assert.Empty(_registry.Manifests);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_root.FullName, "tmp")));
        Assert.Empty(_store.Get(image.Id)!.RepoDigests);
    }

    [Fact]
    public async Task Push_OfADamagedLayer_FailsWithItsName()
    {
        ImageRecord image = await ImportAsync("h.example/a/one:1", "x");
        string file = Directory.GetFiles(Path.Combine(_root.FullName, "layers"), "file", SearchOption.AllDirectories).Single();
        await File.WriteAllTextAsync(file, "y", Cancellation);

        ImageException e = await Assert.ThrowsAsync<ImageException>(() => PushAsync(image, "h.example/a/one:1"));

        Assert.Contains($"layer {image.Config.RootFs.DiffIds[0]} is damaged on the disk", e.Message, StringComparison.Ordinal);
        Assert.Empty(_registry.Manifests);
    }

    public void Dispose()
    {
        _store.Dispose();
        _limits.Dispose();
        _root.Delete(recursive: true);
    }

    private PushOptions Options() => new() { Limits = _limits };

    private Task<PushedManifest> PushAsync(ImageRecord image, string name, PushRegistry? registry = null, PushOptions? options = null) =>
        _store.PushAsync(image, Reference.Parse(name), (registry ?? _registry).Repository(name), options ?? Options(), Collect, Cancellation);

    private void Collect(TransferProgress news)
    {
        lock (_news)
        {
            _news.Add(news);
        }
    }

    private Task<ImageRecord> ImportAsync(string name, string content)
    {
        var archive = new MemoryStream(new TarBuilder().Directory("./").File("file", content).ToArray());
        return _store.ImportAsync(archive, new ImportOptions { Target = Reference.Parse(name) }, Cancellation);
    }

    /// <summary>The image as if it had come from a registry with this layer, whose bytes are not kept.</summary>
    private ImageRecord Receive(ImageRecord image, byte[] layer, bool urls)
    {
        string address = urls ? ""","urls":["https://elsewhere.example/layer"]""" : "";
        byte[] manifest = Encoding.UTF8.GetBytes(
            $$"""
            {"schemaVersion":2,"config":{"mediaType":"{{MediaTypes.OciConfig}}","digest":"{{image.Id}}","size":{{image.ConfigSize}}},
            "layers":[{"mediaType":"{{MediaTypes.OciLayerGzip}}","digest":"{{Digest.Of(layer)}}","size":{{layer.Length}}{{address}}}]}
            """);
        _store.Archives.Put(new LayerArchive(Digest.Of(layer), image.Config.RootFs.DiffIds[0], MediaTypes.OciLayerGzip, layer.Length, IsKept: false));
        _store.RememberPush(image.Id, manifest, Reference.Parse("h.example/a/one").WithDigest(Digest.Of(manifest)));
        return _store.Get(image.Id)!;
    }

    private static async Task<byte[]> UnzipAsync(byte[] archive)
    {
        using var memory = new MemoryStream();
        await using Stream plain = await Compression.DecompressAsync(new MemoryStream(archive), cancellation: Cancellation);
        await plain.CopyToAsync(memory, Cancellation);
        return memory.ToArray();
    }
}
