using System.Diagnostics;
using Berth.Content;
using Berth.Images;
using Berth.Images.Layers;
using Berth.Oci;
using Xunit;

namespace Berth.Unit.Images.Checking;

/// <summary>What verification finds, and what happens to it.</summary>
public sealed class VerificationTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("berth-unit-");
    private readonly List<VerifyProgress> _news = [];
    private ImageStore _store;

    public VerificationTests() => _store = Open();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task VerifyAsync_OfWholeImages_FindsNothing()
    {
        await ImportAsync("one");
        await ImportAsync("two", "CMD x");

        VerifyReport report = await VerifyAsync();

        Assert.Equal((2, 1, 0, 0), (report.Images, report.Layers, report.Damaged.Count, report.DroppedArchives));
        Assert.All(_news, static n => Assert.True(n.Problems is null or []));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_store.Paths.Temporary));
    }

    [Theory]
    [InlineData("printf X | dd of=d/f conv=notrunc; touch -d @1000000000 d/f", "its files have the digest")]
    [InlineData("rm d/f", "/d/f is missing")]
    [InlineData("truncate -s 2 d/f", "/d/f: its size is 2, not 5")]
    [InlineData("echo x >> d/f", "/d/f: its size is 7, not 5")]
    [InlineData("echo new > d/new", "/d/new is none of its files")]
    [InlineData("chmod 600 d/f", "/d/f: its mode is 0600, not 0644")]
    [InlineData("touch -d @5 d/f", "/d/f: its time is 5.000000000, not 1000000000.000000000")]
    [InlineData("ln -sfT other link; touch -hd @1000000000 link", "/link: its target is other, not where!")]
    [InlineData("rm d/f; mkdir d/f", "/d/f is a directory, not a file")]
    [InlineData("rm hard; cp -p d/g hard", "/d/g: its number of names is 1, not 2")]
    [InlineData("mv d d2; ln -s d2 d", "/d is a symbolic link, not a directory")]
    [InlineData("rm -r ../$(basename $PWD)", "its files are missing")]
    [InlineData("rm ../../recipes/*", "its recipe is missing")]
    [InlineData("truncate -s 100 ../../recipes/*", "its recipe is damaged")]
    public async Task VerifyAsync_OfOtherFiles_SaysWhatIsDifferent(string script, string expected)
    {
        ImageRecord image = await ImportAsync("one");
        Shell(EntryPath(image), script);

        VerifyReport report = await VerifyAsync();

        Assert.Equal([image.Id], report.Damaged.Select(static i => i.Id));
        Assert.Contains(_news.SelectMany(static n => n.Problems ?? []), line => line.StartsWith(expected, StringComparison.Ordinal));
        Assert.Contains(_news, static n => n.Remedy.Contains("again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task VerifyAsync_Damage_IsKnownAfterARestartUntilItIsAddedAgain()
    {
        ImageRecord image = await ImportAsync("one");
        Shell(EntryPath(image), "printf X | dd of=d/f conv=notrunc; touch -d @1000000000 d/f");
        await VerifyAsync();

        _store.Dispose();
        _store = Open();

        Assert.True(_store.Layers.IsDamaged(image.Layers[0]));
        Assert.Null(_store.Layers.TryHold(image.Layers[0]));
        await ImportAsync("one");
        Assert.False(_store.Layers.IsDamaged(image.Layers[0]));
        Assert.Empty((await VerifyAsync()).Damaged);
        _store.Dispose();
        _store = Open();
        Assert.False(_store.Layers.IsDamaged(image.Layers[0]));
    }

    [Fact]
    public async Task VerifyAsync_WhatIsWholeAgain_IsNotDamaged()
    {
        ImageRecord image = await ImportAsync("one");
        _store.Layers.MarkDamaged(_store.Layers.Get(image.Layers[0]).DiffId);

        Assert.Empty((await VerifyAsync()).Damaged);

        Assert.False(_store.Layers.IsDamaged(image.Layers[0]));
    }

    [Fact]
    public async Task VerifyAsync_ADamagedConfiguration_IsFound()
    {
        ImageRecord image = await ImportAsync("one");
        await ImportAsync("two", "CMD x");
        File.WriteAllText(Path.Combine(_store.Paths.DataRoot, "blobs", "sha256", image.Id.Hex), "{}");

        Assert.Equal([image.Id], (await VerifyAsync()).Damaged.Select(static i => i.Id));
        Assert.Empty((await VerifyAsync("two")).Damaged);
    }

    [Fact]
    public async Task VerifyAsync_ADamagedArchive_IsDropped()
    {
        ImageRecord image = await ImportAsync("one");
        Digest kept = _store.Blobs.Put("as it travels"u8);
        Digest diffId = _store.Layers.Get(image.Layers[0]).DiffId;
        using MetadataDatabase database = MetadataDatabase.Open(_store.Paths.DataRoot);
        new LayerArchiveTable(database).Put(new LayerArchive(kept, diffId, "x", 13, IsKept: true));
        Assert.Equal(0, (await VerifyAsync()).DroppedArchives);
        File.WriteAllText(Path.Combine(_store.Paths.DataRoot, "blobs", "sha256", kept.Hex), "something els");

        VerifyReport report = await VerifyAsync();

        Assert.Equal((1, 0), (report.DroppedArchives, report.Damaged.Count));
        Assert.False(new LayerArchiveTable(database).Get(kept)!.IsKept);
        Assert.False(_store.Blobs.Contains(kept));
    }

    public void Dispose()
    {
        _store.Dispose();
        _root.Delete(recursive: true);
    }

    private static void Shell(string directory, string script)
    {
        using Process shell = Process.Start(new ProcessStartInfo("sh", ["-ec", script]) { WorkingDirectory = directory, RedirectStandardError = true })!;
        shell.StandardError.ReadToEnd();
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
    }

    private ImageStore Open() => ImageStore.Open(new ImageStoreOptions { DataRoot = Path.Combine(_root.FullName, "root") });

    private string EntryPath(ImageRecord image) => _store.Paths.Layer(_store.Layers.Get(image.Layers[0]).Directory);

    private Task<VerifyReport> VerifyAsync(params string[] names)
    {
        _news.Clear();
        return _store.VerifyAsync(
            names,
            news =>
            {
                _news.Add(news);
                return ValueTask.CompletedTask;
            },
            Cancellation);
    }

    private Task<ImageRecord> ImportAsync(string name, params string[] changes) => _store.ImportAsync(
        new TarBuilder().Directory("d").File("d/f", "12345").File("d/g", "1").HardLink("hard", "d/g").SymbolicLink("link", "where!").ToStream(),
        new ImportOptions { Target = Reference.Parse(name), Changes = changes, Message = "m" },
        Cancellation);
}
