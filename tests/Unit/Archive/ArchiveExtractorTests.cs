using Berth.Archive;
using Berth.Harness;
using Berth.Linux;
using Xunit;

namespace Berth.Unit.Archive;

/// <summary>Field notes 3.1, "docker cp / archive races" and "Layer unpack escape": the corpus of malicious archives.</summary>
public sealed class ArchiveExtractorTests : IDisposable
{
    private readonly ExtractionSite _site = new();

    public void Dispose() => _site.Dispose();

    [Theory]
    [InlineData("../evil")]
    [InlineData("../../canary")]
    [InlineData("a/../../evil")]
    [InlineData("./../evil")]
    [InlineData("..")]
    public async Task ExtractAsync_ANameThatClimbs_IsOutside(string name)
    {
        ArchiveException refused = await Assert.ThrowsAsync<ArchiveException>(() => _site.ExtractAsync(new RawTar().File(name).ToArray()));

        Assert.EndsWith("is outside of \"/target\"", refused.Message, StringComparison.Ordinal);
        Assert.Equal("canary", _site.Canary);
    }

    [Fact]
    public async Task ExtractAsync_AnAbsoluteName_IsBelowTheTarget()
    {
        await _site.ExtractAsync(new RawTar().File("/etc/passwd", "mine").ToArray());

        Assert.Equal("mine", File.ReadAllText(Path.Combine(_site.Target, "etc/passwd")));
        Assert.Equal("inner", File.ReadAllText(Path.Combine(_site.Root, "etc/passwd")));
    }

    [Theory]
    [InlineData("l", "../../etc")]
    [InlineData("a/b/l", "../../../etc")]
    public async Task ExtractAsync_ASymbolicLinkThatClimbs_IsInvalid(string name, string target)
    {
        ArchiveException refused =
            await Assert.ThrowsAsync<ArchiveException>(() => _site.ExtractAsync(new RawTar().Symlink(name, target).ToArray()));

        Assert.Equal($"invalid symlink \"/target/{name}\" -> \"{target}\"", refused.Message);
    }

    [Fact]
    public async Task ExtractAsync_AHardLinkThatClimbs_IsInvalid()
    {
        ArchiveException refused =
            await Assert.ThrowsAsync<ArchiveException>(() => _site.ExtractAsync(new RawTar().HardLink("h", "../../canary").ToArray()));

        Assert.Equal("invalid hardlink \"/target/h\" -> \"../../canary\"", refused.Message);
    }

    [Fact]
    public async Task ExtractAsync_ThroughAnAbsoluteLink_StaysInTheContainersRoot()
    {
        await _site.ExtractAsync(new RawTar().Symlink("l", "/etc").File("l/new", "x").ToArray());

        Assert.Equal("x", File.ReadAllText(Path.Combine(_site.Root, "etc/new")));
    }

    [Theory]
    [InlineData("/etc")]
    [InlineData("/")]
    public async Task ExtractAsync_OnTheHost_ThroughALinkThatLeadsOutside_IsRefused(string target)
    {
        byte[] archive = new RawTar().Symlink("l", target).File("l/new", "x").ToArray();

        ArchiveException refused = await Assert.ThrowsAsync<ArchiveException>(() => _site.ExtractAsync(archive, strict: true));

        Assert.Equal("\"l/new\" is outside of \"/target\"", refused.Message);
        Assert.False(File.Exists(Path.Combine(_site.Root, "etc/new")));
    }

    [Fact]
    public async Task ExtractAsync_OnTheHost_ThroughALinkThatWasThereBefore_IsRefused()
    {
        File.CreateSymbolicLink(Path.Combine(_site.Target, "out"), "../etc");

        await Assert.ThrowsAsync<ArchiveException>(() => _site.ExtractAsync(new RawTar().File("out/passwd", "x").ToArray(), strict: true));

        Assert.Equal("inner", File.ReadAllText(Path.Combine(_site.Root, "etc/passwd")));
    }

    [Fact]
    public async Task ExtractAsync_OnTheHost_ThroughALinkThatStaysInside_Goes()
    {
        await _site.ExtractAsync(new RawTar().Directory("real").Symlink("l", "real").File("l/new", "x").ToArray(), strict: true);

        Assert.Equal("x", File.ReadAllText(Path.Combine(_site.Target, "real/new")));
    }

    [Fact]
    public async Task ExtractAsync_AFileInThePlaceOfALink_ReplacesTheLink()
    {
        File.CreateSymbolicLink(Path.Combine(_site.Target, "f"), "../etc/passwd");

        await _site.ExtractAsync(new RawTar().File("f", "new").ToArray());

        Assert.Equal("new", File.ReadAllText(Path.Combine(_site.Target, "f")));
        Assert.Equal("inner", File.ReadAllText(Path.Combine(_site.Root, "etc/passwd")));
    }

    [Fact]
    public async Task ExtractAsync_AHardLinkToALinksTarget_LinksTheLinkItself()
    {
        await _site.ExtractAsync(new RawTar().Symlink("l", "/etc/passwd").HardLink("h", "l").File("h", "x").ToArray());

        Assert.Equal("inner", File.ReadAllText(Path.Combine(_site.Root, "etc/passwd")));
    }

    [Fact]
    public async Task ExtractAsync_OtherKindsWithKeepKinds_AreRefusedInDockersWords()
    {
        Directory.CreateDirectory(Path.Combine(_site.Target, "d"));
        File.WriteAllText(Path.Combine(_site.Target, "f"), "old");

        ArchiveException directory =
            await Assert.ThrowsAsync<ArchiveException>(() => _site.ExtractAsync(new RawTar().File("d").ToArray(), keepKinds: true));
        ArchiveException file =
            await Assert.ThrowsAsync<ArchiveException>(() => _site.ExtractAsync(new RawTar().Directory("f/").ToArray(), keepKinds: true));

        Assert.Equal("cannot overwrite directory \"/target/d\" with non-directory \"/target\"", directory.Message);
        Assert.Equal("cannot overwrite non-directory \"/target/f\" with directory \"/target\"", file.Message);
    }

    [Fact]
    public async Task ExtractAsync_OtherKinds_AreReplaced()
    {
        Directory.CreateDirectory(Path.Combine(_site.Target, "d", "more"));
        File.WriteAllText(Path.Combine(_site.Target, "f"), "old");

        await _site.ExtractAsync(new RawTar().File("d", "now").Directory("f/").File("f/in", "x").ToArray());

        Assert.Equal("now", File.ReadAllText(Path.Combine(_site.Target, "d")));
        Assert.Equal("x", File.ReadAllText(Path.Combine(_site.Target, "f/in")));
    }

    [Fact]
    public async Task ExtractAsync_WithAnotherFirstName_PutsAllBelowIt()
    {
        await _site.ExtractAsync(
            new RawTar().Directory("old/").File("old/f", "x").HardLink("old/h", "old/f").File("older", "y").ToArray(), rename: ("old", "new"));

        Assert.Equal("x", File.ReadAllText(Path.Combine(_site.Target, "new/h")));
        Assert.True(File.Exists(Path.Combine(_site.Target, "older")));
        Assert.False(Directory.Exists(Path.Combine(_site.Target, "old")));
    }

    [Fact]
    public async Task ExtractAsync_ADirectoryWithoutRights_IsFilledFirst()
    {
        await _site.ExtractAsync(new RawTar().Directory("d/", 0x16d).File("d/f", "x").ToArray());

        Assert.Equal((UnixFileMode)0x16d, File.GetUnixFileMode(Path.Combine(_site.Target, "d")));
        Assert.True(File.Exists(Path.Combine(_site.Target, "d/f")));
        File.SetUnixFileMode(Path.Combine(_site.Target, "d"), (UnixFileMode)0x1ed);
    }

    [Fact]
    public async Task ExtractAsync_ManyZeros_TakeNoRoom()
    {
        byte[] content = new byte[4 << 20];
        content[^1] = 1;

        await _site.ExtractAsync(new RawTar().File("sparse", content).ToArray());

        using Fd directory = Fd.Open(_site.Target, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        FileStatus status = directory.TryStatus("sparse")!.Value;
        Assert.Equal(content.Length, status.Size);
        Assert.InRange(status.Allocated, 0, 1 << 20);
        Assert.Equal(content, File.ReadAllBytes(Path.Combine(_site.Target, "sparse")));
    }

    [Fact]
    public async Task ExtractAsync_AttributesThatSteerTheMount_AreLeftOut()
    {
        await _site.ExtractAsync(
            new RawTar().Pax("SCHILY.xattr.trusted.overlay.opaque", "y").Directory("d/").Pax("SCHILY.xattr.user.overlay.opaque", "y").Directory("e/").ToArray());

        foreach (string name in (string[])["d", "e"])
        {
            using Fd directory = Fd.Open(Path.Combine(_site.Target, name), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
            Assert.Empty(directory.XattrNames());
        }
    }

    [Fact]
    public async Task ExtractAsync_ANameDeeperThanTheLimit_IsRefused() => await Assert.ThrowsAsync<ArchiveException>(
        () => _site.ExtractAsync(new RawTar().Pax("path", string.Join('/', Enumerable.Repeat("d", 600))).File("x").ToArray()));
}
