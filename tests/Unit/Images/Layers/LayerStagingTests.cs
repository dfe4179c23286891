using Berth.Images;
using Berth.Images.Layers;
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

    public void Dispose()
    {
        _store.Dispose();
        _root.Delete(recursive: true);
    }

    private Task<StagedLayer> StageAsync(string content) =>
        Layers.StageAsync(new TarBuilder().File("file", content).ToStream(), Cancellation);
}
