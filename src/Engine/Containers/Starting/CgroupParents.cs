using Berth.Engine.Specs;
using Berth.Runtime.Cgroups;

namespace Berth.Engine.Containers.Starting;

/// <summary>
/// The cgroups that containers ask to be put below (<c>CgroupParent</c>): made when the first of them starts, and taken away after the last
/// has ended, where nobody else has made them or put something there. dockerd and runc leave them for ever. The parent of containers
/// that ask for none stays, as <c>/docker</c> does.
/// </summary>
internal sealed class CgroupParents
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _held = new(StringComparer.Ordinal);

    /// <summary>A container that starts: its parent is there afterwards, and stays until <see cref="Release"/>.</summary>
    /// <exception cref="Runtime.RuntimeException">The parent cannot be made.</exception>
    public void Prepare(ContainerRecord record)
    {
        if (Asked(record) is not { } path)
        {
            return;
        }

        lock (_lock)
        {
            _held[record.Id] = path;
            CgroupParent.Make(path);
        }
    }

    /// <summary>A container that runs already, from an earlier daemon.</summary>
    public void Hold(ContainerRecord record)
    {
        if (Asked(record) is { } path)
        {
            lock (_lock)
            {
                _held[record.Id] = path;
            }
        }
    }

    /// <summary>A container that has ended, or did not start.</summary>
    public void Release(ContainerRecord record)
    {
        if (Asked(record) is not { } path)
        {
            return;
        }

        lock (_lock)
        {
            _held.Remove(record.Id);
            CgroupParent.Remove(path, IsWanted);
        }
    }

    private static string? Asked(ContainerRecord record) => ParentCgroup.Of(record.HostConfig) is { Length: > 0 } path && path != ParentCgroup.Default ? path : null;

    private bool IsWanted(string path) => path == ParentCgroup.Default || _held.Values.Any(held => IsAtOrBelow(held, path));

    private static bool IsAtOrBelow(string held, string path) =>
        held.StartsWith(path, StringComparison.Ordinal) && (held.Length == path.Length || held[path.Length] == '/');
}
