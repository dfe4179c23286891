using System.Formats.Tar;
using System.Text;
using Berth.Images;
using Berth.Oci;
using Xunit;

namespace Berth.Unit.Images;

public sealed class ImageSaveTests : IDisposable
{
    private static readonly byte[] s_below = new TarBuilder().Directory("./").File("a", "1").ToArray();
    private static readonly byte[] s_above = new TarBuilder().File("b", new string('x', 300_000)).ToArray();

    private static readonly string s_type = "\"mediaType\":\"application/vnd.oci.image.layer.v1.tar\"";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("berth-unit-");
    private readonly List<ImageStore> _stores = [];

    public ImageSaveTests() => Store = Open();

    private ImageStore Store { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The lists are those that dockerd 28.5 writes, but for the legacy configurations.</summary>
    [Fact]
    public async Task WriteAsync_TwoImages_HasEachBlobOnceAndBothLists()
    {
        (Digest one, Digest two) = (await AddAsync("one:1", s_below), await AddAsync("also/two:2", s_below, s_above));
        Store.Tag("one:1", "three");

        Dictionary<string, string> files = await ReadAsync(await SaveAsync(Store, "one:1", "three", "also/two:2"));

        (Digest below, Digest above) = (Digest.Of(s_below), Digest.Of(s_above));
        string[] manifests = [Manifest(one, Store.ReadConfig(one).Length, s_below), Manifest(two, Store.ReadConfig(two).Length, s_below, s_above)];
        Digest[] blobs = [one, two, below, above, .. manifests.Select(static m => Digest.Of(Encoding.UTF8.GetBytes(m)))];
        Assert.Equal(
            ["blobs/", "blobs/sha256/", .. blobs.Order().Select(static b => $"blobs/sha256/{b.Hex}"), "index.json", "manifest.json", "oci-layout", "repositories"],
            files.Keys);
        Assert.Equal(manifests, blobs.TakeLast(2).Select(digest => files[$"blobs/sha256/{digest.Hex}"]));
        Assert.Equal("{\"imageLayoutVersion\": \"1.0.0\"}", files["oci-layout"]);
        Assert.Equal(
            $$$"""{"also/two":{"2":"{{{above.Hex}}}"},"one":{"1":"{{{below.Hex}}}"},"three":{"latest":"{{{below.Hex}}}"}}""" + "\n", files["repositories"]);
        Assert.Equal(
            $"[{Item(one, "\"one:1\",\"three:latest\"", s_below)},{Item(two, "\"also/two:2\"", s_below, s_above)}]\n",
            files["manifest.json"]);
        Assert.Equal(
            "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":["
            + $"{Named(blobs[4], manifests[0], "docker.io/library/one:1", "1")},{Named(blobs[4], manifests[0], "docker.io/library/three:latest", "latest")},"
            + $"{Named(blobs[5], manifests[1], "docker.io/also/two:2", "2")}]}}",
            files["index.json"]);
    }

    [Fact]
    public async Task WriteAsync_ThenLoadThenSave_IsTheSameBytes()
    {
        await AddAsync("one:1", s_below);
        await AddAsync("two:2", s_below, s_above);
        byte[] saved = await SaveAsync(Store, "two:2", "one:1");
        ImageStore other = Open();

        IReadOnlyList<ImageRecord> loaded = await other.LoadAsync(new MemoryStream(saved), cancellation: Cancellation);

        Assert.Equal([Store.Find("two:2").Id, Store.Find("one:1").Id], loaded.Select(static image => image.Id));
        Assert.Equal(saved, await SaveAsync(other, "two:2", "one:1"));
    }

    [Fact]
    public async Task WriteAsync_AnImageAndItsParent_StayRelated()
    {
        byte[] parent = Bytes(Config([s_below], "1"));
        byte[] child = Bytes(Config([s_below, s_above], "1", "2"));
        string list = $$"""[{"Config":"child","Parent":"{{Digest.Of(parent)}}","Layers":["a","b"]},{"Config":"parent","Layers":["a"]}]""";
        byte[] archive = new TarBuilder().File("child", Encoding.UTF8.GetString(child)).File("parent", Encoding.UTF8.GetString(parent))
            .Header("a", '0', s_below.Length).Content(s_below).Header("b", '0', s_above.Length).Content(s_above).File("manifest.json", list).ToArray();
        await Store.LoadAsync(new MemoryStream(archive), cancellation: Cancellation);
        Assert.Equal(Digest.Of(parent), Store.Get(Digest.Of(child))!.Parent);
        byte[] saved = await SaveAsync(Store, Digest.Of(child).ToString(), Digest.Of(parent).ToString());

        ImageStore other = Open();
        await other.LoadAsync(new MemoryStream(saved), cancellation: Cancellation);

        Assert.Equal(Digest.Of(parent), other.Get(Digest.Of(child))!.Parent);
        Assert.Equal(saved, await SaveAsync(other, Digest.Of(child).ToString(), Digest.Of(parent).ToString()));
        Assert.DoesNotContain("Parent", await ListAsync(Digest.Of(child).ToString()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Save_ByIdOrRepository_NamesWhatWasNamed()
    {
        Digest id = await AddAsync("one:1", s_below);
        Store.Tag("one:1", "one:2");
        await AddAsync("one:3", s_above);

        Assert.Contains("\"RepoTags\":null", await ListAsync(id.ToString()), StringComparison.Ordinal);
        Assert.Contains("\"RepoTags\":null", await ListAsync(id.Hex[..12]), StringComparison.Ordinal);
        Assert.Contains("\"RepoTags\":[\"one:1\",\"one:2\"]", await ListAsync("one"), StringComparison.Ordinal);
        Assert.Contains("\"RepoTags\":[\"one:3\"]", await ListAsync("one"), StringComparison.Ordinal);
        Assert.Contains("\"RepoTags\":[\"one:2\"]", await ListAsync("docker.io/library/one:2", "one:2", id.Hex), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none", "No such image: none")]
    [InlineData("none:1", "No such image: none:1")]
    [InlineData("one:2", "No such image: one:2")]
    [InlineData("sha256:abcdef", "No such image: sha256:abcdef")]
    public async Task Save_WhatIsNotHere_IsNotFound(string name, string message)
    {
        await AddAsync("one:1", s_below);

        ImageException e = Assert.Throws<ImageException>(() => Store.Save(["one:1", name]));

        Assert.Equal((ImageErrorKind.NotFound, message), (e.Kind, e.Message));
    }

    [Fact]
    public async Task Save_OfAnotherPlatform_IsNotFound()
    {
        await AddAsync("one:1", s_below);

        ImageException e = Assert.Throws<ImageException>(() => Store.Save(["one:1"], Platform.Parse("linux/s390x")));
        using ImageArchive same = Store.Save(["one:1"], Platform.Parse("linux/amd64"));

        Assert.Equal((ImageErrorKind.NotFound, "no suitable export target found for platform linux/s390x"), (e.Kind, e.Message));
    }

    [Fact]
    public async Task WriteAsync_AnImageThatIsRemovedMeanwhile_IsWhole()
    {
        await AddAsync("one:1", s_below, s_above);
        byte[] before = await SaveAsync(Store, "one:1");
        byte[] after;
        using (ImageArchive archive = Store.Save(["one:1"]))
        {
            await Store.RemoveAsync("one:1", new RemoveOptions(), static () => [], Cancellation);
            after = await WriteAsync(archive);
        }

        Assert.Equal(before, after);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(RootOf(Store), "layers")));
    }

    [Fact]
    public async Task WriteAsync_ALayerThatIsDamaged_Fails()
    {
        await AddAsync("one:1", s_above);
        string file = Path.Combine(Directory.GetDirectories(Path.Combine(RootOf(Store), "layers")).Single(), "b");
        await File.WriteAllTextAsync(file, new string('y', 300_000), Cancellation);

        ImageException e = await Assert.ThrowsAsync<ImageException>(() => SaveAsync(Store, "one:1"));

        Assert.Equal(ImageErrorKind.System, e.Kind);
    }

    public void Dispose()
    {
        _stores.ForEach(static store => store.Dispose());
        _root.Delete(recursive: true);
    }

    private static string Manifest(Digest id, int size, params byte[][] layers) =>
        "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"config\":"
        + $"{{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"digest\":\"{id}\",\"size\":{size}}},\"layers\":["
        + string.Join(',', layers.Select(static l => $"{{{s_type},\"digest\":\"{Digest.Of(l)}\",\"size\":{l.Length}}}")) + "]}";

    private static string Item(Digest id, string tags, params byte[][] layers)
    {
        string files = string.Join(',', layers.Select(static l => $"\"blobs/sha256/{Digest.Of(l).Hex}\""));
        string sources = string.Join(',', layers.Select(static l => $"\"{Digest.Of(l)}\":{{{s_type},\"size\":{l.Length},\"digest\":\"{Digest.Of(l)}\"}}").Order(StringComparer.Ordinal));
        return $"{{\"Config\":\"blobs/sha256/{id.Hex}\",\"RepoTags\":[{tags}],\"Layers\":[{files}],\"LayerSources\":{{{sources}}}}}";
    }

    private static string Named(Digest digest, string manifest, string name, string tag) =>
        $$$"""{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{{{digest}}}","size":{{{manifest.Length}}},"annotations":{"io.containerd.image.name":"{{{name}}}","org.opencontainers.image.ref.name":"{{{tag}}}"}}""";

    private ImageStore Open()
    {
        var store = ImageStore.Open(new ImageStoreOptions { DataRoot = Path.Combine(_root.FullName, $"{_stores.Count}") });
        _stores.Add(store);
        return store;
    }

    private string RootOf(ImageStore store) => Path.Combine(_root.FullName, $"{_stores.IndexOf(store)}");

    private async Task<Digest> AddAsync(string name, params byte[][] layers)
    {
        var archive = new TarBuilder().File("c", Config(layers));
        for (int i = 0; i < layers.Length; i++)
        {
            archive.Header($"{i}.tar", '0', layers[i].Length).Content(layers[i]);
        }

        string files = string.Join(',', layers.Select(static (_, i) => $"\"{i}.tar\""));
        archive.File("manifest.json", $$"""[{"Config":"c","RepoTags":["{{name}}"],"Layers":[{{files}}]}]""");
        return (await Store.LoadAsync(archive.ToStream(), cancellation: Cancellation)).Single().Id;
    }

    private static string Config(byte[][] layers, params string[] steps)
    {
        string diffIds = string.Join(',', layers.Select(static l => $"\"{Digest.Of(l)}\""));
        string history = string.Join(',', steps.Select(static step => $"{{\"created_by\":\"{step}\"}}"));
        return $$"""{"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":[{{diffIds}}]},"created":"2020-01-01T00:00:00.5Z","history":[{{history}}]}""";
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private async Task<string> ListAsync(params string[] names) => (await ReadAsync(await SaveAsync(Store, names)))["manifest.json"];

    private static async Task<byte[]> SaveAsync(ImageStore store, params string[] names)
    {
        using ImageArchive archive = store.Save(names);
        return await WriteAsync(archive);
    }

    private static async Task<byte[]> WriteAsync(ImageArchive archive)
    {
        using var bytes = new MemoryStream();
        await archive.WriteAsync(bytes, Cancellation);
        return bytes.ToArray();
    }

    private static async Task<Dictionary<string, string>> ReadAsync(byte[] archive)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var reader = new TarReader(new MemoryStream(archive));
        while (await reader.GetNextEntryAsync(copyData: true, Cancellation) is { } entry)
        {
            using var content = new StreamReader(entry.DataStream ?? new MemoryStream());
            files.Add(entry.Name, await content.ReadToEndAsync(Cancellation));
        }

        return files;
    }
}
