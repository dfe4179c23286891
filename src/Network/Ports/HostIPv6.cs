namespace Berth.Network.Ports;

/// <summary>net.ipv6.conf.all.disable_ipv6 (ip-sysctl).</summary>
internal static class HostIPv6
{
    private const string Setting = "/proc/sys/net/ipv6/conf/all/disable_ipv6";

    /// <summary>False where the kernel has no IPv6, or none of its interfaces is to have it.</summary>
    public static bool IsOn() => File.Exists(Setting) && File.ReadAllText(Setting).Trim() == "0";
}
