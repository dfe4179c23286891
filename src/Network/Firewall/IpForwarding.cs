namespace Berth.Network.Firewall;

/// <summary>net.ipv4.ip_forward (ip-sysctl): whether the host passes packets on.</summary>
internal static class IpForwarding
{
    private const string Setting = "/proc/sys/net/ipv4/ip_forward";

    /// <summary>Switches it on; says whether it was off.</summary>
    public static bool Enable()
    {
        if (File.ReadAllText(Setting).Trim() != "0")
        {
            return false;
        }

        File.WriteAllText(Setting, "1");
        return true;
    }
}
