using Berth.Content;
using Berth.Images;
using Berth.Images.Layers;
using Berth.Linux;
using Berth.Oci;
using Xunit;

namespace Berth.Unit.Images.Checking;

/// <summary>What the start of a store does about bytes without a record, and records without bytes.</summary>
public sealed class OwnershipTests : IDisposable
{
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("berth-unit-");
    private readonly List<string> _notices = [];
    private ImageStore _store;

    public OwnershipTests() => _store = OpenStore();

    private string Root => Path.Combine(_temporary.FullName, "root");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Open_WithBytesThatNothingOwns_FreesThemAndSaysSo()
    {
        await ImportAsync("1", "kept");
        string[] before = await FilesAsync();
        File.WriteAllText(Path.Combine(Root, "blobs", "sha256", new string('a', 64)), "x");
        File.WriteAllText(Path.Combine(Root, "blobs", "sha256", "no-digest"), "x");
        Directory.CreateDirectory(Path.Combine(Root, "layers", "orphan"));
        Directory.CreateDirectory(Path.Combine(Root, "recipes"));
        File.WriteAllText(Path.Combine(Root, "recipes", "orphan"), "x");
        Directory.CreateDirectory(Path.Combine(Root, "snapshots", "gone", "upper"));
        Directory.CreateDirectory(Path.Combine(Root, "tmp", "half"));
        File.WriteAllText(Path.Combine(Root, "trash", "old"), "x");

        Reopen();

        Assert.Equal(before, await FilesAsync());
        Assert.Equal(
            ["freed what no record owned: 1 layers, 1 recipes, 2 blobs, 1 writable layers, 1 unfinished files"], _notices);
        Reopen();
        Assert.Empty(_notices);
    }

    [Fact]
    public async Task Open_WithADamagedConfiguration_DropsTheImageAndStarts()
    {
        ImageRecord lost = await ImportAsync("1", "lost");
        ImageRecord whole = await ImportAsync("2", "whole");
        File.WriteAllText(BlobPath(lost.Id), "{}");

        Reopen();

        Assert.Equal([whole.Id], _store.List().Select(static i => i.Id));
        Assert.Contains(_notices, line => line.StartsWith($"image {lost.Id} (lost:latest) is dropped", StringComparison.Ordinal));
        Assert.Single(Directory.GetDirectories(Path.Combine(Root, "layers")));
        Assert.Equal(lost.Layers, (await ImportAsync("1", "lost")).Layers);
    }

    [Fact]
    public async Task Open_WithAMissingLayer_TellsAndTakesItAgain()
    {
        ImageRecord image = await ImportAsync("1", "x");
        string layer = Assert.Single(Directory.GetDirectories(Path.Combine(Root, "layers")));
        Directory.Delete(layer, recursive: true);

        Reopen();

        Assert.Contains(_notices, line => line.Contains($"lacks the files of layer {image.Layers[0]}", StringComparison.Ordinal));
        Assert.Null(_store.Layers.TryHold(image.Layers[0]));
        await ImportAsync("1", "again");
        Assert.Equal("1", await File.ReadAllTextAsync(Path.Combine(layer, "f"), Cancellation));
        using LayerHold? hold = _store.Layers.TryHold(image.Layers[0]);
        Assert.NotNull(hold);
    }

    [Fact]
    public async Task RemoveAsync_OfTheLastImage_TakesArchivesOfItsLayersToo()
    {
        ImageRecord one = await ImportAsync("1", "one");
        ImageRecord two = await ImportAsync("1", "two", "CMD x");
        LayerRecord layer = _store.Layers.Get(one.Layers[0]);
        using (MetadataDatabase database = MetadataDatabase.Open(Root))
        {
            Digest kept = _store.Blobs.Put("as it travels"u8);
            new LayerArchiveTable(database).Put(new LayerArchive(kept, layer.DiffId, "x", 13, IsKept: true));
        }

        await RemoveAsync("one");
        Assert.Equal(2, Directory.GetFiles(Path.Combine(Root, "blobs", "sha256")).Length);
        await RemoveAsync("two");

        Assert.Empty(await FilesAsync());
        Assert.Equal(two.Layers, one.Layers);
        using MetadataDatabase after = MetadataDatabase.Open(Root);
        Assert.Empty(new LayerArchiveTable(after).All());
    }

    [Fact]
    public async Task Open_WithALostArchive_KnowsThatItIsNotKept()
    {
        ImageRecord image = await ImportAsync("1", "one");
        Digest diffId = _store.Layers.Get(image.Layers[0]).DiffId;
        var archive = new LayerArchive(Digest.Of("lost"u8), diffId, "x", 4, IsKept: true);
        var unowned = new LayerArchive(Digest.Of("other"u8), Digest.Of("no layer"u8), "x", 4, IsKept: true);
        using (MetadataDatabase database = MetadataDatabase.Open(Root))
        {
            var table = new LayerArchiveTable(database);
            table.Put(archive);
            table.Put(unowned);
        }

        Reopen();

        using MetadataDatabase after = MetadataDatabase.Open(Root);
        Assert.Equal([archive with { IsKept = false }], new LayerArchiveTable(after).All());
    }

    [Fact]
    public async Task MarkDamaged_ALayer_IsReplacedByTheNextOneThatIsAdded()
    {
        ImageRecord image = await ImportAsync("1", "x");
        string file = Path.Combine(Assert.Single(Directory.GetDirectories(Path.Combine(Root, "layers"))), "f");
        File.WriteAllText(file, "other bytes");

        _store.Layers.MarkDamaged(_store.Layers.Get(image.Layers[0]).DiffId);
        await ImportAsync("1", "x");

        Assert.Equal("1", await File.ReadAllTextAsync(file, Cancellation));
        Assert.False(_store.Layers.IsDamaged(image.Layers[0]));
    }

    [Theory]
    [InlineData("layer.renamed", "layer.renamed", 1)]
    [InlineData("layer.renamed:12", "layer.renamed", 12)]
    public void Parse_OfAFailpoint_IsItsNameAndPass(string setting, string name, int pass) =>
        Assert.Equal((name, pass), Failpoint.Parse(setting));

    [Theory]
    [InlineData("x:0")]
    [InlineData("x:")]
    [InlineData("x:-1")]
    public void Parse_OfABadFailpoint_IsRefused(string setting) => Assert.Throws<FormatException>(() => Failpoint.Parse(setting));

    public void Dispose()
    {
        _store.Dispose();
        _temporary.Delete(recursive: true);
    }

    private string BlobPath(Digest digest) => Path.Combine(Root, "blobs", "sha256", digest.Hex);

    private ImageStore OpenStore() => ImageStore.Open(new ImageStoreOptions { DataRoot = Root, Notice = _notices.Add });

    private void Reopen()
    {
        _store.Dispose();
        _notices.Clear();
        _store = OpenStore();
    }

    private Task<ImageRecord> ImportAsync(string content, string name, params string[] changes) => _store.ImportAsync(
        new TarBuilder().File("f", content).ToStream(),
        new ImportOptions { Target = Reference.Parse(name), Changes = changes, Message = "m" },
        Cancellation);

    private async Task RemoveAsync(string name) =>
        await _store.RemoveAsync(name, new RemoveOptions(), () => [], Cancellation);

    private async Task<string[]> FilesAsync()
    {
        await _store.WaitForReaperAsync();
        return
        [
            .. Directory.EnumerateFileSystemEntries(Root, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(Root, path))
                .Where(static path => !path.StartsWith("berth.db", StringComparison.Ordinal) && path.Contains('/') && path != "blobs/sha256")
                .Order(StringComparer.Ordinal),
        ];
    }
}
