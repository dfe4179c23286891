using System.Security.Cryptography;
using Berth.Linux;
using Berth.Linux.Netlink;

namespace Berth.Network.Networks;

/// <summary>The host's interface that macvlan and ipvlan networks are on.</summary>
internal static class VlanParent
{
    /// <returns>Its name; empty: none is needed.</returns>
    /// <exception cref="NetworkException">It is not there, or cannot be one; or the kernel has no such networks.</exception>
    public static string Check(NetworkRequest request, VlanOptions options, RouteSocket routes)
    {
        if (options.Parent is null)
        {
            throw new NetworkException(
                NetworkErrorKind.NotImplemented, $"a {request.Driver} network needs a parent interface (--opt parent=eth0): networks on a dummy interface are not supported");
        }

        if (options.Parent == "lo")
        {
            throw new NetworkException(NetworkErrorKind.InvalidParameter, $"loopback interface is not a valid {request.Driver} parent link");
        }

        if (options.Parent.Length > 15 || routes.FindLink(options.Parent) is not { } parent)
        {
            throw new NetworkException(
                NetworkErrorKind.System,
                options.Parent.Contains('.', StringComparison.Ordinal)
                    ? $"interface {options.Parent} is not there, and making VLAN subinterfaces is not supported: make it first"
                    : $"invalid subinterface vlan name {options.Parent}, example formatting is eth0.10");
        }

        Try(request, options, parent, routes);
        return options.Parent;
    }

    /// <summary>The kernel says whether it has such interfaces, and on this parent, only when one is made.</summary>
    private static void Try(NetworkRequest request, VlanOptions options, NetworkInterface parent, RouteSocket routes)
    {
        string name = $"vt{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        var batch = new NetlinkBatch();
        batch.AddVlan(request.Driver, name, parent.Index, options.Mode);
        try
        {
            routes.Apply(batch);
        }
        catch (NetlinkException e) when (e.Errno is Errno.EOPNOTSUPP)
        {
            throw new NetworkException(NetworkErrorKind.NotImplemented, $"the kernel has no {request.Driver} interfaces: operation not supported", e);
        }

        var delete = new NetlinkBatch();
        delete.DeleteLink(name);
        routes.Apply(delete);
    }
}
