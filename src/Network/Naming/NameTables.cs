using System.Net;
using Berth.Dns.Names;
using Berth.Network.Endpoints;
using Berth.Network.Networks;
using Berth.Network.Sandboxes;

namespace Berth.Network.Naming;

/// <summary>
/// Keeps the files that the monitors answer names from (<see cref="NameFiles"/>) as the sandboxes are. All of it can be made again from the
/// sandboxes' records. The default bridge has no names, as with docker. Thread-safe.
/// </summary>
internal sealed class NameTables
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly string s_nameless = NetworkRecord.PredefinedId(NetworkRecord.DefaultName);

    private readonly Lock _gate = new();
    private readonly Func<string, string> _netnsPath;

    /// <summary>By network ID, in the order in which containers came.</summary>
    private readonly Dictionary<string, List<(string ContainerId, NamedEndpoint Endpoint)>> _networks = new(StringComparer.Ordinal);

    /// <param name="execRoot">The daemon's.</param>
    /// <param name="netnsPath">The file of a container's network namespace.</param>
    public NameTables(string execRoot, Func<string, string> netnsPath)
    {
        Root = Path.Combine(execRoot, "network", "dns");
        _netnsPath = netnsPath;
        Directory.CreateDirectory(Root, OwnerOnly);
        Directory.CreateDirectory(NameFiles.ContainersDirectory(Root), OwnerOnly);
        Directory.CreateDirectory(NameFiles.NetworksDirectory(Root), OwnerOnly);
    }

    /// <summary><c>EXEC_ROOT/network/dns</c></summary>
    public string Root { get; }

    /// <summary>Makes a container's names what its record says, in all networks; before as after, whatever changed.</summary>
    public void Publish(SandboxRecord sandbox)
    {
        lock (_gate)
        {
            Write(NameFiles.Container(Root, sandbox.ContainerId), Describe(sandbox).Render());
            Dictionary<string, EndpointRecord> endpoints = Named(sandbox).ToDictionary(static endpoint => endpoint.NetworkId, StringComparer.Ordinal);
            foreach (string network in _networks.Keys.Union(endpoints.Keys).ToArray())
            {
                if (Set(network, sandbox.ContainerId, endpoints.TryGetValue(network, out EndpointRecord? endpoint) ? NamesOf(endpoint) : null))
                {
                    Write(network);
                }
            }
        }
    }

    /// <summary>Nobody finds the container any more, and it finds nobody.</summary>
    public void Withdraw(string containerId)
    {
        lock (_gate)
        {
            File.Delete(NameFiles.Container(Root, containerId));
            foreach (string network in _networks.Keys.ToArray())
            {
                if (Set(network, containerId, null))
                {
                    Write(network);
                }
            }
        }
    }

    /// <summary>
    /// After a start of the daemon: these containers, and no others. A table is written when it is whole, for it is asked from all the while.
    /// </summary>
    public void Restore(IReadOnlyCollection<SandboxRecord> sandboxes)
    {
        lock (_gate)
        {
            foreach (SandboxRecord sandbox in sandboxes)
            {
                foreach (EndpointRecord endpoint in Named(sandbox))
                {
                    Set(endpoint.NetworkId, sandbox.ContainerId, NamesOf(endpoint));
                }
            }

            foreach (string network in _networks.Keys.ToArray())
            {
                Write(network);
            }

            foreach (SandboxRecord sandbox in sandboxes)
            {
                Write(NameFiles.Container(Root, sandbox.ContainerId), Describe(sandbox).Render());
            }

            RemoveOthers(NameFiles.ContainersDirectory(Root), [.. sandboxes.Select(static sandbox => sandbox.ContainerId)]);
            RemoveOthers(NameFiles.NetworksDirectory(Root), [.. _networks.Keys]);
        }
    }

    private static IEnumerable<EndpointRecord> Named(SandboxRecord sandbox) =>
        GatewayOrder.Sort(sandbox.Endpoints).Where(static endpoint => endpoint.NetworkId != s_nameless);

    private static NamedEndpoint NamesOf(EndpointRecord endpoint) =>
        new(endpoint.Names, [.. new[] { endpoint.IPv4Number, endpoint.IPv6Number }.OfType<IPAddress>()]);

    private ContainerNames Describe(SandboxRecord sandbox) => new()
    {
        NamespacePath = _netnsPath(sandbox.ContainerId),
        Servers = [.. sandbox.Naming.Servers.Take(ContainerNames.MaxServers).Select(IPAddress.Parse)],
        HasDotsOption = sandbox.Naming.HasDotsOption,
        IsInternal = sandbox.Endpoints.Count > 0 && sandbox.Endpoints.All(static endpoint => endpoint.Internal),
        Networks =
        [
            .. Named(sandbox).Select(static endpoint => new NetworkReference(endpoint.NetworkId, endpoint.NetworkName)
            {
                Links = [.. endpoint.Links.Select(static link => (link.Alias, link.Target))],
            }),
        ],
    };

    /// <summary>Changes a table in memory; false: it is as before.</summary>
    private bool Set(string network, string containerId, NamedEndpoint? endpoint)
    {
        List<(string ContainerId, NamedEndpoint Endpoint)> table = _networks.TryGetValue(network, out var found) ? found : _networks[network] = [];
        int index = table.FindIndex(entry => entry.ContainerId == containerId);
        if (index < 0 && endpoint is null)
        {
            return false;
        }

        if (endpoint is null)
        {
            table.RemoveAt(index);
        }
        else if (index < 0)
        {
            table.Add((containerId, endpoint));
        }
        else
        {
            table[index] = (containerId, endpoint);
        }

        return true;
    }

    private void Write(string network)
    {
        List<(string ContainerId, NamedEndpoint Endpoint)> table = _networks[network];
        if (table.Count == 0)
        {
            _networks.Remove(network);
            File.Delete(NameFiles.Network(Root, network));
            return;
        }

        Write(NameFiles.Network(Root, network), NetworkNamesFile.Render(table.Select(static entry => entry.Endpoint)));
    }

    private static void RemoveOthers(string directory, HashSet<string> known)
    {
        foreach (string path in Directory.EnumerateFiles(directory))
        {
            if (!known.Contains(Path.GetFileName(path)))
            {
                File.Delete(path);
            }
        }
    }

    /// <summary>Readers see the old file or the new one.</summary>
    private static void Write(string path, string content)
    {
        File.WriteAllText($"{path}.new", content);
        File.Move($"{path}.new", path, overwrite: true);
    }
}
