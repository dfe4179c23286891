using Berth.Archive;
using Berth.Images;
using Berth.Images.Diffing;
using Xunit;

namespace Berth.Unit.Images.Diffing;

public sealed class ChangeListTests : IDisposable
{
    private readonly LayerTree _tree = new LayerTree().Folder(0, "").Folder(1, "").Folder(2, "");

    [Fact]
    public void Of_NothingWritten_IsEmpty()
    {
        _tree.File(1, "a/f");

        Assert.Empty(Changes());
    }

    [Fact]
    public void Of_NewFiles_AreAddedEachWithItsDirectory()
    {
        _tree.File(1, "old/x").File(0, "new/deep/f").File(0, "old/y");

        Assert.Equal(["A /new", "A /new/deep", "A /new/deep/f", "C /old", "A /old/y"], Changes());
    }

    [Fact]
    public void Of_ACopiedUpFileThatIsTheSame_IsNoChange()
    {
        _tree.File(2, "a/f", "x").File(0, "a/f", "y");

        Assert.Empty(Changes());
    }

    [Theory]
    [InlineData("longer", 0x1a4, 1_000_000_000)]
    [InlineData("x", 0x1ff, 1_000_000_000)]
    [InlineData("x", 0x1a4, 1_000_000_001)]
    public void Of_AFileOfOtherSizeModeOrTime_IsChanged(string content, int mode, int seconds)
    {
        _tree.File(1, "a/f").File(0, "a/f", content, (UnixFileMode)mode, seconds);

        Assert.Equal(["C /a", "C /a/f"], Changes());
    }

    [Fact]
    public void Of_Whiteouts_AreDeletionsOfWhatWasThere()
    {
        _tree.File(1, "dir/a/b").File(2, "dir/c").Whiteout(0, "dir/a").Whiteout(0, "dir/never");

        Assert.Equal(["C /dir", "D /dir/a"], Changes());
    }

    [Fact]
    public void Of_AFileInPlaceOfADirectory_IsOneChange()
    {
        _tree.File(1, "a/b").File(0, "a").File(1, "c").File(0, "c/d");

        Assert.Equal(["C /a", "C /c", "A /c/d"], Changes());
    }

    [Fact]
    public void Of_WhatALowerLayerHid_IsAdded()
    {
        _tree.File(2, "a/f").Whiteout(1, "a/f").File(0, "a/f");

        Assert.Equal(["C /a", "A /a/f"], Changes());
    }

    [Fact]
    public void Of_NamesOfAnyBytes_AreSortedByThem()
    {
        _tree.File(0, "\uffee").File(0, "é").File(0, "z").File(0, "😀");

        Assert.Equal(["A /z", "A /é", "A /\uffee", "A /😀"], Changes());
        Assert.True(PathOrder.Compare("😀", "\udcff") < 0);
    }

    public void Dispose() => _tree.Dispose();

    private List<string> Changes()
    {
        using OverlayDirectory upper = _tree.OpenFrom(0, 1);
        using OverlayDirectory lower = _tree.OpenFrom(1);
        return [.. ChangeList.Of(upper, lower, ArchiveLimits.Default).Select(static c => $"{Letter(c.Kind)} {c.Path}")];
    }

    private static char Letter(FileChangeKind kind) => kind switch
    {
        FileChangeKind.Added => 'A',
        FileChangeKind.Deleted => 'D',
        _ => 'C',
    };
}
