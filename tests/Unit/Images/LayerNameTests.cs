using Berth.Archive;
using Berth.Images.Layers;
using CsCheck;
using Xunit;

namespace Berth.Unit.Images;

public sealed class LayerNameTests
{
    [Theory]
    [InlineData("etc/passwd", "etc", "passwd")]
    [InlineData("./etc/passwd", "etc", "passwd")]
    [InlineData("/etc/passwd", "etc", "passwd")]
    [InlineData("../../etc/passwd", "etc", "passwd")]
    [InlineData("a/../../../b", "", "b")]
    [InlineData("a//b/./c/", "a/b", "c")]
    [InlineData("a/.hidden", "a", ".hidden")]
    [InlineData("a/b..c", "a", "b..c")]
    [InlineData("./", "", "")]
    [InlineData("..", "", "")]
    [InlineData("", "", "")]
    public void Parse_AName_IsInsideTheRoot(string name, string parent, string last) =>
        Assert.Equal(new EntryPath(parent, last), EntryPath.Parse(name, 100));

    [Fact]
    public void Parse_AnyName_NeverClimbs() => Gen.String[Gen.Char["ab./"], 0, 30].Sample(name =>
    {
        EntryPath path = EntryPath.Parse(name, 100);
        string[] parts = path.ToString()[1..].Split('/');

        Assert.DoesNotContain("..", parts);
        Assert.DoesNotContain(".", parts);
        Assert.True(path.IsRoot || !parts.Contains(""));
        Assert.Equal(path, EntryPath.Parse(path.ToString(), 100));
    });

    [Fact]
    public void Parse_ADeepName_IsRefused() =>
        Assert.Throws<ArchiveException>(() => EntryPath.Parse(string.Join('/', Enumerable.Repeat("d", 101)), 100));

    [Theory]
    [InlineData("file", WhiteoutKind.None, "")]
    [InlineData(".whatever", WhiteoutKind.None, "")]
    [InlineData(".wh.file", WhiteoutKind.Hide, "file")]
    [InlineData(".wh..hidden", WhiteoutKind.Hide, ".hidden")]
    [InlineData(".wh..wh..opq", WhiteoutKind.Opaque, "")]
    [InlineData(".wh..wh.plnk", WhiteoutKind.Ignored, "")]
    [InlineData(".wh..wh.aufs", WhiteoutKind.Ignored, "")]
    internal void Of_AName_IsWhatItMeans(string name, WhiteoutKind kind, string hidden) =>
        Assert.Equal(new Whiteout(kind, hidden), Whiteout.Of(name));

    [Theory]
    [InlineData(".wh.")]
    [InlineData(".wh..")]
    [InlineData(".wh...")]
    public void Of_AWhiteoutOfNoName_IsRefused(string name) => Assert.Throws<ArchiveException>(() => Whiteout.Of(name));

    [Theory]
    [InlineData("user.mime_type", true)]
    [InlineData("security.capability", true)]
    [InlineData("system.posix_acl_access", true)]
    [InlineData("trusted.overlay.redirect", false)]
    [InlineData("trusted.overlay.opaque", false)]
    [InlineData("user.overlay.metacopy", false)]
    [InlineData("security.selinux", false)]
    [InlineData("security.ima", false)]
    public void IsAllowed_AnAttribute_IsSoOnlyWhereItSteersNothing(string name, bool allowed) =>
        Assert.Equal(allowed, ArchiveXattrs.IsAllowed(name));

    [Theory]
    [InlineData("busybox", "busybox", true)]
    [InlineData("*", "busybox", true)]
    [InlineData("*", "a/b", false)]
    [InlineData("*/*", "a/b", true)]
    [InlineData("bus*x:lat*", "busybox:latest", true)]
    [InlineData("b?s*", "busybox", true)]
    [InlineData("[a-c]*", "busybox", true)]
    [InlineData("[^a-c]*", "busybox", false)]
    [InlineData("*box*tag", "box-box-tag", true)]
    [InlineData("a\\*", "a*", true)]
    [InlineData("", "a", false)]
    public void Matches_APattern_AsGoDoes(string pattern, string name, bool matches) =>
        Assert.Equal(matches, Berth.Images.PathPattern.Matches(pattern, name));

    [Theory]
    [InlineData("[")]
    [InlineData("[]a]")]
    [InlineData("a\\")]
    public void IsValid_ABadPattern_IsFalse(string pattern) => Assert.False(Berth.Images.PathPattern.IsValid(pattern));
}
