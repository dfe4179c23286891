using Berth.Content;
using Berth.Engine.Containers;
using Berth.Images;
using Berth.Linux;

namespace Berth.Engine;

/// <summary>
/// A data root in use: one daemon's alone, and of a version that this engine knows. Older state is brought up to date as it is opened
/// (<see cref="MetadataDatabase.Migrate"/>); newer state is refused before anything of it is touched.
/// <code>
/// DATA_ROOT/lock      held (flock) as long as the daemon lives
/// DATA_ROOT/berth.db  schema_versions: library, version
/// </code>
/// </summary>
internal sealed class DataRoot : IDisposable
{
    private readonly Fd _lock;

    private DataRoot(Fd @lock, MetadataDatabase database)
    {
        _lock = @lock;
        Database = database;
    }

    public MetadataDatabase Database { get; }

    /// <exception cref="IOException">Another daemon uses it.</exception>
    /// <exception cref="InvalidOperationException">A newer version has written to it.</exception>
    public static DataRoot Open(string path)
    {
        Fd taken = FileLock.TryAcquire(Path.Combine(path, "lock"), isShared: false)
            ?? throw new IOException($"the data root {path} is in use by another daemon");
        MetadataDatabase? database = null;
        try
        {
            database = MetadataDatabase.Open(path);
            database.RefuseNewer(new Dictionary<string, int>
            {
                [ImageStore.Library] = ImageStore.Version,
                [ContainerStore.Library] = ContainerStore.Version,
            });
            return new DataRoot(taken, database);
        }
        catch
        {
            database?.Dispose();
            taken.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Database.Dispose();
        _lock.Dispose();
    }
}
