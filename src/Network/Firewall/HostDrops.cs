using Berth.Linux.Nftables;

namespace Berth.Network.Firewall;

/// <summary>
/// Tells of chains of the host's own that drop forwarded packets by default: nothing of ours overrides them, so containers reach other
/// hosts, and are reached, only by what they accept. Once in a daemon's life for each address family, when a network first needs it. Rules
/// that drop, before any policy, are not looked for: what they match cannot be told from here.
/// </summary>
/// <param name="notice">Told of each such chain.</param>
/// <param name="nftables">Base chains of nftables with the policy drop; those of iptables-nft are among them.</param>
/// <param name="legacy">Whether FORWARD of legacy iptables has the policy DROP, for IPv6 or for IPv4.</param>
internal sealed class HostDrops(Action<string> notice, Func<IReadOnlyList<NftDropPolicy>> nftables, Func<bool, bool> legacy)
{
    private readonly HashSet<NftDropPolicy> _told = [];
    private bool _ipv4, _ipv6;

    /// <summary>Looks, if this network is the first of a family. One that is internal forwards nothing.</summary>
    public void TellOf(BridgeRules rules)
    {
        if (rules.Internal)
        {
            return;
        }

        if (rules.Ipv4 is not null && !_ipv4)
        {
            _ipv4 = true;
            TellOf(ipv6: false);
        }

        if (rules.Ipv6 is not null && !_ipv6)
        {
            _ipv6 = true;
            TellOf(ipv6: true);
        }
    }

    private void TellOf(bool ipv6)
    {
        foreach (NftDropPolicy policy in nftables().Where(policy => policy.Hook == NftHook.Forward && policy.Concerns(ipv6) && _told.Add(policy)))
        {
            Tell($"chain {policy.Chain} of nftables table {policy.FamilyName} {policy.Table}");
        }

        if (legacy(ipv6))
        {
            Tell($"chain FORWARD of table filter of legacy {(ipv6 ? "ip6tables" : "iptables")}");
        }
    }

    private void Tell(string chain) => notice(
        $"{chain} drops forwarded packets by default: containers reach other hosts, and published ports are reached from there, only where it accepts their bridges");
}
