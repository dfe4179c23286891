using Berth.Engine;
using Berth.Engine.Errors;
using Berth.Engine.Events;
using Berth.Engine.Volumes;
using Xunit;

namespace Berth.Unit.Engine.Volumes;

public sealed class VolumeStoreTests : IDisposable
{
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("berth-unit-");
    private readonly VolumeStore _store;

    public VolumeStoreTests() => _store = Open();

    private string Root => Path.Combine(_temporary.FullName, "volumes");

    [Fact]
    public void Find_AfterEnsure_IsWhatWasAskedFor()
    {
        Assert.True(_store.Ensure("named", new VolumeRecord
        {
            Labels = new Dictionary<string, string> { ["a"] = "b" },
            Options = new Dictionary<string, string> { ["type"] = "tmpfs", ["device"] = "tmpfs" },
        }));
        Assert.True(_store.Ensure("without", VolumeRecord.Anonymous));

        VolumeRecord? named = Open().Find("named");
        Assert.Equal(["named", "without"], _store.Names());
        Assert.Equal("b", named?.Labels?["a"]);
        Assert.Equal("tmpfs", named?.Options?["device"]);
        Assert.Equal((false, true), (named?.IsAnonymous, _store.Find("without")?.IsAnonymous));
        Assert.Null(_store.Find("other"));
        Assert.Null(_store.Find("../volumes"));
    }

    [Fact]
    public void Ensure_OneThatIsThere_KeepsItsOwn()
    {
        _store.Ensure("data", new VolumeRecord { Labels = new Dictionary<string, string> { ["a"] = "b" } });

        Assert.False(_store.Ensure("data", new VolumeRecord()));
        Assert.Equal("b", _store.Find("data")?.Labels?["a"]);
        Assert.Equal(["data"], Directory.EnumerateFileSystemEntries(Root).Select(Path.GetFileName));
    }

    [Fact]
    public void Find_OfEarlierVersions_IsReadByItsMark()
    {
        Directory.CreateDirectory(Path.Combine(Root, "named", "_data"));
        Directory.CreateDirectory(Path.Combine(Root, "unnamed", "_data"));
        File.WriteAllText(Path.Combine(Root, "unnamed", "anonymous"), "");

        Assert.Equal((false, true), (_store.Find("named")?.IsAnonymous, _store.Find("unnamed")?.IsAnonymous));
        Assert.False(_store.Ensure("named", VolumeRecord.Anonymous));
    }

    [Theory]
    [InlineData("{\"Version\":99}")]
    [InlineData("{\"Version\":1,")]
    public void Find_OfNewerVersionOrDamaged_IsRefused(string json)
    {
        _store.Ensure("data", new VolumeRecord());
        File.WriteAllText(Path.Combine(Root, "data", "volume.json"), json);

        Assert.Throws<UnavailableException>(() => _store.Find("data"));
    }

    [Fact]
    public void RemoveUnused_HeldOrUsed_Stays()
    {
        using (var hold = new VolumeHold(_store))
        {
            hold.Ensure("data", new VolumeRecord());
            File.WriteAllText(Path.Combine(_store.DataOf("data"), "file"), "x");
            Assert.False(_store.RemoveUnused("data", static () => false));
        }

        Assert.False(_store.RemoveUnused("data", static () => true));
        Assert.True(_store.RemoveUnused("data", static () => false));
        Assert.False(_store.RemoveUnused("data", static () => false));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Root));
    }

    [Fact]
    public void RemoveLeftovers_HalfRemovedVolume_IsGone()
    {
        _store.Ensure("data", new VolumeRecord());
        Directory.Move(Path.Combine(Root, "data"), Path.Combine(Root, ".going"));

        Assert.Empty(_store.Names());
        _store.RemoveLeftovers();

        Assert.Empty(Directory.EnumerateFileSystemEntries(Root));
    }

    public void Dispose() => _temporary.Delete(recursive: true);

    private VolumeStore Open()
    {
        var paths = new EnginePaths(_temporary.FullName, _temporary.FullName);
        return new VolumeStore(paths, new QuotaProjects(paths), new EventBus(TimeProvider.System), TimeProvider.System);
    }
}
