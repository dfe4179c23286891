using Berth.Archive;
using Berth.Images;
using Berth.Images.Archive;
using Berth.Images.Layers;
using Berth.Linux;
using Berth.Oci;
using Xunit;

namespace Berth.Unit.Images.Layers;

public sealed class LayerStagingTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("berth-unit-");
    private readonly ImageStore _store;

    public LayerStagingTests() => _store = ImageStore.Open(new ImageStoreOptions { DataRoot = _root.FullName });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private LayerStore Layers => _store.Layers;

    [Fact]
    public async Task Commit_LayersStagedInAnyOrder_IsOneChain()
    {
        using StagedLayer upper = await StageAsync("upper");
        using StagedLayer lower = await StageAsync("lower");

        using LayerHold first = Layers.Commit(lower, null);
        using LayerHold second = Layers.Commit(upper, first.Layer.ChainId);

        Assert.Equal(ChainId.Next(first.Layer.ChainId, upper.DiffId), second.Layer.ChainId);
        Assert.Equal(2, Layers.Chain(second.Layer.ChainId).Count);
    }

    [Fact]
    public async Task Commit_TheSameLayerTwice_IsOneDirectory()
    {
        using (StagedLayer one = await StageAsync("same"))
        using (StagedLayer other = await StageAsync("same"))
        using (LayerHold first = Layers.Commit(one, null))
        using (LayerHold again = Layers.Commit(other, null))
        using (LayerHold above = Layers.Commit(other, first.Layer.ChainId))
        {
            Assert.Equal(first.Layer, again.Layer);
            Assert.Equal(first.Layer.Directory, above.Layer.Directory);
            Assert.Single(Directory.EnumerateDirectories(_store.Paths.Layers));
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(_store.Paths.Layers));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_store.Paths.Temporary));
    }

    [Fact]
    public async Task StageAsync_NeverCommitted_LeavesNothing()
    {
        (await StageAsync("gone")).Dispose();

        Assert.Empty(Directory.EnumerateFileSystemEntries(_store.Paths.Temporary));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_store.Paths.Layers));
    }

    [Fact]
    public async Task StageAsync_TheSourceFails_FailsAsItDoes()
    {
        using var source = new BrokenStream(new TarBuilder().Header("f", '0', 64 << 20).ToUnendedArray(), 3 << 20);

        IOException e = await Assert.ThrowsAsync<IOException>(() => Layers.StageAsync(source, Cancellation));

        Assert.Equal("the line broke", e.Message);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_store.Paths.Temporary));
    }

    [Fact]
    public async Task StageAsync_TheArchiveIsBad_ReadsNoFurther()
    {
        using var source = new BrokenStream(new TarBuilder().File("f", "1").Header("f", 'S', 1).ToUnendedArray(), long.MaxValue);

        await Assert.ThrowsAsync<ArchiveException>(() => Layers.StageAsync(source, Cancellation));

        Assert.InRange(source.Count, 0, 16 << 20);
    }

    [Fact]
    public async Task StageAsync_Cancelled_EndsWithoutTheSource()
    {
        using var stop = new CancellationTokenSource();
        using var source = new WaitingStream(stop.Cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Layers.StageAsync(source, stop.Token));

        Assert.Empty(Directory.EnumerateFileSystemEntries(_store.Paths.Temporary));
    }

    [Fact]
    public async Task StageAsync_FilesOfAllKinds_AreAsTheArchiveSays()
    {
        byte[] archive = new TarBuilder().Directory("d", mode: 0x5ff).File("d/setuid", "x", mode: 0x9ed).File("d/none", "", mode: 0)
            .File("d/all", "x", mode: 0x1ff).SymbolicLink("d/link", "x").ToArray();

        using StagedLayer staged = await Layers.StageAsync(new MemoryStream(archive), Cancellation);

        using Fd root = Fd.Open(staged.Files, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        using Fd directory = root.OpenAt("d", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        Assert.Equal(
            [0x5ffu, 0x9edu, 0u, 0x1ffu],
            [root.TryStatus("d")!.Value.Permissions, .. ((string[])["setuid", "none", "all"]).Select(name => directory.TryStatus(name)!.Value.Permissions)]);
        Assert.All(FileTree.Names(directory), name => Assert.Equal(1_000_000_000, directory.TryStatus(name)!.Value.Modified.Seconds));
        Assert.Equal(1_000_000_000, root.TryStatus("d")!.Value.Modified.Seconds);
    }

    public void Dispose()
    {
        _store.Dispose();
        _root.Delete(recursive: true);
    }

    private Task<StagedLayer> StageAsync(string content) =>
        Layers.StageAsync(new TarBuilder().File("file", content).ToStream(), Cancellation);

    /// <summary>Some bytes, then zeros, then a failure.</summary>
    private sealed class BrokenStream(byte[] first, long failsAt) : ReadOnlyStream
    {
        public long Count { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            if (Count >= failsAt)
            {
                throw new IOException("the line broke");
            }

            ReadOnlySpan<byte> rest = first.AsSpan((int)Math.Min(Count, first.Length));
            int length = rest.IsEmpty ? buffer.Length : Math.Min(rest.Length, buffer.Length);
            if (rest.IsEmpty)
            {
                buffer.Clear();
            }
            else
            {
                rest[..length].CopyTo(buffer);
            }

            Count += length;
            return length;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<int>(cancellationToken) : new(Read(buffer.Span));
    }

    /// <summary>Nothing comes, until it is cancelled.</summary>
    private sealed class WaitingStream(Action read) : ReadOnlyStream
    {
        public override int Read(Span<byte> buffer) => throw new NotSupportedException();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            read();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }
}
