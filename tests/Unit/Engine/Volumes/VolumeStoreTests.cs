using Berth.Engine;
using Berth.Engine.Volumes;
using Xunit;

namespace Berth.Unit.Engine.Volumes;

public sealed class VolumeStoreTests : IDisposable
{
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("berth-unit-");
    private readonly VolumeStore _store;

    public VolumeStoreTests() => _store = new VolumeStore(new EnginePaths(_temporary.FullName, _temporary.FullName));

    [Fact]
    public void Names_NamedAndAnonymous_AreToldApart()
    {
        _store.Ensure("named", anonymous: false);
        _store.Ensure("without", anonymous: true);

        Assert.Equal(["named", "without"], _store.Names());
        Assert.Equal((false, true), (_store.IsAnonymous("named"), _store.IsAnonymous("without")));
    }

    [Fact]
    public void RemoveUnused_HeldOrUsed_Stays()
    {
        using (var hold = new VolumeHold(_store))
        {
            File.WriteAllText(Path.Combine(hold.Ensure("data", anonymous: false), "file"), "x");
            Assert.False(_store.RemoveUnused("data", static () => false));
        }

        Assert.False(_store.RemoveUnused("data", static () => true));
        Assert.True(_store.RemoveUnused("data", static () => false));
        Assert.False(_store.RemoveUnused("data", static () => false));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_temporary.FullName, "volumes")));
    }

    [Fact]
    public void RemoveLeftovers_HalfRemovedVolume_IsGone()
    {
        _store.Ensure("data", anonymous: false);
        Directory.Move(Path.Combine(_temporary.FullName, "volumes", "data"), Path.Combine(_temporary.FullName, "volumes", ".going"));

        Assert.Empty(_store.Names());
        _store.RemoveLeftovers();

        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_temporary.FullName, "volumes")));
    }

    public void Dispose() => _temporary.Delete(recursive: true);
}
