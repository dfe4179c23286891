namespace Berth.Network.Firewall;

/// <summary>
/// net.ipv4.conf.BRIDGE.route_localnet (ip-sysctl): lets packets from 127.0.0.1 leave by the bridge, which a port published there
/// needs. The table's guard chain drops loopback addresses that come in by it.
/// </summary>
internal static class LocalRouting
{
    public static void Allow(string bridge) => File.WriteAllText($"/proc/sys/net/ipv4/conf/{bridge}/route_localnet", "1");
}
