namespace Berth.Network.Endpoints;

/// <summary>
/// Which of a container's networks gives its default routes and its published ports: docker's order. The highest priority first, then
/// networks with a way out, then those with more gateways, then by name.
/// </summary>
internal static class GatewayOrder
{
    public static IEnumerable<EndpointRecord> Sort(IEnumerable<EndpointRecord> endpoints) => endpoints
        .OrderByDescending(static endpoint => endpoint.GatewayPriority)
        .ThenBy(static endpoint => endpoint.Internal)
        .ThenByDescending(static endpoint => (endpoint.Gateway is null ? 0 : 1) + (endpoint.IPv6Gateway is null ? 0 : 1))
        .ThenBy(static endpoint => endpoint.NetworkName, StringComparer.Ordinal);

    /// <summary>Whose gateway IPv4 packets to the world go to; null: nobody's.</summary>
    public static EndpointRecord? IPv4(IEnumerable<EndpointRecord> endpoints) => Sort(endpoints).FirstOrDefault(static endpoint => endpoint.Gateway is not null);

    public static EndpointRecord? IPv6(IEnumerable<EndpointRecord> endpoints) => Sort(endpoints).FirstOrDefault(static endpoint => endpoint.IPv6Gateway is not null);
}
