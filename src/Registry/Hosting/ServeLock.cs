using Berth.Linux;

namespace Berth.Registry.Hosting;

/// <summary>
/// Says that a data directory is being served. One registry at a time, unless each of them was told to share; the commands for accounts and collections
/// do not ask for it and work meanwhile. The kernel lets go of it when the process ends, however it ends.
/// </summary>
internal sealed class ServeLock : IDisposable
{
    public const string FileName = "serve.lock";

    private readonly Fd _file;

    private ServeLock(Fd file) => _file = file;

    /// <exception cref="IOException">Another registry serves the directory.</exception>
    public static ServeLock Take(string dataRoot, bool isShared)
    {
        string path = Path.Combine(dataRoot, FileName);
        return FileLock.TryAcquire(path, isShared) is { } file
            ? new ServeLock(file)
            : throw new IOException($"another berth-registry serves {dataRoot}; to have several do so, give each of them --share-data");
    }

    public void Dispose() => _file.Dispose();
}
