using System.Net;
using Berth.Network.Endpoints;
using Berth.Network.Networks;
using Berth.Network.Ports;
using Berth.Network.Sandboxes;

namespace Berth.Network;

public sealed partial class NetworkController
{
    private const string RoutedMode = "routed";

    /// <summary>The network of a container's default route has its ports, in each family; one without a way out has none.</summary>
    private List<AllocatedPort> AllocatePorts(SandboxRequest request, List<EndpointRecord> endpoints)
    {
        try
        {
            return _ports.Allocate(request.Ports, TargetOf(endpoints));
        }
        catch (NetworkException e) when (e.Kind is NetworkErrorKind.Conflict or NetworkErrorKind.Exhausted)
        {
            string endpoint = (GatewayOrder.IPv4(endpoints) ?? GatewayOrder.IPv6(endpoints))?.EndpointId ?? NewId();
            throw new NetworkException(
                e.Kind,
                $"driver failed programming external connectivity on endpoint {request.ContainerName ?? request.ContainerId} ({endpoint}): {e.Message}",
                e);
        }
    }

    private void ReleasePorts(List<AllocatedPort> ports)
    {
        _ports.Release(ports.Select(static port => port.Port));
        ports.ForEach(static port => port.Socket?.Dispose());
    }

    private PortTarget TargetOf(IReadOnlyList<EndpointRecord> endpoints)
    {
        EndpointRecord? four = SandboxRecord.Publisher4(endpoints), six = SandboxRecord.Publisher6(endpoints);
        return new PortTarget
        {
            IPv4 = four?.IPv4Number,
            IPv6 = six?.IPv6Number,
            DefaultHostIP = IPAddress.TryParse(OptionOf(four ?? six, NetworkOptionNames.HostBindingIPv4), out IPAddress? ofNetwork)
                ? ofNetwork
                : _options.DefaultPublishAddress,
            IsRouted4 = OptionOf(four, NetworkOptionNames.GatewayModeIPv4) == RoutedMode,
            IsRouted6 = OptionOf(six, NetworkOptionNames.GatewayModeIPv6) == RoutedMode,
        };
    }

    private string? OptionOf(EndpointRecord? endpoint, string name) =>
        endpoint is not null && _networks.TryGetValue(endpoint.NetworkId, out LiveNetwork? network) ? network.Record.Options.GetValueOrDefault(name) : null;
}
