using System.Net.Sockets;
using Berth.Archive;
using Berth.Images.Diffing;
using Xunit;

namespace Berth.Unit.Images.Diffing;

public sealed class TreeArchiveTests : IDisposable
{
    private readonly LayerTree _tree = new LayerTree().Folder(0, "").Folder(1, "");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WriteAsync_SeveralLayers_AreOneTree()
    {
        _tree.File(1, "d/low").File(1, "d/hidden").File(1, "gone/x").Link(1, "link", "/etc/passwd").File(0, "d/top").Whiteout(0, "d/hidden")
            .Whiteout(0, "gone").File(0, "d.x").Fifo(0, "p");

        Assert.Equal(["d/ Directory", "d/low Regular", "d/top Regular", "d.x Regular", "link SymbolicLink /etc/passwd", "p Fifo"], await NamesAsync(asLayer: false));
    }

    [Fact]
    public async Task WriteLayerAsync_AWhiteout_IsAnEmptyFileThatOnlyRootReads()
    {
        _tree.File(1, "d/low").Whiteout(0, "d/low");

        List<TarEntry> entries = await EntriesAsync(asLayer: true, layers: 1);

        Assert.Equal(["d/", "d/.wh.low"], entries.Select(static e => e.Name));
        Assert.Equal((0x180u, 0L, TarEntryKind.Regular), (entries[1].Mode, entries[1].Size, entries[1].Kind));
    }

    [Fact]
    public async Task WriteLayerAsync_AFileNamedAsAWhiteout_IsRefused()
    {
        _tree.File(0, "d/.wh.passwd");

        await Assert.ThrowsAsync<ArchiveException>(() => EntriesAsync(asLayer: true, layers: 1));
        Assert.Equal(["d/ Directory", "d/.wh.passwd Regular"], await NamesAsync(asLayer: false));
    }

    [Fact]
    public async Task WriteAsync_FurtherNamesOfAFile_AreHardLinksToTheFirst()
    {
        _tree.File(0, "b").HardLink(0, "b", "a").HardLink(0, "b", "c");

        Assert.Equal(["a Regular", "b HardLink a", "c HardLink a"], await NamesAsync(asLayer: false));
    }

    [Fact]
    public async Task WriteAsync_ASocket_IsLeftOut()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_tree.PathOf(0, "s")));

        Assert.Empty(await NamesAsync(asLayer: false));
    }

    [Fact]
    public async Task WriteAsync_ALinkInPlaceOfADirectory_IsNotFollowed()
    {
        _tree.File(1, "etc/passwd").Link(0, "etc", "/etc");

        Assert.Equal(["etc SymbolicLink /etc"], await NamesAsync(asLayer: false));
    }

    [Fact]
    public async Task WriteAsync_DirectoriesTooDeep_AreRefused()
    {
        _tree.File(0, "a/b/c/d/f");
        using OverlayDirectory root = _tree.OpenFrom(0);

        ArchiveLimits limits = ArchiveLimits.Default with { PathDepth = 3 };
        await Assert.ThrowsAsync<ArchiveException>(() => TreeArchive.WriteAsync(root, Stream.Null, limits, Cancellation));
    }

    public void Dispose() => _tree.Dispose();

    private async Task<IEnumerable<string>> NamesAsync(bool asLayer) =>
        (await EntriesAsync(asLayer, layers: 8)).Select(static e => $"{e.Name} {e.Kind} {e.LinkName}".TrimEnd());

    private async Task<List<TarEntry>> EntriesAsync(bool asLayer, int layers)
    {
        using var archive = new MemoryStream();
        using OverlayDirectory root = _tree.OpenFrom(0, layers);
        await (asLayer
            ? TreeArchive.WriteLayerAsync(root, archive, ArchiveLimits.Default, Cancellation)
            : TreeArchive.WriteAsync(root, archive, ArchiveLimits.Default, Cancellation));
        archive.Position = 0;
        var reader = new TarReader(archive);
        var entries = new List<TarEntry>();
        while (await reader.NextAsync(Cancellation) is { } entry)
        {
            entries.Add(entry);
        }

        return entries;
    }
}
