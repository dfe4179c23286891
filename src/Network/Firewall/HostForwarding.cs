using System.Globalization;

namespace Berth.Network.Firewall;

/// <summary>
/// net.ipv4.ip_forward and net.ipv6.conf.all.forwarding (ip-sysctl): whether the host passes packets on. Switched on when a network
/// first needs it, never off again.
/// </summary>
/// <param name="notice">Told of what was changed.</param>
/// <param name="root">Where the settings are. Default: <c>/proc/sys/net</c>.</param>
/// <param name="routes">The file of IPv6 routes. Default: that of the calling thread's network namespace.</param>
internal sealed class HostForwarding(Action<string> notice, string root = "/proc/sys/net", string routes = "/proc/thread-self/net/ipv6_route")
{
    private const string AcceptAdvertisements = "accept_ra";

    /// <summary>RTF_DEFAULT and RTF_ADDRCONF of linux/ipv6_route.h: a default route out of a router's advertisement.</summary>
    private const uint LearnedDefault = 0x10000 | 0x40000;

    private const int FlagsColumn = 8;
    private const int LinkColumn = 9;

    private bool _ipv4, _ipv6;

    /// <summary>Switches on what the network needs. One that is internal needs nothing.</summary>
    public void EnableFor(BridgeRules rules)
    {
        if (rules.Internal)
        {
            return;
        }

        if (rules.Ipv4 is not null && !_ipv4)
        {
            EnableIpv4();
            _ipv4 = true;
        }

        if (rules.Ipv6 is not null && !_ipv6)
        {
            EnableIpv6();
            _ipv6 = true;
        }
    }

    private void EnableIpv4()
    {
        if (Switch("ipv4/ip_forward"))
        {
            notice("IPv4 forwarding (net.ipv4.ip_forward) was off and is now on: containers need it to reach other hosts");
        }
    }

    /// <summary>
    /// An interface with accept_ra 1 ignores router advertisements as soon as the host forwards; one that has the host's default
    /// route from there would lose it. With 2 it goes on. Not so other interfaces, bridges least of all: a container must not be able
    /// to give the host a route (CVE-2020-13401).
    /// </summary>
    private void EnableIpv6()
    {
        if (Read("ipv6/conf/all/forwarding") != "0")
        {
            return;
        }

        List<string> kept = [];
        foreach (string link in LearnedFrom())
        {
            if (Read($"ipv6/conf/{link}/{AcceptAdvertisements}") == "1" && Read($"ipv6/conf/{link}/forwarding") == "0")
            {
                File.WriteAllText(Path.Combine(root, "ipv6/conf", link, AcceptAdvertisements), "2");
                kept.Add(link);
            }
        }

        Switch("ipv6/conf/all/forwarding");
        string advertisements = kept.Count == 0
            ? ""
            : $"; {string.Join(", ", kept.Order(StringComparer.Ordinal))} still accept router advertisements (accept_ra is now 2)";
        notice($"IPv6 forwarding (net.ipv6.conf.all.forwarding) was off and is now on: containers need it to reach other hosts{advertisements}");
    }

    /// <summary>The interfaces on which the host has learned a default route.</summary>
    private HashSet<string> LearnedFrom()
    {
        HashSet<string> links = new(StringComparer.Ordinal);
        foreach (string line in File.Exists(routes) ? File.ReadLines(routes) : [])
        {
            string[] columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (columns.Length > LinkColumn && uint.TryParse(columns[FlagsColumn], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out uint flags)
                && (flags & LearnedDefault) == LearnedDefault)
            {
                links.Add(columns[LinkColumn]);
            }
        }

        return links;
    }

    private bool Switch(string setting)
    {
        if (Read(setting) != "0")
        {
            return false;
        }

        File.WriteAllText(Path.Combine(root, setting), "1");
        return true;
    }

    /// <summary>A setting's text; empty where the kernel has none.</summary>
    private string Read(string setting)
    {
        string path = Path.Combine(root, setting);
        return File.Exists(path) ? File.ReadAllText(path).Trim() : "";
    }
}
