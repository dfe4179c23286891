using System.Diagnostics;
using Berth.Archive;
using Berth.Images;
using Berth.Images.Layers;
using Berth.Oci;
using Xunit;

namespace Berth.Unit.Images.Recipes;

/// <summary>What was unpacked comes out again as the archive that it was, byte for byte.</summary>
public sealed class RecipeTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("berth-unit-");
    private ImageStore _store;

    public RecipeTests() => _store = Open();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private LayerStore Layers => _store.Layers;

    [Theory]
    [InlineData("v7")]
    [InlineData("ustar")]
    [InlineData("gnu")]
    [InlineData("oldgnu")]
    [InlineData("pax")]
    [InlineData("pax", "--xattrs")]
    [InlineData("pax", "--pax-option=globexthdr.comment=x,exthdr.name=%d/odd/%f,atime:=1.5")]
    [InlineData("gnu", "--blocking-factor=100")]
    public async Task OpenTar_OfGnuTarsArchive_IsTheSame(string format, params string[] options)
    {
        string tree = MakeTree(longNames: format is not ("v7" or "ustar"));

        byte[] archive = RunTar(["--create", "--file=-", $"--format={format}", .. options, "--directory", tree, "."]);

        await CheckAsync(archive);
    }

    [Fact]
    public async Task StageAsync_ASparseFile_IsRefused()
    {
        string tree = Directory.CreateDirectory(Path.Combine(_root.FullName, "sparse")).FullName;
        using (FileStream file = File.Create(Path.Combine(tree, "f")))
        {
            file.SetLength(1 << 20);
            file.Position = 1 << 19;
            file.WriteByte(1);
        }

        foreach (string format in (string[])["gnu", "pax"])
        {
            byte[] archive = RunTar(["--create", "--file=-", "--sparse", $"--format={format}", "--directory", tree, "."]);
            await Assert.ThrowsAsync<ArchiveException>(() => Layers.StageAsync(new MemoryStream(archive), Cancellation));
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(_store.Paths.Temporary));
    }

    public static TheoryData<string, byte[]> Oddities() => new()
    {
        { "nothing at all", [] },
        { "only the end", new TarBuilder().ToArray() },
        { "no end", new TarBuilder().File("f", "abc").ToUnendedArray() },
        { "no padding", new TarBuilder().File("f", "abc").ToUnendedArray()[..515] },
        { "one block of zeros", [.. new TarBuilder().File("f", "abc").ToUnendedArray(), .. new byte[512]] },
        { "a tail of zeros", [.. new TarBuilder().File("f", "abc").ToArray(), .. new byte[9216]] },
        { "a tail of something", [.. new TarBuilder().File("f", "abc").ToArray(), .. "garbage after the end"u8] },
        { "a long tail", [.. new TarBuilder().File("f", "abc").ToArray(), .. Noise(1, 400_000)] },
        { "padding that is not zero", new TarBuilder().Header("f", '0', 3).Raw([1, 2, 3, .. Noise(2, 509)]).ToArray() },
        { "an empty file", new TarBuilder().File("f", "").File("g", "1").File("h", "").ToArray() },
        { "two of a name", new TarBuilder().File("f", "first").File("f", "second").File("f", "third").ToArray() },
        { "the same twice", new TarBuilder().File("f", "same").File("f", "same").ToArray() },
        { "names that are cleaned", new TarBuilder().File("./a/../b//c", "1").File("/abs", "2").File("../../up", "3").ToArray() },
        { "hard links", new TarBuilder().File("f", "1").HardLink("g", "f").HardLink("h", "g").ToArray() },
        { "a hard link's target replaced", new TarBuilder().File("f", "1").HardLink("g", "f").File("f", "2").ToArray() },
        { "all names of a file replaced", new TarBuilder().File("f", "1").HardLink("g", "f").File("g", "2").File("f", "3").HardLink("g", "f").ToArray() },
        { "a file for a directory", new TarBuilder().Directory("d").File("d/e/f", "1").File("d/g", "2").File("d", "3").ToArray() },
        { "a directory for a file", new TarBuilder().File("d", "1").Directory("d").File("d/f", "2").File("d", "3").File("d", "4").ToArray() },
        { "by links", new TarBuilder().Directory("a/b").SymbolicLink("l", "a/b").File("l/f", "1").File("l/c/g", "2").ToArray() },
        { "by a link that turns", new TarBuilder().Directory("a").Directory("b").SymbolicLink("l", "a").File("l/f", "1").SymbolicLink("l", "b").File("l/f", "2").ToArray() },
        { "by a link to the root", new TarBuilder().SymbolicLink("l", "/").File("l/f", "1").ToArray() },
        { "whiteouts with content", new TarBuilder().File(".wh.f", "hidden").File(".wh..wh.plnk", "ignored").File("d/.wh..wh..opq", "").ToArray() },
        { "a whiteout of its own", new TarBuilder().File("f", "1").File(".wh.f", "").File("f", "2").ToArray() },
        { "below a whiteout", new TarBuilder().File(".wh.d", "").File("d/f", "1").ToArray() },
        { "records that say more", new TarBuilder().Pax(("path", "péx"), ("size", "3"), ("comment", "x")).Header("short", '0', 0).Content("abc"u8).ToArray() },
        { "records for the whole", new TarBuilder().Header("g", 'g', 10).Content("10 a=bcde\n"u8).File("f", "1").ToArray() },
        { "records for nothing", new TarBuilder().File("f", "1").Pax(("path", "x")).ToArray() },
        { "a size in binary", new TarBuilder().Header("f", '0', 0, sizeField: [0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3]).Content("abc"u8).ToArray() },
        { "an old directory", new TarBuilder().File("d/", "", type: '\0').File("d/f", "1", type: '7').ToArray() },
        { "a node", new TarBuilder().Header("fifo", '6', 0).ToArray() },
        { "a root that is named", new TarBuilder().Directory("./").File("f", "1").ToArray() },
        { "large files", new TarBuilder().Header("f", '0', 700_001).Content(Noise(3, 700_001)).Header("g", '0', 131_072).Content(Noise(4, 131_072)).ToArray() },
    };

    [Theory]
    [MemberData(nameof(Oddities))]
    public Task OpenTar_OfAnOddArchive_IsTheSame(string what, byte[] archive)
    {
        Assert.NotEmpty(what);
        return CheckAsync(archive);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task OpenTar_OfRandomArchives_IsTheSame(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 60; i++)
        {
            await CheckAsync(new RandomTar(random).Make());
        }
    }

    [Fact]
    public async Task StageAsync_AfterReplacements_CountsWhatIsThere()
    {
        byte[] archive = new TarBuilder().File("d/a", "12345").File("d/b", "123").HardLink("kept", "d/b").SymbolicLink("d/l", "1234567").File("d", "1")
            .File("f", "22").File("f", "1").SymbolicLink("l", "123").SymbolicLink("l", "1").ToArray();

        using StagedLayer staged = await Layers.StageAsync(new MemoryStream(archive), Cancellation);

        Assert.Equal(3 + 1 + 1 + 1, staged.Contents.Size);
    }

    [Fact]
    public async Task StageAsync_TooMuchAfterTheEnd_IsRefused()
    {
        using var store = ImageStore.Open(new ImageStoreOptions
        {
            DataRoot = Path.Combine(_root.FullName, "small"),
            Limits = new ArchiveLimits { TailBytes = 10_000 },
        });
        byte[] archive = [.. new TarBuilder().File("f", "abc").ToArray(), .. new byte[10_000]];

        ArchiveException e = await Assert.ThrowsAsync<ArchiveException>(() => store.Layers.StageAsync(new MemoryStream(archive), Cancellation));

        Assert.Equal("archive/tar: what follows the archive's end is over the limit of 10000", e.Message);
    }

    [Theory]
    [InlineData("other bytes", "1234X")]
    [InlineData("fewer bytes", "123")]
    [InlineData("no file", null)]
    public async Task OpenTar_OfADamagedFile_FailsAndIsRemembered(string what, string? content)
    {
        using LayerHold hold = await AddAsync(new TarBuilder().File("d/f", "12345").File("g", "1").ToArray());
        string file = Path.Combine(_store.Paths.Layer(hold.Layer.Directory), "d", "f");
        File.Delete(file);
        if (content is not null)
        {
            await File.WriteAllTextAsync(file, content, Cancellation);
        }

        // An exact reader never asks for more than the archive's size: it must not go home happy.
        ImageException e = Assert.Throws<ImageException>(() =>
        {
            using Stream tar = Layers.OpenTar(hold.Layer);
            tar.ReadExactly(new byte[Layers.TarSize(hold.Layer)]);
        });

        Assert.NotEmpty(what);
        Assert.StartsWith($"layer {hold.Layer.DiffId} is damaged on the disk: ", e.Message, StringComparison.Ordinal);
        Assert.True(Layers.IsDamaged(hold.Layer.ChainId));
    }

    [Fact]
    public async Task OpenTar_OfALinkInTheFilesPlace_DoesNotFollowIt()
    {
        using LayerHold hold = await AddAsync(new TarBuilder().File("d/f", "12345").ToArray());
        string directory = Path.Combine(_store.Paths.Layer(hold.Layer.Directory), "d");
        Directory.Move(directory, directory + "2");
        File.CreateSymbolicLink(directory, directory + "2");

        using Stream tar = Layers.OpenTar(hold.Layer);

        Assert.Throws<ImageException>(() => tar.CopyTo(Stream.Null));
    }

    [Fact]
    public async Task Open_AStoreWithoutARecipe_TakesTheLayerAgain()
    {
        byte[] archive = new TarBuilder().File("f", "1").ToArray();
        ImageRecord image = await _store.ImportAsync(new MemoryStream(archive), new ImportOptions(), Cancellation);
        LayerRecord layer = Layers.Get(image.Layers[0]);
        File.Delete(_store.Paths.Recipe(layer.Directory));
        _store.Dispose();
        _store = Open();

        Assert.Contains("recipe", Assert.Throws<ImageException>(() => Layers.TarSize(layer)).Message, StringComparison.Ordinal);
        await _store.ImportAsync(new MemoryStream(archive), new ImportOptions(), Cancellation);

        Assert.False(Layers.IsDamaged(image.Layers[0]));
        Assert.Equal(archive, await ReadAsync(layer));
    }

    [Fact]
    public async Task OpenTar_OfADamagedRecipe_Fails()
    {
        using LayerHold hold = await AddAsync(new TarBuilder().File("f", "1").ToArray());
        string path = _store.Paths.Recipe(hold.Layer.Directory);
        byte[] recipe = await File.ReadAllBytesAsync(path, Cancellation);
        for (int at = 0; at < recipe.Length; at++)
        {
            byte[] bad = [.. recipe];
            bad[at] ^= 0x41;
            await File.WriteAllBytesAsync(path, bad, Cancellation);
            try
            {
                // Some of its bytes mean nothing; none may make other bytes of it.
                using Stream tar = Layers.OpenTar(hold.Layer);
                using var read = new MemoryStream();
                tar.CopyTo(read);
                Assert.Equal(hold.Layer.DiffId, Digest.Of(read.ToArray()));
            }
            catch (ImageException)
            {
            }
        }
    }

    public void Dispose()
    {
        _store.Dispose();
        _root.Delete(recursive: true);
    }

    private static byte[] Noise(int seed, int length)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private ImageStore Open() => ImageStore.Open(new ImageStoreOptions { DataRoot = Path.Combine(_root.FullName, "root") });

    private Task<LayerHold> AddAsync(byte[] archive) => Layers.AddAsync(new MemoryStream(archive), parent: null, verify: null, Cancellation);

    private async Task<byte[]> ReadAsync(LayerRecord layer)
    {
        await using Stream tar = Layers.OpenTar(layer);
        using var read = new MemoryStream();
        await tar.CopyToAsync(read, Cancellation);
        return read.ToArray();
    }

    private async Task CheckAsync(byte[] archive)
    {
        using LayerHold hold = await AddAsync(archive);

        Assert.Equal(Digest.Of(archive), hold.Layer.DiffId);
        Assert.Equal(archive.Length, Layers.TarSize(hold.Layer));
        byte[] read = await ReadAsync(hold.Layer);
        Assert.True(archive.AsSpan().SequenceEqual(read));
        Assert.Empty(await Layers.VerifyAsync(hold.Layer, progress: null, Cancellation));
        Assert.False(Directory.Exists(Path.Combine(_store.Paths.Temporary)) && Directory.EnumerateFileSystemEntries(_store.Paths.Temporary).Any());
    }

    private string MakeTree(bool longNames)
    {
        string tree = Directory.CreateDirectory(Path.Combine(_root.FullName, "tree")).FullName;
        string sub = Directory.CreateDirectory(Path.Combine(tree, "sub", longNames ? new string('d', 200) : "d")).FullName;
        File.WriteAllBytes(Path.Combine(sub, longNames ? new string('f', 150) : "f"), Noise(5, 300_000));
        File.WriteAllText(Path.Combine(tree, "empty"), "");
        File.WriteAllText(Path.Combine(tree, "ümlaut"), "x");
        File.CreateSymbolicLink(Path.Combine(tree, "link"), longNames ? new string('t', 300) : "target");
        using Process link = Process.Start("ln", [Path.Combine(tree, "ümlaut"), Path.Combine(tree, "hard")]);
        link.WaitForExit();
        Assert.Equal(0, link.ExitCode);
        File.SetUnixFileMode(Path.Combine(tree, "empty"), UnixFileMode.UserRead | UnixFileMode.SetUser);
        return tree;
    }

    private static byte[] RunTar(string[] arguments)
    {
        var start = new ProcessStartInfo("tar", arguments) { RedirectStandardOutput = true };
        using Process tar = Process.Start(start)!;
        using var output = new MemoryStream();
        tar.StandardOutput.BaseStream.CopyTo(output);
        tar.WaitForExit();
        Assert.Equal(0, tar.ExitCode);
        return output.ToArray();
    }
}
