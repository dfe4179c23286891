namespace Berth.Network.Firewall;

/// <summary>
/// net.bridge.bridge-nf-call-iptables and -ip6tables (br_netfilter): frames that are merely bridged pass the firewall's chains, too.
/// Destination NAT then happens while a frame is still being bridged: a container that calls its own published port is sent its frame
/// back by the port on which it came, and isolated ports cannot reach each other even by published ports.
/// </summary>
internal static class BridgeNetfilter
{
    /// <summary>Whether IPv4 frames pass. False also where the module is not there.</summary>
    public static bool IsOn => Read("bridge-nf-call-iptables");

    /// <summary>Whether frames of both families pass, so that the table keeps a network's containers apart.</summary>
    public static bool IsOnForAll => IsOn && Read("bridge-nf-call-ip6tables");

    private static bool Read(string setting)
    {
        string path = $"/proc/sys/net/bridge/{setting}";
        return File.Exists(path) && File.ReadAllText(path).Trim() != "0";
    }
}
