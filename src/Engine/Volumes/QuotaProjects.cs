using Berth.Linux;

namespace Berth.Engine.Volumes;

/// <summary>
/// Gives directories below the data root a limit of their own. Each is a project (<see cref="ProjectQuota"/>) with a number that no other
/// has: one more than the highest that there is. Nothing is written down but in the filesystem itself.
/// </summary>
internal sealed class QuotaProjects(EnginePaths paths)
{
    // Far from the numbers that people give to projects by hand in /etc/projects.
    private const uint First = 0x4265_0000;

    private readonly Lock _lock = new();
    private uint _last;

    /// <summary>Limits an empty directory.</summary>
    /// <returns>False where the filesystem cannot.</returns>
    public bool TryLimit(Fd directory, long bytes)
    {
        lock (_lock)
        {
            _last = _last == 0 ? Highest() : _last;
            return ProjectQuota.TryLimit(directory, ++_last, bytes);
        }
    }

    private uint Highest() => Directories().Select(Project).Where(static p => p >= First).DefaultIfEmpty(First).Max();

    private IEnumerable<string> Directories() =>
        Below(paths.Volumes).Select(static volume => Path.Combine(volume, "_data")).Concat(Below(paths.Snapshots));

    private static IEnumerable<string> Below(string directory) => Directory.Exists(directory) ? Directory.EnumerateDirectories(directory) : [];

    // One that goes meanwhile, or is half made, has none.
    private static uint Project(string path)
    {
        try
        {
            using Fd directory = Fd.Open(path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW);
            return ProjectQuota.Of(directory);
        }
        catch (LinuxException)
        {
            return 0;
        }
    }
}
