using Berth.Engine.Specs;
using Berth.EngineApi.Containers;

namespace Berth.Engine.Containers.Listing;

/// <summary>A container's ports, as a listing and as inspect show them.</summary>
internal static class ContainerPorts
{
    /// <summary>Published ports with the host's side, exposed ones without.</summary>
    public static IReadOnlyList<Port> List(ContainerRecord record)
    {
        if (record.Sandbox is not { } sandbox)
        {
            return [];
        }

        IEnumerable<Port> published = sandbox.Ports.Select(p =>
            new Port { IP = p.HostIP, PrivatePort = p.ContainerPort, PublicPort = p.HostPort, Type = p.Protocol });
        return [.. Exposed(record, sandbox).Select(e => new Port { PrivatePort = e.Port, Type = Protocol(e) }), .. published];
    }

    /// <summary>By <c>port/protocol</c>; null for what is exposed and not published.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<PortBinding>?> Map(ContainerRecord record)
    {
        var map = new SortedDictionary<string, IReadOnlyList<PortBinding>?>(StringComparer.Ordinal);
        if (record.Sandbox is not { } sandbox)
        {
            return map;
        }

        foreach (IGrouping<string, EndpointPort> port in sandbox.Ports.GroupBy(p => p.Key))
        {
            map[port.Key] = [.. port.Select(p => new PortBinding
            {
                HostIp = p.HostIP,

                // A routed network takes no port of the host's.
                HostPort = p.HostPort == 0 ? "" : p.HostPort.ToString(System.Globalization.CultureInfo.InvariantCulture),
            })];
        }

        foreach (PortSpec exposed in Exposed(record, sandbox))
        {
            map[exposed.ToString()] = null;
        }

        return map;
    }

    private static IEnumerable<PortSpec> Exposed(ContainerRecord record, ContainerSandbox sandbox)
    {
        HashSet<string> published = [.. sandbox.Ports.Select(p => p.Key)];
        return (record.Config.ExposedPorts?.Keys ?? [])
            .SelectMany(PortSpec.ParseRange)
            .Where(p => !published.Contains(p.ToString()));
    }

    private static string Protocol(PortSpec port) => port.Protocol.ToString().ToLowerInvariant();
}
