namespace Berth.Network.Firewall;

/// <summary>
/// How a bridge's interface is to behave in IPv6 (ip-sysctl), each time it has been made:
/// <list type="bullet">
/// <item>accept_ra 0: a container must not be able to give the host a route by an advertisement (CVE-2020-13401);</item>
/// <item>accept_dad 0: until its link-local address is known to be nobody else's, a second after the first container has come, the
/// host asks for nobody on the bridge and so reaches no container.</item>
/// </list>
/// </summary>
internal static class BridgeIpv6
{
    public static void Settle(string bridge)
    {
        string settings = $"/proc/sys/net/ipv6/conf/{bridge}";
        if (Directory.Exists(settings))
        {
            File.WriteAllText(Path.Combine(settings, "accept_ra"), "0");
            File.WriteAllText(Path.Combine(settings, "accept_dad"), "0");
        }
    }
}
