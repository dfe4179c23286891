using Berth.Images;
using Berth.Oci;
using Xunit;

namespace Berth.Unit.Images;

/// <summary>The whole store on a temporary data root; entries belong to the user that runs the tests, so no root is needed.</summary>
public sealed class ImageStoreTests : IDisposable
{
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("berth-unit-");
    private ImageStore _store;

    public ImageStoreTests() => _store = OpenStore();

    private string Root => Path.Combine(_temporary.FullName, "root");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ImportAsync_AnArchive_IsAnImageThatSurvivesARestart()
    {
        ImageRecord image = await ImportAsync(new TarBuilder().Directory("./").File("etc/name", "berth"), "a/b:c", "CMD [\"sh\"]", "ENV A=1");
        Reopen();

        ImageRecord found = _store.Find("a/b:c");
        Assert.Equal(image.Id, found.Id);
        Assert.Equal((5L, "Imported from -"), (found.Size, found.Config.Comment));
        Assert.Equal(Digest.Of(_store.ReadConfig(found.Id)), found.Id);
        Assert.Equal(["sh"], found.Config.Config!.Cmd!);
        Assert.Equal("berth", File.ReadAllText(Path.Combine(Assert.Single(LayerDirectories()), "etc", "name")));
    }

    [Theory]
    [InlineData("../../../../../../../../tmp/berth-escape")]
    [InlineData("/tmp/berth-escape")]
    [InlineData("a/../../tmp/berth-escape")]
    public async Task ImportAsync_ANameThatClimbs_StaysInside(string name)
    {
        await ImportAsync(new TarBuilder().File(name, "x"));

        Assert.True(File.Exists(Path.Combine(Assert.Single(LayerDirectories()), "tmp", "berth-escape")));
        Assert.False(File.Exists("/tmp/berth-escape"));
    }

    [Fact]
    public async Task ImportAsync_AWriteThroughALink_StaysInside()
    {
        string outside = _temporary.CreateSubdirectory("outside").FullName;
        var archive = new TarBuilder().Directory(outside[1..]).SymbolicLink("link", outside).File("link/file", "x")
            .SymbolicLink("up", "../../../../../.." + outside).File("up/other", "x");

        await ImportAsync(archive);

        Assert.Empty(Directory.EnumerateFileSystemEntries(outside));
        Assert.Equal(2, Directory.GetFiles(Assert.Single(LayerDirectories()) + outside).Length);
    }

    [Fact]
    public async Task ImportAsync_AnOverwrittenLink_IsReplacedNotFollowed()
    {
        string canary = Path.Combine(_temporary.FullName, "canary");
        await File.WriteAllTextAsync(canary, "untouched", Cancellation);

        await ImportAsync(new TarBuilder().SymbolicLink("f", canary).File("f", "evil"));

        Assert.Equal("untouched", await File.ReadAllTextAsync(canary, Cancellation));
        Assert.Equal("evil", await File.ReadAllTextAsync(Path.Combine(Assert.Single(LayerDirectories()), "f"), Cancellation));
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../../../../../../etc/passwd")]
    public async Task ImportAsync_AHardLinkOutside_IsRefusedAndLeavesNothing(string target)
    {
        ImageException e = await Assert.ThrowsAsync<ImageException>(() => ImportAsync(new TarBuilder().File("a", "x").HardLink("h", target)));

        Assert.Equal("Error processing tar file: link /etc/passwd /h: no such file or directory", e.Message);
        await AssertNothingLeftAsync();
    }

    [Fact]
    public async Task ImportAsync_AHardLink_IsTheSameFile()
    {
        await ImportAsync(new TarBuilder().File("a", "12345").HardLink("d/b", "/a"));

        Assert.Equal(5, _store.List().Single().Size);
        Assert.Equal("12345", await File.ReadAllTextAsync(Path.Combine(Assert.Single(LayerDirectories()), "d", "b"), Cancellation));
    }

    [Fact]
    public async Task ImportAsync_ACorruptArchive_LeavesNothing()
    {
        byte[] archive = new TarBuilder().File("a", new string('x', 5000)).ToUnendedArray()[..3000];

        ImageException e = await Assert.ThrowsAsync<ImageException>(
            () => _store.ImportAsync(new MemoryStream(archive), new ImportOptions(), Cancellation));

        Assert.Equal((ImageErrorKind.InvalidParameter, "Error processing tar file: unexpected EOF"), (e.Kind, e.Message));
        await AssertNothingLeftAsync();
    }

    [Fact]
    public async Task RemoveAsync_TheLastName_TakesLayersThatNothingElseHas()
    {
        ImageRecord image = await ImportAsync(new TarBuilder().File("a", "1"), "one");
        ImageRecord other = await ImportAsync(new TarBuilder().File("a", "1"), "two", "CMD x");
        Assert.Equal(image.Layers, other.Layers);

        Assert.Equal(["Untagged: one:latest", $"Deleted: {image.Id}"], await RemoveAsync("one"));
        Assert.Equal(["Untagged: two:latest", $"Deleted: {other.Id}", $"Deleted: {other.Layers[0]}"], await RemoveAsync("two"));
        await AssertNothingLeftAsync();
    }

    [Fact]
    public async Task Tag_ANameThatAnotherHas_MovesIt()
    {
        ImageRecord one = await ImportAsync(new TarBuilder().File("a", "1"), "x:1");
        ImageRecord two = await ImportAsync(new TarBuilder().File("a", "2"), "x:2");

        _store.Tag("x:2", "x", "1");

        Assert.Equal(two.Id, _store.Find("x:1").Id);
        Assert.True(_store.Get(one.Id)!.IsDangling);
        Assert.Equal([one.Id], _store.List(new ImageFilter { Dangling = true }).Select(static i => i.Id));
    }

    [Theory]
    [InlineData("x:1@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", null, "refusing to create a tag with a digest reference")]
    [InlineData("sha256", "1", "refusing to create an ambiguous tag using digest algorithm as name")]
    [InlineData("UP", null, "invalid reference format: repository name (library/UP) must be lowercase")]
    [InlineData("ok", "!", "invalid tag format")]
    public async Task Tag_ABadName_SaysWhy(string repository, string? tag, string message)
    {
        await ImportAsync(new TarBuilder(), "x");

        Assert.Equal(message, Assert.Throws<ImageException>(() => _store.Tag("x", repository, tag)).Message);
    }

    [Fact]
    public async Task List_WithFilters_ShowsWhatMatches()
    {
        await ImportAsync(new TarBuilder().File("a", "1"), "app/web:1", "LABEL tier=front");
        await ImportAsync(new TarBuilder().File("a", "2"), "app/db:1", "LABEL tier=back");

        Assert.Equal(["app/db:1"], Names(new ImageFilter { Labels = ["tier=back"] }));
        Assert.Equal(2, Names(new ImageFilter { Labels = ["tier"] }).Length);
        Assert.Equal(["app/web:1"], Names(new ImageFilter { References = ["app/w*"] }));
        Assert.Equal(["app/db:1"], Names(new ImageFilter { Since = ["app/web:1"] }));
        Assert.Equal(["app/web:1"], Names(new ImageFilter { Before = ["app/db:1"] }));
    }

    [Fact]
    public async Task Open_AfterACrash_ClearsWhatNothingOwns()
    {
        await ImportAsync(new TarBuilder().File("a", "1"), "x");
        Directory.CreateDirectory(Path.Combine(Root, "layers", "orphan"));
        Directory.CreateDirectory(Path.Combine(Root, "tmp", "layer-half"));
        Directory.CreateDirectory(Path.Combine(Root, "snapshots", "gone", "upper"));

        Reopen();

        Assert.Single(LayerDirectories());
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(Root, "tmp")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(Root, "snapshots")));
    }

    [Fact]
    public async Task Snapshots_OfAnImage_KeepItsLayersWhenItGoes()
    {
        ImageRecord image = await ImportAsync(new TarBuilder().File("a", "1"), "x");
        _store.Snapshots.Create("c1", image.Id);

        Assert.Equal(["Untagged: x:latest", $"Deleted: {image.Id}"], await RemoveAsync("x"));
        Assert.Single(LayerDirectories());
        Reopen();
        Assert.Single(LayerDirectories());
        Assert.Equal(0, _store.Snapshots.SizeRw("c1"));
        _store.Snapshots.Remove("c1");
        await AssertNothingLeftAsync();
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("")]
    public void Snapshots_ABadId_IsRefused(string id) => Assert.Throws<ImageException>(() => _store.Snapshots.Create(id, Digest.Of([])));

    public void Dispose()
    {
        _store.Dispose();
        _temporary.Delete(recursive: true);
    }

    private ImageStore OpenStore() => ImageStore.Open(new ImageStoreOptions { DataRoot = Root });

    private void Reopen()
    {
        _store.Dispose();
        _store = OpenStore();
    }

    private Task<ImageRecord> ImportAsync(TarBuilder archive, string? name = null, params string[] changes) => _store.ImportAsync(
        archive.ToStream(), new ImportOptions { Target = name is null ? null : Reference.Parse(name), Changes = changes }, Cancellation);

    private async Task<string[]> RemoveAsync(string name) =>
        [.. (await _store.RemoveAsync(name, new RemoveOptions(), () => [], Cancellation)).Select(static r => $"{r.Kind}: {r.Text}")];

    private string[] Names(ImageFilter filter) => [.. _store.List(filter).SelectMany(static i => i.RepoTags)];

    private string[] LayerDirectories() => Directory.GetDirectories(Path.Combine(Root, "layers"));

    private async Task AssertNothingLeftAsync()
    {
        await _store.WaitForReaperAsync();
        foreach (string folder in new[] { "layers", "tmp", "trash", "snapshots", "blobs/sha256" })
        {
            Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(Root, folder)));
        }
    }
}
