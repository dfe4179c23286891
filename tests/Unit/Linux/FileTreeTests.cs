using Berth.Linux;
using Xunit;

namespace Berth.Unit.Linux;

public sealed class FileTreeTests : IDisposable
{
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("berth-unit-");

    [Fact]
    public void Remove_ATreeWithALinkOutside_LeavesTheTarget()
    {
        string outside = Path.Combine(_temporary.FullName, "outside");
        Directory.CreateDirectory(outside);
        File.WriteAllText(Path.Combine(outside, "canary"), "");
        Directory.CreateDirectory(Path.Combine(_temporary.FullName, "tree", "a"));
        File.CreateSymbolicLink(Path.Combine(_temporary.FullName, "tree", "a", "link"), outside);
        using Fd directory = Open();

        FileTree.Remove(directory, "tree");

        Assert.False(Directory.Exists(Path.Combine(_temporary.FullName, "tree")));
        Assert.True(File.Exists(Path.Combine(outside, "canary")));
    }

    [Fact]
    public void Remove_ATreeDeeperThanAnyPath_Works()
    {
        const int Levels = 3000;
        using Fd directory = Open();
        Fd current = directory.Duplicate();
        for (int i = 0; i < Levels; i++)
        {
            current.MakeDirectory("d", 0x1ed);
            Fd next = current.OpenAt("d", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
            current.Dispose();
            current = next;
        }

        current.Dispose();
        Assert.Equal(0, FileTree.Size(directory));

        FileTree.Remove(directory, "d");

        Assert.Empty(FileTree.Names(directory));
    }

    [Fact]
    public void Size_OfHardLinks_CountsTheFileOnce()
    {
        File.WriteAllText(Path.Combine(_temporary.FullName, "a"), "12345");
        using Fd directory = Open();
        Assert.True(directory.TryMakeHardLink("b", directory, "a"));
        directory.MakeSymbolicLink("c", "/etc/passwd");

        Assert.Equal(5 + "/etc/passwd".Length, FileTree.Size(directory));
    }

    [Fact]
    public void OpenAt_ASymbolicLink_IsRefused()
    {
        using Fd directory = Open();
        directory.MakeSymbolicLink("link", "/etc/passwd");

        Assert.Equal(Errno.ELOOP, Assert.Throws<LinuxException>(() => directory.OpenAt("link", OpenFlags.O_RDONLY)).Errno);
    }

    [Fact]
    public void Names_OfNamesThatAreNotUtf8_ReachTheSameFiles()
    {
        const string Name = "caf\uDCE9";
        using Fd directory = Open();
        directory.MakeDirectory(Name, 0x1ed);

        Assert.Equal([Name], FileTree.Names(directory));
        Assert.Equal(FileKind.Directory, directory.TryStatus(Name)!.Value.Kind);
        directory.RemoveDirectory(Name);
    }

    public void Dispose() => _temporary.Delete(recursive: true);

    private Fd Open() => Fd.Open(_temporary.FullName, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
}
