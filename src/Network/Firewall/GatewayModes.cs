namespace Berth.Network.Firewall;

/// <summary>Gateway modes by their names.</summary>
internal static class GatewayModes
{
    /// <summary>Reads a mode; empty is the default.</summary>
    /// <exception cref="FormatException">There is no such mode.</exception>
    public static GatewayMode Parse(string text) => text switch
    {
        "" or "nat" => GatewayMode.Nat,
        "nat-unprotected" => GatewayMode.NatUnprotected,
        "routed" => GatewayMode.Routed,
        "isolated" => GatewayMode.Isolated,
        _ => throw new FormatException($"unknown gateway mode {text}"),
    };
}
