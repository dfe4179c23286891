using System.Security.Cryptography;
using Berth.Linux;
using Berth.Linux.Netlink;

namespace Berth.Network.Networks;

/// <summary>
/// The host's interface that a macvlan or ipvlan network is on: one that is there, a VLAN subinterface of one (<c>eth0.10</c>), or, where
/// none is named, a dummy of the network's own, by which its containers reach each other only. The latter two are made with their first
/// network and go with their last. Whoever calls holds the lock of the socket.
/// </summary>
internal static class VlanParent
{
    private const string Loopback = "lo";
    private const string Passthru = "passthru";
    private const int LongestName = 15;

    /// <summary>Its name.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="id">The network's.</param>
    /// <param name="others">The daemon's other networks.</param>
    /// <exception cref="NetworkException">It cannot be one.</exception>
    public static string NameOf(NetworkRequest request, string id, IEnumerable<NetworkRecord> others)
    {
        var options = VlanOptions.Read(request.Driver, request.Options);
        if (options.Parent is not { } parent)
        {
            return DummyOf(id);
        }

        if (parent == Loopback)
        {
            throw new NetworkException(NetworkErrorKind.InvalidParameter, $"loopback interface is not a valid {request.Driver} parent link");
        }

        if (parent.Length > LongestName)
        {
            throw new NetworkException(NetworkErrorKind.System, $"invalid subinterface vlan name {parent}, example formatting is eth0.10");
        }

        CheckPassthru(options, parent, others);
        return parent;
    }

    /// <summary>Finds the interface of a network, or makes it where it is ours to make.</summary>
    /// <returns>Its number.</returns>
    /// <exception cref="NetworkException">It is not there, or the kernel has none of the kind.</exception>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static int Ensure(NetworkRecord record, RouteSocket routes)
    {
        if (routes.FindLink(record.Interface) is { } link)
        {
            return link.Index;
        }

        if (record.InterfaceIsGiven)
        {
            throw new NetworkException(NetworkErrorKind.System, $"the requested parent interface {record.Interface} was not found on the Docker host");
        }

        return Make(record, routes);
    }

    /// <summary>The kernel says whether it has such interfaces, and on this parent, only when one is made.</summary>
    /// <exception cref="NetworkException">It has none.</exception>
    /// <exception cref="IOException">None on this parent.</exception>
    public static void Try(NetworkRecord record, int parent, RouteSocket routes)
    {
        string name = $"vt{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        var batch = new NetlinkBatch();
        batch.AddVlan(record.Driver, name, parent, VlanOptions.Read(record.Driver, record.Options).Mode);
        Apply(batch, routes, $"the kernel has no {record.Driver} interfaces");
        var delete = new NetlinkBatch();
        delete.DeleteLink(name);
        routes.Apply(delete);
    }

    private static string DummyOf(string id) => $"dm-{id[..12]}";

    /// <summary>A parent is passed through to one network, which has all of it.</summary>
    private static void CheckPassthru(VlanOptions wanted, string parent, IEnumerable<NetworkRecord> others)
    {
        foreach (NetworkRecord other in others.Where(other => other.Driver == NetworkDriver.MacVlan && other.Interface == parent))
        {
            if (wanted.Mode == Passthru)
            {
                throw new NetworkException(
                    NetworkErrorKind.Forbidden, $"cannot use mode passthru, macvlan network {other.Id} is already using parent interface {parent}");
            }

            if (VlanOptions.Read(other.Driver, other.Options).Mode == Passthru)
            {
                throw new NetworkException(
                    NetworkErrorKind.Forbidden, $"macvlan network {other.Id} is already using parent interface {parent} in mode passthru");
            }
        }
    }

    private static int Make(NetworkRecord record, RouteSocket routes)
    {
        string name = record.Interface;
        var batch = new NetlinkBatch();
        if (name == DummyOf(record.Id))
        {
            batch.AddDummy(name);
            Apply(batch, routes, $"a {record.Driver} network without a parent interface (--opt parent=eth0) is on a dummy one, and the kernel has none");
        }
        else
        {
            var vlan = VlanName.Parse(name);
            NetworkInterface below = routes.FindLink(vlan.Parent)
                ?? throw new NetworkException(NetworkErrorKind.System, $"-o parent interface was not found on the host: {vlan.Parent}");
            batch.AddSubinterface(name, below.Index, vlan.Id);
            Apply(batch, routes, $"failed to create {name} vlan link");
        }

        return routes.FindLink(name)?.Index ?? throw new NetworkException(NetworkErrorKind.System, $"interface {name} vanished while it was set up");
    }

    private static void Apply(NetlinkBatch batch, RouteSocket routes, string what)
    {
        try
        {
            routes.Apply(batch);
        }
        catch (NetlinkException e) when (e.Errno is Errno.EOPNOTSUPP)
        {
            throw new NetworkException(NetworkErrorKind.NotImplemented, $"{what}: operation not supported", e);
        }
    }
}
