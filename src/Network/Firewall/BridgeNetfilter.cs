namespace Berth.Network.Firewall;

/// <summary>
/// net.bridge.bridge-nf-call-iptables (br_netfilter): destination NAT then happens while a frame is still being bridged, and a
/// container that calls its own published port is sent its frame back by the port on which it came.
/// </summary>
internal static class BridgeNetfilter
{
    private const string Setting = "/proc/sys/net/bridge/bridge-nf-call-iptables";

    /// <summary>False also where the module is not there.</summary>
    public static bool IsOn => File.Exists(Setting) && File.ReadAllText(Setting).Trim() != "0";
}
