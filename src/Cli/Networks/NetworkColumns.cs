using Berth.Cli.Formatting;
using Berth.EngineApi.Networks;

namespace Berth.Cli.Networks;

/// <summary>The fields of networks in listings.</summary>
internal static class NetworkColumns
{
    /// <summary>A listing of networks.</summary>
    /// <param name="whole">Whether IDs are not shortened.</param>
    public static Listing<NetworkInspect> Listing(bool whole) => new("*network.networkContext",
    [
        new("CreatedAt", "CREATED AT", Created),
        new("Driver", "DRIVER", network => network.Driver),
        new("ID", "NETWORK ID", network => whole ? network.Id : Ellipsis.ShortId(network.Id)),
        new("IPv4", "IPV4", network => Flag(network.EnableIPv4)),
        new("IPv6", "IPV6", network => Flag(network.EnableIPv6)),
        new("Internal", "INTERNAL", network => Flag(network.Internal)),
        new("Labels", "LABELS", Labels),
        new("Name", "NAME", network => network.Name),
        new("Scope", "SCOPE", network => network.Scope),
    ])
    {
        Label = (network, name) => network.Labels.GetValueOrDefault(name) ?? "",
    };

    private static string Flag(bool value) => value ? "true" : "false";

    /// <summary>As docker prints a time: <c>2026-11-30 19:00:00.123456789 +0000 UTC</c>.</summary>
    private static string Created(NetworkInspect network) =>
        network.Created.EndsWith('Z') ? network.Created[..^1].Replace('T', ' ') + " +0000 UTC" : network.Created;

    private static string Labels(NetworkInspect network) => string.Join(
        ',', network.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"));
}
