using Berth.Engine.Containers.Files;
using Berth.Engine.Errors;
using Berth.EngineApi.Containers;
using Xunit;

namespace Berth.Unit.Engine.Containers.Files;

public sealed class ArchivePathTests
{
    [Theory]
    [InlineData("/", "/", "/")]
    [InlineData(".", "/.", ".")]
    [InlineData("/.", "/.", ".")]
    [InlineData("a", "/a", "a")]
    [InlineData("/a/", "/a/", "a")]
    [InlineData("/a/.", "/a/.", ".")]
    [InlineData("/a/b/..", "/a", "a")]
    [InlineData("//a//../../b", "/b", "b")]
    public void Parse_APath_IsAbsoluteAndKeepsItsEnd(string path, string text, string name) =>
        Assert.Equal((text, name), (ArchivePath.Parse(path).Text, ArchivePath.Parse(path).Name));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a\0b")]
    public void Parse_NoPath_IsRefused(string? path) => Assert.Throws<InvalidParameterException>(() => ArchivePath.Parse(path));

    [Theory]
    [InlineData(0x41ed, 2147484141u)]
    [InlineData(0x89ed, 8389101u)]
    [InlineData(0xa1ff, 134218239u)]
    [InlineData(0x11a4, 33554852u)]
    [InlineData(0x21b6, 69206454u)]
    [InlineData(0x43ff, 2148532735u)]
    public void GoFileMode_OfTheKernels_IsWhatDockerdSays(uint mode, uint expected) => Assert.Equal(expected, GoFileMode.Of(mode));
}
