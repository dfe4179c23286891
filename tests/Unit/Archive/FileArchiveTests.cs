using System.Net.Sockets;
using Berth.Archive;
using Berth.Linux;
using Xunit;

namespace Berth.Unit.Archive;

public sealed class FileArchiveTests : IDisposable
{
    private readonly string _base = Directory.CreateTempSubdirectory("berth-file-archive-").FullName;

    public FileArchiveTests()
    {
        Directory.CreateDirectory(At("d/sub"));
        File.WriteAllText(At("d/b"), "bb");
        File.WriteAllText(At("d/sub/x"), "x");
        File.CreateSymbolicLink(At("d/link"), "/etc/passwd");
        Directory.CreateSymbolicLink(At("d/out"), "/etc");
    }

    public void Dispose() => Directory.Delete(_base, recursive: true);

    [Theory]
    [InlineData("d", "d/ d/b d/link d/out d/sub/ d/sub/x")]
    [InlineData("other", "other/ other/b other/link other/out other/sub/ other/sub/x")]
    [InlineData(".", "./ ./b ./link ./out ./sub/ ./sub/x")]
    [InlineData("/", "/ /b /link /out /sub/ /sub/x")]
    public async Task WriteAsync_ADirectory_IsBelowItsName(string name, string expected) =>
        Assert.Equal(expected.Split(' '), (await EntriesAsync("d", name)).Select(static e => e.Name));

    [Fact]
    public async Task WriteAsync_ALink_IsTheLinkItself()
    {
        TarEntry entry = Assert.Single(await EntriesAsync("d/link", "link"));

        Assert.Equal((TarEntryKind.SymbolicLink, "/etc/passwd", 0L), (entry.Kind, entry.LinkName, entry.Size));
    }

    [Fact]
    public async Task WriteAsync_FurtherNamesOfAFile_AreHardLinksToTheFirst()
    {
        using (Fd directory = Fd.Open(At("d"), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY))
        {
            directory.TryMakeHardLink("a", directory, "b");
        }

        List<TarEntry> entries = await EntriesAsync("d", "n");

        Assert.Equal((TarEntryKind.Regular, 2L), (entries[1].Kind, entries[1].Size));
        Assert.Equal((TarEntryKind.HardLink, "n/a"), (entries[2].Kind, entries[2].LinkName));
    }

    [Fact]
    public async Task WriteAsync_ASocket_IsLeftOut()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(At("s")));

        Assert.Empty(await EntriesAsync("s", "s"));
    }

    [Fact]
    public async Task WriteAsync_AnOpaqueDirectory_IsEmpty()
    {
        using Fd sub = Fd.Open(At("d/sub"), OpenFlags.O_PATH);
        ulong inode = sub.Status().Inode;

        Assert.Equal(["d/", "d/b", "d/link", "d/out", "d/sub/"], (await EntriesAsync("d", "d", file => file.Status().Inode == inode)).Select(static e => e.Name));
    }

    private string At(string path) => Path.Combine(_base, path);

    private async Task<List<TarEntry>> EntriesAsync(string path, string name, Func<Fd, bool>? isOpaque = null)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var archive = new MemoryStream();
        using (Fd top = Fd.Open(At(path), OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW))
        {
            await FileArchive.WriteAsync(top, name, archive, isOpaque, cancellation: cancellation);
        }

        archive.Position = 0;
        var reader = new TarReader(archive);
        var entries = new List<TarEntry>();
        while (await reader.NextAsync(cancellation) is { } entry)
        {
            entries.Add(entry);
        }

        return entries;
    }
}
