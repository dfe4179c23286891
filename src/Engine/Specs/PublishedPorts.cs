using System.Net;
using Berth.Engine.Errors;
using Berth.EngineApi.Containers;
using PortBinding = Berth.Network.Ports.PortBinding;

namespace Berth.Engine.Specs;

/// <summary>From a request's port bindings and exposed ports to what the network is asked to publish.</summary>
public static class PublishedPorts
{
    /// <summary>
    /// The bindings of a container, by port, then in the order of the request; none where the container has no network of its
    /// own. A binding without a host port gets an ephemeral one.
    /// </summary>
    /// <exception cref="InvalidParameterException">A port or an address is not right.</exception>
    public static IReadOnlyList<PortBinding> Of(ContainerConfig config, HostConfig host) =>
        NamespaceMode.Network(host.NetworkMode).Owner == NamespaceOwner.Private ? All(config, host) : [];

    /// <summary>The same, whatever the network.</summary>
    internal static IReadOnlyList<PortBinding> All(ContainerConfig config, HostConfig host)
    {
        var ports = new List<PortBinding>();
        var bound = new HashSet<PortSpec>();
        foreach ((string key, IReadOnlyList<EngineApi.Containers.PortBinding>? bindings) in host.PortBindings ?? NoBindings)
        {
            PortSpec port = PortSpec.Parse(key);
            foreach (EngineApi.Containers.PortBinding binding in bindings ?? [])
            {
                bound.Add(port);
                ports.Add(Bind(port, binding));
            }
        }

        if (host.PublishAllPorts)
        {
            ports.AddRange(Exposed(config).Where(port => !bound.Contains(port))
                .Select(port => new PortBinding { ContainerPort = port.Port, Protocol = port.Protocol }));
        }

        return [.. ports.OrderBy(p => p.Protocol).ThenBy(p => p.ContainerPort)];
    }

    /// <summary>The ports that a container exposes, published or not.</summary>
    /// <exception cref="InvalidParameterException">One is no port.</exception>
    public static IReadOnlyList<PortSpec> Exposed(ContainerConfig config) =>
        [.. (config.ExposedPorts?.Keys ?? []).SelectMany(PortSpec.ParseRange).Distinct()];

    private static readonly Dictionary<string, IReadOnlyList<EngineApi.Containers.PortBinding>?> NoBindings = [];

    private static PortBinding Bind(PortSpec port, EngineApi.Containers.PortBinding binding)
    {
        IPAddress? address = null;
        if (binding.HostIp.Length > 0 && !IPAddress.TryParse(binding.HostIp, out address))
        {
            throw new InvalidParameterException($"invalid IP address: {binding.HostIp}");
        }

        (ushort first, ushort last) = binding.HostPort is "" or "0" ? default : PortSpec.Range(binding.HostPort, binding.HostPort);
        return new PortBinding
        {
            ContainerPort = port.Port,
            Protocol = port.Protocol,
            HostIP = address,
            HostPort = first,
            HostPortEnd = last,
        };
    }
}
