using Berth.Linux;
using Xunit;

namespace Berth.Unit.Linux.Files;

public sealed class PathWalkTests : IDisposable
{
    private readonly string _base = Directory.CreateTempSubdirectory("berth-walk-").FullName;
    private readonly Fd _root;

    public PathWalkTests()
    {
        Directory.CreateDirectory(Path.Combine(_base, "a/b/c"));
        File.WriteAllText(Path.Combine(_base, "a/f"), "f");
        File.CreateSymbolicLink(Path.Combine(_base, "abs"), "/a/b");
        File.CreateSymbolicLink(Path.Combine(_base, "a/up"), "../../../a/b");
        File.CreateSymbolicLink(Path.Combine(_base, "a/loop"), "loop");
        File.CreateSymbolicLink(Path.Combine(_base, "dangling"), "/nowhere/x");
        _root = Fd.Open(_base, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
    }

    public void Dispose()
    {
        _root.Dispose();
        Directory.Delete(_base, recursive: true);
    }

    [Theory]
    [InlineData("/", "/", true)]
    [InlineData("a/b", "/a/b", true)]
    [InlineData("/abs/c", "/a/b/c", true)]
    [InlineData("/abs/../f", "/a/f", true)]
    [InlineData("/a/up/c/", "/a/b/c", true)]
    [InlineData("/../../a/./b//c/.", "/a/b/c", true)]
    [InlineData("/dangling", "/nowhere/x", false)]
    [InlineData("/a/none/x/../y", "/a/none/y", false)]
    public void From_APath_FindsItInsideTheRoot(string path, string found, bool exists)
    {
        using PathWalk walk = PathWalk.From(_root, path, followLast: true);

        Assert.Equal((found, exists), (walk.Path, walk.Exists));
    }

    [Fact]
    public void From_ALinkInTheLastPlace_IsTheLinkUnlessFollowed()
    {
        using PathWalk walk = PathWalk.From(_root, "/abs", followLast: false);

        Assert.Equal(("/abs", FileKind.SymbolicLink), (walk.Path, walk.File!.Status().Kind));
    }

    [Theory]
    [InlineData("/a/f/", Errno.ENOTDIR)]
    [InlineData("/a/f/x", Errno.ENOTDIR)]
    [InlineData("/a/f/..", Errno.ENOTDIR)]
    [InlineData("/a/loop", Errno.ELOOP)]
    public void From_WhatCannotBe_SaysWhy(string path, Errno expected) =>
        Assert.Equal(expected, Assert.Throws<LinuxException>(() => PathWalk.From(_root, path, followLast: true)).Errno);

    [Theory]
    [InlineData("..")]
    [InlineData("up")]
    public void On_StrictAndOutside_IsAnError(string path)
    {
        using PathWalk directory = PathWalk.From(_root, "/a", followLast: true);

        Assert.Equal(Errno.EXDEV, Assert.Throws<LinuxException>(() => directory.On(path, followLast: true, strict: true)).Errno);
    }

    [Fact]
    public void On_ADirectoryBelow_LeavesTheFirstWalkUsable()
    {
        using PathWalk directory = PathWalk.From(_root, "/a/b", followLast: true);

        using (PathWalk other = directory.On("../../abs/c", followLast: true, strict: false))
        {
            Assert.Equal("/a/b/c", other.Path);
        }

        Assert.NotNull(directory.Directory.TryStatus("c"));
    }
}
