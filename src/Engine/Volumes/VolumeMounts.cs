using System.Collections.Concurrent;
using Berth.Engine.Errors;
using Berth.Linux;

namespace Berth.Engine.Volumes;

/// <summary>
/// Which containers that run use which volume. A volume with options is mounted when the first of them comes and unmounted when the last
/// one is gone. Nothing of it is written down: after a start of the daemon the users are those containers that still run, and a mount without any goes.
/// </summary>
internal sealed class VolumeMounts(VolumeStore store)
{
    private readonly ConcurrentDictionary<string, Use> _uses = new(StringComparer.Ordinal);

    /// <summary>Says that somebody uses a volume from now on; saying it again is no error.</summary>
    /// <param name="name">The volume.</param>
    /// <param name="user">The container.</param>
    /// <exception cref="NotFoundException">It is gone.</exception>
    /// <exception cref="ContainerFailedException">What it shall show could not be mounted.</exception>
    public void Attach(string name, string user)
    {
        Use use = _uses.GetOrAdd(name, static _ => new Use());
        lock (use.Gate)
        {
            VolumeRecord record = store.Find(name) ?? throw new NotFoundException($"get {name}: no such volume");
            LocalOptions options = LocalOptions.Parse(record.Options);
            if (options.NeedsMount && use.Users.Count == 0)
            {
                // An unmount that failed, or a daemon's end between two steps, must not leave the old files on top.
                PlainMount.UnmountAll(store.DataOf(name));
                LocalMount.Mount(options, store.DataOf(name));
                use.IsMounted = true;
                Failpoint.Hit("volume.mounted");
            }

            use.Users.Add(user);
        }
    }

    /// <summary>Says that somebody uses a volume no more; one that did not is no error.</summary>
    /// <returns>Whether they did.</returns>
    public bool Detach(string name, string user)
    {
        if (!_uses.TryGetValue(name, out Use? use))
        {
            return false;
        }

        lock (use.Gate)
        {
            bool used = use.Users.Remove(user);
            if (use.IsMounted && use.Users.Count == 0)
            {
                use.IsMounted = false;
                PlainMount.UnmountAll(store.DataOf(name));
                Failpoint.Hit("volume.unmounted");
            }

            return used;
        }
    }

    /// <summary>After a start of the daemon: these are the users, and whatever else is mounted on a volume is an earlier daemon's.</summary>
    /// <param name="users">A volume and a container that runs with it, for each such pair.</param>
    public void Restore(IEnumerable<(string Volume, string User)> users)
    {
        foreach ((string volume, string user) in users)
        {
            Use use = _uses.GetOrAdd(volume, static _ => new Use());
            lock (use.Gate)
            {
                use.Users.Add(user);
                use.IsMounted |= PlainMount.IsMounted(store.DataOf(volume));
            }
        }

        foreach (string name in store.Names().Where(name => !_uses.ContainsKey(name)))
        {
            PlainMount.UnmountAll(store.DataOf(name));
        }
    }

    private sealed class Use
    {
        public Lock Gate { get; } = new();

        public HashSet<string> Users { get; } = new(StringComparer.Ordinal);

        public bool IsMounted { get; set; }
    }
}
