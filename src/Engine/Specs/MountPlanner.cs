using Berth.EngineApi.Containers;

namespace Berth.Engine.Specs;

/// <summary>From binds, mounts, tmpfs and volumes of a request to the mounts of a container.</summary>
public static class MountPlanner
{
    /// <summary>
    /// The mounts, by destination: (1) those of other containers (<c>VolumesFrom</c>), which any other on the same path replaces, (2)
    /// <c>Binds</c>, (3) <c>Mounts</c>, (4) <c>Tmpfs</c>, none of them twice on a path, then (5) anonymous volumes for the paths in
    /// <c>Volumes</c> that are still free. Only whether the source of a <c>--mount</c>
    /// exists is looked up on the host.
    /// </summary>
    /// <exception cref="Errors.InvalidParameterException">A specification is wrong, or two are for one path.</exception>
    /// <exception cref="Errors.UnsupportedException">A kind of mount that Berth does not have.</exception>
    /// <param name="config">What is run.</param>
    /// <param name="host">How it meets the host.</param>
    /// <param name="taken">The mounts of other containers, in the order in which they were asked for.</param>
    public static IReadOnlyList<ContainerMount> Plan(ContainerConfig config, HostConfig host, IReadOnlyList<ContainerMount>? taken = null)
    {
        var mounts = new MountTable();
        foreach (string bind in host.Binds ?? [])
        {
            mounts.Add(BindSpec.Parse(bind));
        }

        foreach (Mount mount in host.Mounts ?? [])
        {
            mounts.Add(MountSpec.Convert(mount));
        }

        foreach ((string target, string options) in host.Tmpfs ?? new Dictionary<string, string>())
        {
            mounts.Add(TmpfsSpec.Parse(target, options));
        }

        mounts.AddBelow(taken ?? []);
        foreach (string path in config.Volumes?.Keys ?? [])
        {
            mounts.AddUnlessTaken(BindSpec.Anonymous(path, path));
        }

        return mounts.All;
    }

    private sealed class MountTable
    {
        private readonly Dictionary<string, ContainerMount> _mounts = new(StringComparer.Ordinal);

        public IReadOnlyList<ContainerMount> All => [.. _mounts.Values.OrderBy(m => m.Destination, StringComparer.Ordinal)];

        public void Add(ContainerMount mount)
        {
            if (!_mounts.TryAdd(mount.Destination, mount))
            {
                throw new Errors.InvalidParameterException($"Duplicate mount point: {mount.Destination}");
            }
        }

        /// <summary>Those that no other replaces; of two on one path the later one.</summary>
        public void AddBelow(IReadOnlyList<ContainerMount> taken)
        {
            foreach (ContainerMount mount in taken.Reverse())
            {
                AddUnlessTaken(mount);
            }
        }

        public void AddUnlessTaken(ContainerMount mount) => _mounts.TryAdd(mount.Destination, mount);
    }
}
