using Berth.Archive;
using Berth.Images;
using Xunit;

namespace Berth.Unit.Images.Hostile;

public sealed class DirectoryTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("berth-unit-");
    private readonly ImageStore _store;

    public DirectoryTests() => _store = ImageStore.Open(new ImageStoreOptions
    {
        DataRoot = _root.FullName,
        Limits = new ArchiveLimits { DirectoryCharacters = 1000 },
    });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StageAsync_MoreDirectoriesThanAreKept_IsRefused()
    {
        var few = new TarBuilder();
        var many = new TarBuilder();
        for (int i = 0; i < 28; i++)
        {
            few.Directory($"{i}/");
            many.Directory($"{i}/").Directory($"{i}/{i}/");
        }

        (await _store.Layers.StageAsync(few.ToStream(), Cancellation)).Dispose();
        ArchiveException e = await Assert.ThrowsAsync<ArchiveException>(() => _store.Layers.StageAsync(many.ToStream(), Cancellation));
        Assert.Equal("archive/tar: the length of all names of directories is over the limit of 1000", e.Message);
    }

    [Fact]
    public async Task StageAsync_ADirectoryTwice_HasTheLastTime()
    {
        TarBuilder archive = new TarBuilder().Pax(("mtime", "1000")).Directory("d/").Pax(("mtime", "2000")).Directory("d/").File("d/f", "");

        using var staged = await _store.Layers.StageAsync(archive.ToStream(), Cancellation);

        Assert.Equal(DateTime.UnixEpoch.AddSeconds(2000), Directory.GetLastWriteTimeUtc(Path.Combine(staged.Files, "d")));
    }

    public void Dispose()
    {
        _store.Dispose();
        _root.Delete(recursive: true);
    }
}
