using Berth.Images;
using Berth.Oci;
using Xunit;

namespace Berth.Unit.Images.Usage;

public sealed class DiskUsageTests : IDisposable
{
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("berth-unit-");
    private readonly ImageStore _store;

    public DiskUsageTests() => _store = ImageStore.Open(new ImageStoreOptions { DataRoot = Path.Combine(_temporary.FullName, "root") });

    [Fact]
    public async Task SharedSizes_SameLayerInTwoImages_CountsInBoth()
    {
        ImageRecord first = await ImportAsync("shared", "ENV A=1");
        ImageRecord second = await ImportAsync("shared", "ENV A=2");
        ImageRecord other = await ImportAsync("not shared", "ENV A=1");

        IReadOnlyDictionary<Digest, long> sizes = _store.SharedSizes([first, second, other]);

        Assert.Equal((6, 6, 0), (sizes[first.Id], sizes[second.Id], sizes[other.Id]));
        Assert.Equal(0, _store.SharedSizes([first, other])[first.Id]);
    }

    [Fact]
    public async Task DiskUsage_ImageComesAndGoes_FollowsTheDisk()
    {
        Assert.Equal(0, _store.DiskUsage([]).Total);
        ImageRecord image = await ImportAsync(new string('x', 100_000));
        ImageRecord other = await ImportAsync(new string('x', 100_000), "ENV A=1");
        StoreUsage usage = _store.DiskUsage([image, other]);

        await _store.RemoveAsync(image.Id.ToString(), new RemoveOptions(), static () => [], TestContext.Current.CancellationToken);
        StoreUsage one = _store.DiskUsage([other]);

        Assert.InRange(usage.Total, 100_000, 200_000);
        Assert.Equal(usage.Total, usage.Images[image.Id].Size + usage.Images[other.Id].Size - usage.Images[other.Id].Shared);
        Assert.Equal((one.Total, 0), (one.Images[other.Id].Size, one.Images[other.Id].Shared));
        await _store.RemoveAsync(other.Id.ToString(), new RemoveOptions(), static () => [], TestContext.Current.CancellationToken);
        Assert.Equal(0, _store.DiskUsage([]).Total);
    }

    public void Dispose()
    {
        _store.Dispose();
        _temporary.Delete(recursive: true);
    }

    private Task<ImageRecord> ImportAsync(string content, params string[] changes) => _store.ImportAsync(
        new TarBuilder().File("file", content).ToStream(), new ImportOptions { Changes = changes }, TestContext.Current.CancellationToken);
}
