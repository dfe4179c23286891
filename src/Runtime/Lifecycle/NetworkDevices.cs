using System.Globalization;
using Berth.Linux;
using Berth.Linux.Netlink;
using Berth.Oci.Runtime;

namespace Berth.Runtime;

/// <summary>
/// Moves interfaces of the host into the container's network namespace (config-linux.md, "Network Devices"): with their permanent addresses
/// of global scope, and up. From then on they are the container's; the kernel returns hardware, and destroys what is virtual, when the
/// namespace ends. Only a create that fails afterwards brings them back.
/// </summary>
internal sealed class NetworkDevices(IReadOnlyDictionary<string, LinuxNetDevice>? devices) : IDisposable
{
    private readonly List<Moved> _moved = [];
    private Fd? _host;
    private Fd? _container;

    /// <exception cref="RuntimeException">An interface is not there, its name is taken, or the kernel does not let it go.</exception>
    public void Move(int pid)
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/ns/net");
        if (new FileInfo(path).LinkTarget == new FileInfo("/proc/self/ns/net").LinkTarget)
        {
            throw new RuntimeException("linux.netDevices: the container's network namespace is the runtime's own");
        }

        _host = NetworkNamespace.OpenCurrent();
        _container = Fd.Open(path, OpenFlags.O_RDONLY);
        using RouteSocket host = RouteSocket.Open();
        using RouteSocket inside = OpenInContainer();
        foreach ((string name, LinuxNetDevice? device) in devices!)
        {
            try
            {
                MoveOne(host, inside, name, string.IsNullOrEmpty(device?.Name) ? name : device.Name);
            }
            catch (NetlinkException e)
            {
                throw new RuntimeException($"linux.netDevices[{name}]: {e.Message}", cause: e);
            }
        }
    }

    /// <summary>Brings back what was moved, as far as the kernel lets it; the container is dead.</summary>
    public void Return()
    {
        if (_moved.Count == 0)
        {
            return;
        }

        using RouteSocket host = RouteSocket.Open();
        using RouteSocket inside = OpenInContainer();
        foreach (Moved device in _moved)
        {
            try
            {
                Transfer(inside, _host!, device.Index, device.Name);
                if (host.FindLink(device.Name) is { } link)
                {
                    Restore(host, link.Index, device.Addresses, device.WasUp);
                }
            }
            catch (NetlinkException e)
            {
                RuntimeLog.Warning($"interface {device.Name} does not come back: {e.Message}");
            }
        }
    }

    public void Dispose()
    {
        _host?.Dispose();
        _container?.Dispose();
    }

    private void MoveOne(RouteSocket host, RouteSocket inside, string name, string newName)
    {
        NetworkInterface link = host.FindLink(name) ?? throw new RuntimeException($"linux.netDevices[{name}]: there is no such interface");
        bool numbered = newName.Contains('%', StringComparison.Ordinal);
        if (!numbered && inside.FindLink(newName) is not null)
        {
            throw new RuntimeException($"linux.netDevices[{name}]: the container has an interface {newName} already");
        }

        // First of all: an interface that goes down loses its addresses of IPv6.
        InterfaceAddress[] addresses = [.. host.AddressesOf(link.Index).Where(a => a.IsPermanent && a.IsGlobal)];
        HashSet<int> before = [.. inside.Links().Select(l => l.Index)];
        Transfer(host, _container!, link.Index, newName);
        NetworkInterface arrived = inside.Links().First(l => !before.Contains(l.Index));
        _moved.Add(new Moved(name, arrived.Index, addresses, link.IsUp));
        Restore(inside, arrived.Index, addresses, up: true);
    }

    private static void Transfer(RouteSocket from, Fd target, int index, string name)
    {
        var request = new NetlinkBatch();
        request.MoveLink(index, target, name);
        from.Apply(request);
    }

    private static void Restore(RouteSocket socket, int index, IReadOnlyList<InterfaceAddress> addresses, bool up)
    {
        var request = new NetlinkBatch();
        foreach (InterfaceAddress address in addresses)
        {
            request.AddAddress(index, address);
        }

        if (up)
        {
            request.SetUp(index);
        }

        if (request.Count > 0)
        {
            socket.Apply(request);
        }
    }

    // A socket stays in the namespace in which it was made.
    private RouteSocket OpenInContainer()
    {
        NetworkNamespace.Enter(_container!);
        try
        {
            return RouteSocket.Open();
        }
        finally
        {
            NetworkNamespace.Enter(_host!);
        }
    }

    private sealed record Moved(string Name, int Index, IReadOnlyList<InterfaceAddress> Addresses, bool WasUp);
}
