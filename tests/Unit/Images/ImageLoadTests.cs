using System.Text;
using Berth.Images;
using Berth.Oci;
using Xunit;

namespace Berth.Unit.Images;

public sealed class ImageLoadTests : IDisposable
{
    private static readonly byte[] s_below = new TarBuilder().Directory("./").File("a", "1").ToArray();
    private static readonly byte[] s_above = new TarBuilder().File("b", "22").ToArray();

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("berth-unit-");
    private readonly ImageStore _store;
    private readonly List<string> _lines = [];

    public ImageLoadTests() => _store = ImageStore.Open(new ImageStoreOptions { DataRoot = _root.FullName });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LoadAsync_ADockerArchive_HasItsImagesAndSharesLayers()
    {
        byte[] one = Config(s_below);
        byte[] two = Config(s_below, s_above);
        await LoadAsync(DockerArchive(
            $$"""[{"Config":"1.json","RepoTags":["one:1","also/one:2"],"Layers":["x/layer.tar"]},{"Config":"2.json","RepoTags":null,"Layers":["y/layer.tar","z.tar"]}]""",
            one, two));

        Assert.Equal(["Loaded image: one:1", "Loaded image: also/one:2", $"Loaded image ID: {Digest.Of(two)}"], _lines);
        Assert.Equal(2, Directory.GetDirectories(Path.Combine(_root.FullName, "layers")).Length);
        Assert.Equal((1L, 3L), (_store.Find("one:1").Size, _store.Get(Digest.Of(two))!.Size));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_root.FullName, "tmp")));
    }

    [Fact]
    public async Task LoadAsync_TheSameAgain_ChangesNothing()
    {
        byte[] archive = DockerArchive("""[{"Config":"1.json","RepoTags":["one:1"],"Layers":["x/layer.tar"]}]""", Config(s_below));
        await LoadAsync(archive);
        await LoadAsync(CompressionTests.Gzip(archive));
        await LoadAsync(CompressionTests.Zstd(archive));

        Assert.Equal(3, _lines.Count);
        Assert.Single(_store.List());
    }

    [Fact]
    public async Task LoadAsync_ANameInUse_MovesAndSaysSo()
    {
        await LoadAsync(DockerArchive("""[{"Config":"1.json","RepoTags":["one:1"],"Layers":["x/layer.tar"]}]""", Config(s_below)));
        await LoadAsync(DockerArchive("""[{"Config":"2.json","RepoTags":["one:1"],"Layers":["y/layer.tar","z.tar"]}]""", Config(s_below), Config(s_below, s_above)));

        Assert.Equal($"The image one:1 already exists, renaming the old one with ID {Digest.Of(Config(s_below))} to empty string", _lines[1]);
    }

    [Fact]
    public async Task LoadAsync_AnOciLayout_TakesTheManifestForThisPlatform()
    {
        byte[] layer = CompressionTests.Zstd(s_below);
        byte[] config = Config(s_below);
        string manifest = $$"""{"schemaVersion":2,"config":{{Descriptor(MediaTypes.OciConfig, config)}},"layers":[{{Descriptor(MediaTypes.OciLayerZstd, layer)}}]}""";
        string other = manifest.Replace("\"layers\"", "\"annotations\":{},\"layers\"", StringComparison.Ordinal);
        string index = $$"""
            {"schemaVersion":2,"manifests":[
              {{Descriptor(MediaTypes.OciManifest, Bytes(other), ",\"platform\":{\"os\":\"linux\",\"architecture\":\"s390x\"}")}},
              {{Descriptor(MediaTypes.OciManifest, Bytes(manifest), $",\"platform\":{{\"os\":\"linux\",\"architecture\":\"{Platform.Host.Architecture}\"}}")}}]}
            """;
        string top = $$"""{"manifests":[{{Descriptor(MediaTypes.OciIndex, Bytes(index), ",\"annotations\":{\"io.containerd.image.name\":\"docker.io/library/x:1\"}")}}]}""";
        var archive = new TarBuilder().File("oci-layout", """{"imageLayoutVersion":"1.0.0"}""").File("index.json", top);
        foreach (byte[] blob in new[] { layer, config, Bytes(manifest), Bytes(other), Bytes(index) })
        {
            archive.Header($"blobs/sha256/{Digest.Of(blob).Hex}", '0', blob.Length).Content(blob);
        }

        await LoadAsync(archive.ToArray());

        Assert.Equal(["Loaded image: x:1"], _lines);
        Assert.Equal(Digest.Of(Bytes(manifest)), _store.Find("x:1").Manifest);
    }

    [Fact]
    public async Task LoadAsync_ALayerThatIsNotWhatItSays_IsRefusedWhole()
    {
        byte[] archive = DockerArchive("""[{"Config":"1.json","RepoTags":["one:1"],"Layers":["z.tar"]}]""", Config(s_below));

        Assert.Equal(
            $"invalid diffID for layer 0: expected \"{Digest.Of(s_below)}\", got \"{Digest.Of(s_above)}\"", await RefusedAsync(archive));
    }

    [Theory]
    [InlineData("""[{"Config":"1.json","Layers":[]}]""", "invalid manifest, layers length mismatch: expected 0, got 1")]
    [InlineData("""[{"Config":"none.json","Layers":["z.tar"]}]""", "open none.json: no such file or directory")]
    [InlineData("""[{"Config":"../../../../../etc/passwd","Layers":["z.tar"]}]""", "open ../../../../../etc/passwd: no such file or directory")]
    [InlineData("""[{"Config":"1.json","Layers":["/etc/passwd"]}]""", "open /etc/passwd: no such file or directory")]
    [InlineData("""[{"Config":"1.json","RepoTags":["A B"],"Layers":["x/layer.tar"]}]""", "invalid tag \"A B\"")]
    [InlineData("""[{"Layers":[]}]""", "invalid manifest.json: an image has no configuration")]
    [InlineData("""[null]""", "invalid manifest.json: line 1: null in a list")]
    [InlineData("""null""", "invalid manifest, manifest cannot be null (but can be [])")]
    [InlineData("""{}""", "invalid manifest.json: line 1, byte 2: not what the format says")]
    [InlineData("""[{"Config":"loop","Layers":[]}]""", "open loop: no such file or directory")]
    public async Task LoadAsync_ABadManifest_SaysWhy(string manifest, string message) =>
        Assert.Equal(message, await RefusedAsync(DockerArchive(manifest, Config(s_below))));

    [Fact]
    public async Task LoadAsync_MembersOfTheSameName_TakesTheLast()
    {
        byte[] config = Config(s_above);
        var archive = new TarBuilder();
        archive.Header("a.tar", '0', s_below.Length).Content(s_below);
        archive.File("b", "other").HardLink("c.tar", "a.tar");
        archive.Header("a.tar", '0', s_above.Length).Content(s_above);
        archive.File("b", "others").SymbolicLink("1.json", "b");
        archive.Header("1.json", '0', config.Length).Content(config);
        archive.File("manifest.json", "junk").File("manifest.json", """[{"Config":"1.json","Layers":["a.tar"]}]""");

        await LoadAsync(archive.ToArray());

        Assert.Equal([$"Loaded image ID: {Digest.Of(config)}"], _lines);
    }

    [Fact]
    public async Task LoadAsync_ALayerThatIsHereElsewhere_IsNotUnpackedAgain()
    {
        byte[] swapped = Config(s_above, s_below, s_above);
        await LoadAsync(DockerArchive("""[{"Config":"1.json","Layers":["x/layer.tar","z.tar"]}]""", Config(s_below, s_above)));
        await LoadAsync(DockerArchive("""[{"Config":"1.json","RepoTags":["s:1"],"Layers":["none","none","none"]}]""", swapped));

        Assert.Equal(3, _store.Find("s:1").Layers.Count);
        Assert.Equal(2, Directory.GetDirectories(Path.Combine(_root.FullName, "layers")).Length);
    }

    [Fact]
    public async Task LoadAsync_WithAPlatform_TakesOnlyItsImages()
    {
        byte[] amd = Config(s_below);
        byte[] arm = Bytes(Encoding.UTF8.GetString(amd).Replace("\"amd64\"", "\"arm64\",\"variant\":\"v8\"", StringComparison.Ordinal));
        byte[] archive = DockerArchive(
            """[{"Config":"1.json","RepoTags":["a:1"],"Layers":["x/layer.tar"]},{"Config":"2.json","RepoTags":["b:1"],"Layers":["x/layer.tar"]}]""", amd, arm);

        await LoadAsync(archive, Platform.Parse("linux/arm64"));

        Assert.Equal(["Loaded image: b:1"], _lines);
        ImageException e = await Assert.ThrowsAsync<ImageException>(() => LoadAsync(archive, Platform.Parse("linux/s390x")));
        Assert.Equal((ImageErrorKind.NotFound, "no images providing the requested platform linux/s390x found"), (e.Kind, e.Message));
    }

    [Theory]
    [InlineData("amd64")]
    [InlineData("s390x")]
    public async Task LoadAsync_BothFormats_AreOneImage(string platform)
    {
        Layout layout = MakeLayout(CompressionTests.Gzip(s_below), MediaTypes.OciLayerGzip, $$""","platform":{"os":"linux","architecture":"{{platform}}"}""");
        string manifest = $$"""[{"Config":"{{layout.ConfigName}}","RepoTags":["y:1"],"Layers":["{{layout.LayerName}}"]}]""";

        await LoadAsync(layout.Archive.File("manifest.json", manifest).ToArray());

        Assert.Equal(["Loaded image: y:1"], _lines);
        Assert.Equal(layout.Manifest, _store.Find("y:1").Manifest);
    }

    [Theory]
    [InlineData("size", "content of sha256:* has * bytes, its descriptor says *")]
    [InlineData("layer", "content of sha256:* does not have this digest")]
    public async Task LoadAsync_AnOciLayoutThatIsNotWhatItSays_IsRefused(string what, string message)
    {
        byte[] layer = CompressionTests.Gzip(s_below);
        byte[] said = what == "layer" ? [.. layer, .. layer] : layer;
        Layout layout = MakeLayout(layer, MediaTypes.OciLayerGzip, "", said, what == "size" ? 1 : 0);

        Assert.Matches($"^{message.Replace("*", "[0-9a-f]+", StringComparison.Ordinal)}$", await RefusedAsync(layout.Archive.ToArray()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task LoadAsync_CompressedLayers_StayAsTheyCameWithTheirManifest(bool isHere)
    {
        if (isHere)
        {
            await LoadAsync(DockerArchive("""[{"Config":"1.json","Layers":["x/layer.tar","z.tar"]}]""", Config(s_below, s_above)));
        }

        byte[] layer = CompressionTests.Gzip(s_below);
        Layout layout = MakeLayout(layer, MediaTypes.OciLayerGzip, "");
        Digest id = (await LoadAsync(layout.Archive.ToArray())).Single().Id;

        Assert.Equal(layout.Manifest, _store.Get(id)!.Manifest);
        Assert.Equal(layer, _store.Blobs.ReadAll(Digest.Of(layer)));
        Assert.True(_store.Layers.KeepsArchive(new Descriptor { Digest = Digest.Of(layer), Size = layer.Length }, Digest.Of(s_below)));
        foreach (ImageRecord image in _store.List(new ImageFilter { All = true }))
        {
            await _store.RemoveAsync(image.Id.ToString(), new RemoveOptions { Force = true }, static () => [], Cancellation);
        }

        await _store.WaitForReaperAsync();
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_root.FullName, "blobs", "sha256")));
    }

    [Fact]
    public async Task LoadAsync_ALayerThatIsHere_IsCheckedBeforeItsArchiveIsKept()
    {
        await LoadAsync(DockerArchive("""[{"Config":"1.json","Layers":["x/layer.tar","z.tar"]}]""", Config(s_below, s_above)));
        Layout layout = MakeLayout(CompressionTests.Gzip(s_above), MediaTypes.OciLayerGzip, "");

        ImageException e = await Assert.ThrowsAsync<ImageException>(() => LoadAsync(layout.Archive.ToArray()));

        Assert.Equal($"invalid diffID for layer 0: expected \"{Digest.Of(s_below)}\", got \"{Digest.Of(s_above)}\"", e.Message);
    }

    [Fact]
    public async Task LoadAsync_PlainLayers_AreNotKeptTwice()
    {
        Layout layout = MakeLayout(s_below, MediaTypes.OciLayer, "");

        Digest id = (await LoadAsync(layout.Archive.ToArray())).Single().Id;

        Assert.Null(_store.Get(id)!.Manifest);
        Assert.Equal([id.Hex], Directory.EnumerateFiles(Path.Combine(_root.FullName, "blobs", "sha256")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task LoadAsync_ADocumentOfManyValues_IsRefused()
    {
        string manifest = $"[{string.Join(',', Enumerable.Repeat("{}", 500_000))}]";

        Assert.Equal("invalid manifest.json: more than 500000 values", await RefusedAsync(new TarBuilder().File("manifest.json", manifest).ToArray()));
    }

    [Fact]
    public async Task LoadAsync_Layers_TellHowFarTheyAre()
    {
        var told = new List<LoadProgress>();
        await _store.LoadAsync(
            new MemoryStream(DockerArchive("""[{"Config":"1.json","RepoTags":["one:1"],"Layers":["x/layer.tar"]}]""", Config(s_below))),
            new LoadOptions { Report = p => { told.Add(p); return ValueTask.CompletedTask; } },
            Cancellation);

        Assert.Equal(new LoadProgress(null, Digest.Of(s_below).Short, s_below.Length, s_below.Length), told[^2]);
    }

    [Fact]
    public async Task LoadAsync_NoImageAtAll_SaysWhatIsMissing() => Assert.Equal(
        "invalid archive: does not contain a manifest.json", await RefusedAsync(new TarBuilder().File("readme", "x").ToArray()));

    public void Dispose()
    {
        _store.Dispose();
        _root.Delete(recursive: true);
    }

    // Layers first, the list of images last, as docker writes them; y/layer.tar is a link, as older ones wrote.
    private static byte[] DockerArchive(string manifest, params byte[][] configs)
    {
        var archive = new TarBuilder();
        archive.Header("x/layer.tar", '0', s_below.Length).Content(s_below);
        archive.SymbolicLink("y/layer.tar", "../x/layer.tar").SymbolicLink("loop", "loop");
        archive.Header("z.tar", '0', s_above.Length).Content(s_above);
        for (int i = 0; i < configs.Length; i++)
        {
            archive.Header($"{i + 1}.json", '0', configs[i].Length).Content(configs[i]);
        }

        return archive.File("manifest.json", manifest).ToArray();
    }

    private static byte[] Config(params byte[][] layers)
    {
        string diffIds = string.Join(',', layers.Select(static l => $"\"{Digest.Of(l)}\""));
        return Bytes($$"""{"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":[{{diffIds}}]},"created":"2020-01-01T00:00:00Z"}""");
    }

    private sealed record Layout(TarBuilder Archive, string ConfigName, string LayerName, Digest Manifest);

    /// <param name="more">Of the descriptor in the index.</param>
    /// <param name="stored">The layer's bytes in the archive where they are not those that the manifest says.</param>
    private static Layout MakeLayout(byte[] layer, string type, string more, byte[]? stored = null, int extra = 0)
    {
        byte[] config = Config(s_below);
        byte[] manifest = Bytes(
            $$"""{"schemaVersion":2,"config":{{Descriptor(MediaTypes.OciConfig, config)}},"layers":[{"mediaType":"{{type}}","digest":"{{Digest.Of(layer)}}","size":{{(stored ?? layer).Length + extra}}}]}""");
        var archive = new TarBuilder().File("index.json", $$"""{"manifests":[{{Descriptor(MediaTypes.OciManifest, manifest, more)}}]}""");
        foreach (byte[] blob in new[] { config, manifest })
        {
            archive.Header($"blobs/sha256/{Digest.Of(blob).Hex}", '0', blob.Length).Content(blob);
        }

        string name = $"blobs/sha256/{Digest.Of(layer).Hex}";
        archive.Header(name, '0', (stored ?? layer).Length).Content(stored ?? layer);
        return new Layout(archive, $"blobs/sha256/{Digest.Of(config).Hex}", name, Digest.Of(manifest));
    }

    private static string Descriptor(string type, byte[] content, string more = "") =>
        $$"""{"mediaType":"{{type}}","digest":"{{Digest.Of(content)}}","size":{{content.Length}}{{more}}}""";

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private Task<IReadOnlyList<ImageRecord>> LoadAsync(byte[] archive, Platform? platform = null) => _store.LoadAsync(
        new MemoryStream(archive),
        new LoadOptions
        {
            Platform = platform,
            Report = progress =>
            {
                if (progress.Line is { } line)
                {
                    _lines.Add(line);
                }

                return ValueTask.CompletedTask;
            },
        },
        Cancellation);

    private async Task<string> RefusedAsync(byte[] archive)
    {
        ImageException e = await Assert.ThrowsAsync<ImageException>(() => LoadAsync(archive));
        await _store.WaitForReaperAsync();
        Assert.Equal(ImageErrorKind.InvalidParameter, e.Kind);
        Assert.Empty(_store.List());
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_root.FullName, "layers")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_root.FullName, "tmp")));
        return e.Message;
    }
}
