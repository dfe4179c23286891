using System.Globalization;
using Berth.Engine.Errors;
using Berth.Engine.Monitors;
using Berth.Engine.Specs;
using Berth.Engine.Users;
using Berth.Linux;
using Berth.Linux.Netlink;

namespace Berth.Engine.Containers.Starting;

/// <summary>
/// User namespaces of containers (<c>userns-remap</c>), below <c>EXEC_ROOT/userns</c>: one for each container, made before its network
/// so that it owns that; and one whose maps the layers of all are mounted with. Why: docs/decisions/0027.
/// </summary>
internal sealed class UserNamespaces(IdRemap? remap, EnginePaths paths, MonitorSpawner spawner, ContainerIndex containers)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const string Layers = "layers";

    // A failure is not kept: what was in the way may be gone at the next start.
    private readonly Lazy<Fd?> _layers = new(() => MakeForLayers(remap, paths, spawner), LazyThreadSafetyMode.PublicationOnly);

    public bool Remaps => remap is not null;

    /// <summary>The namespace whose maps the container's layers and volumes are mounted with; null: none, they are seen as they are.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public Fd? LayersOf(ContainerRecord record) => UserNamespaceRules.IsRemapped(record.HostConfig, Remaps) ? _layers.Value : null;

    /// <summary>Who root of the container is on the host.</summary>
    public (uint User, uint Group) RootOf(ContainerRecord record) =>
        UserNamespaceRules.IsRemapped(record.HostConfig, Remaps) ? remap!.Root : (0, 0);

    /// <summary>The container's namespace: that of the container whose namespaces it joins, else a new one. Null where it is the host's.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="EngineException">The container to join does not run, or is in the host's.</exception>
    public UserNamespace? Prepare(ContainerRecord record)
    {
        if (!UserNamespaceRules.IsRemapped(record.HostConfig, Remaps))
        {
            return null;
        }

        if (Donor(record) is { } other)
        {
            return Join(containers.Get(other), record);
        }

        string file = Path.Combine(paths.UserNamespaces, record.Id);
        Clear(paths, file);
        return new UserNamespace(file, remap!, MakeNetwork(record, file, exists: false), isOwn: true);
    }

    /// <summary>Makes a network namespace that the user namespace owns, and that one where it is not there.</summary>
    private Fd MakeNetwork(ContainerRecord record, string userFile, bool exists)
    {
        string network = Path.Combine(paths.UserNamespaces, $"{record.Id}.net");
        Clear(paths, network);
        spawner.MakeNamespaces(remap!.Users, remap.Groups, userFile, network, exists);
        try
        {
            return Fd.Open(network, OpenFlags.O_RDONLY);
        }
        finally
        {
            NetworkNamespace.Unpin(network);
        }
    }

    /// <summary>After a start of the daemon: takes away what an earlier one left.</summary>
    public void RemoveLeftovers()
    {
        foreach (string file in Directory.Exists(paths.UserNamespaces) ? Directory.GetFiles(paths.UserNamespaces) : [])
        {
            NetworkNamespace.Unpin(file);
        }
    }

    private UserNamespace Join(Container donor, ContainerRecord record)
    {
        // What one container has of another's belongs to that one's user namespace: outside of it, it could not use it.
        string path = string.Create(CultureInfo.InvariantCulture, $"/proc/{donor.State.Pid}/ns/user");
        if (!donor.State.IsAlive)
        {
            throw new ConflictException($"failed to join user namespace: container {donor.Id} is not running");
        }

        if (!UserNamespaceRules.IsRemapped(donor.Record.HostConfig, Remaps))
        {
            throw new InvalidParameterException(
                $"failed to join user namespace: container {donor.Id} is in the host's: use --userns=host to share its namespaces");
        }

        Fd? network = NetworkJoiner.IsBridged(record) ? MakeNetwork(record, path, exists: true) : null;
        return new UserNamespace(path, remap!, network, isOwn: false);
    }

    /// <summary>The container of which this one has a namespace, by name or ID.</summary>
    private static string? Donor(ContainerRecord record) =>
        NamespaceMode.Network(record.NetworkMode).Container
        ?? NamespaceMode.Pid(record.HostConfig.PidMode).Container
        ?? NamespaceMode.Ipc(record.HostConfig.IpcMode).Container;

    private static Fd? MakeForLayers(IdRemap? remap, EnginePaths paths, MonitorSpawner spawner)
    {
        if (remap is null)
        {
            return null;
        }

        string file = Path.Combine(paths.UserNamespaces, $"{Layers}.{Environment.CurrentManagedThreadId}");
        Clear(paths, file);
        spawner.MakeNamespaces([.. IdRemap.WithEngine(remap.Users)], [.. IdRemap.WithEngine(remap.Groups)], file, null);
        try
        {
            return Fd.Open(file, OpenFlags.O_RDONLY);
        }
        finally
        {
            NetworkNamespace.Unpin(file);
        }
    }

    private static void Clear(EnginePaths paths, params ReadOnlySpan<string> files)
    {
        Directory.CreateDirectory(paths.UserNamespaces, OwnerOnly);
        foreach (string file in files)
        {
            if (File.Exists(file))
            {
                NetworkNamespace.Unpin(file);
            }
        }
    }
}
