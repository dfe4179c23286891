using System.Net;
using System.Net.Sockets;
using Berth.Linux.Nftables;

namespace Berth.Network.Firewall;

/// <summary>
/// The one nftables table of a daemon, as transactions. In nft's words, with a network on bridge BR that has the subnet SUBNET:
/// <code>
/// table inet berth {
///     map published      { type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service }   # on one host address
///     map published_any  { type inet_proto . inet_service : ipv4_addr . inet_service }               # on all of them
///     map published6     { type ipv6_addr . inet_proto . inet_service : ipv6_addr . inet_service }   # the same for IPv6
///     map published6_any { type inet_proto . inet_service : ipv6_addr . inet_service }
///     set open           { type ipv4_addr . inet_proto . inet_service }                  # published by routed networks
///     set open6          { type ipv6_addr . inet_proto . inet_service }
///     set bridges        { type ifname; elements = { BR } }
///     map egress         { type ifname : verdict; elements = { BR : jump egress_BR } }   # internal networks only
///     map ingress        { type ifname : verdict; elements = { BR : jump ingress_BR } }
///     map egress_nat     { type ifname : verdict; elements = { BR : jump egress_nat_BR } }
///     map ingress_nat    { type ifname : verdict; elements = { BR : jump ingress_nat_BR } }
///     chain guard {                                        # loopback addresses never come from outside
///         type filter hook prerouting priority raw; policy accept;
///         iifname != "lo" ip daddr 127.0.0.0/8 drop        # the kernel itself drops ::1
///         iifname != "lo" ip saddr 127.0.0.0/8 drop
///     }
///     chain prerouting {                                   # from other hosts and from containers
///         type nat hook prerouting priority dstnat; policy accept;
///         fib daddr type local dnat ip to ip daddr . meta l4proto . th dport map @published
///         fib daddr type local dnat ip to meta l4proto . th dport map @published_any
///         ip6 daddr != fe80::/10 fib daddr type local dnat ip6 to …                         # likewise
///     }
///     chain output { type nat hook output priority dstnat; … }              # the same, from this host, but ip6 daddr != ::1
///     chain postrouting {
///         type nat hook postrouting priority srcnat; policy accept;
///         oifname vmap @ingress_nat
///         iifname vmap @egress_nat
///     }
///     chain forward {
///         type filter hook forward priority filter; policy accept;
///         iifname vmap @egress
///         oifname vmap @ingress
///     }
///     chain egress_BR { oifname != BR drop }               # of an internal network
///     chain ingress_BR {
///         iifname BR accept                                # not with enable_icc=false
///         ct state established,related accept
///         ct status dnat accept                            # by a published port, also from another network
///         ip daddr . meta l4proto . th dport @open accept  # routed; and ICMP
///         drop                                             # other networks, and hosts that route to containers' addresses
///     }
///     chain egress_nat_BR  { ip saddr SUBNET oifname != BR masquerade }   # to the world; or: snat ip to ADDRESS
///     chain ingress_nat_BR {
///         ip saddr SUBNET ct status dnat masquerade        # hairpin: by a published port to a neighbour
///         ip saddr 127.0.0.0/8 masquerade                  # by 127.0.0.1 to a published port
///     }
/// }
/// </code>
/// A packet looks its interfaces up and passes through its own networks' chains only, and a network comes and goes with its own
/// chains and elements: neither grows with the number of networks. An accept here never overrides a drop in another table: the
/// host's own firewall has the last word. Traffic of other interfaces passes untouched, except loopback addresses from outside, which
/// would otherwise reach ports published on 127.0.0.1: destination NAT happens before routing, where the kernel drops such martians.
/// </summary>
internal sealed class FirewallTable(string name)
{
    private static readonly IPNetwork s_loopback = new(new IPAddress([127, 0, 0, 0]), 8);
    private static readonly IPNetwork s_loopback6 = new(IPAddress.IPv6Loopback, 128);
    private static readonly IPNetwork s_linkLocal6 = IPNetwork.Parse("fe80::/10");

    private static readonly NftMap s_published = Map("published", [NftType.Ipv4Address], NftType.Ipv4Address);
    private static readonly NftMap s_publishedAny = Map("published_any", [], NftType.Ipv4Address);
    private static readonly NftMap s_published6 = Map("published6", [NftType.Ipv6Address], NftType.Ipv6Address);
    private static readonly NftMap s_published6Any = Map("published6_any", [], NftType.Ipv6Address);
    private static readonly NftMap s_open = new("open", [NftType.Ipv4Address, NftType.InetProtocol, NftType.InetService], []);
    private static readonly NftMap s_open6 = new("open6", [NftType.Ipv6Address, NftType.InetProtocol, NftType.InetService], []);

    private static readonly NftBaseChain s_guard = new("guard", "filter", NftHook.Prerouting, -300);
    private static readonly NftBaseChain s_prerouting = new("prerouting", "nat", NftHook.Prerouting, -100);
    private static readonly NftBaseChain s_output = new("output", "nat", NftHook.Output, -100);
    private static readonly NftBaseChain s_postrouting = new("postrouting", "nat", NftHook.Postrouting, 100);
    private static readonly NftBaseChain s_forward = new("forward", "filter", NftHook.Forward, 0);

    /// <summary>The bridges of all networks.</summary>
    public static NftMap Bridges { get; } = new("bridges", [NftType.InterfaceName], []);

    /// <summary>Forwarded packets by the bridge on which they come.</summary>
    public static NftVerdictMap Egress { get; } = new("egress");

    /// <summary>Forwarded packets by the bridge on which they go.</summary>
    public static NftVerdictMap Ingress { get; } = new("ingress");

    /// <summary>Source NAT by the bridge on which packets came.</summary>
    public static NftVerdictMap EgressNat { get; } = new("egress_nat");

    /// <summary>Source NAT by the bridge on which packets go.</summary>
    public static NftVerdictMap IngressNat { get; } = new("ingress_nat");

    public string Name => name;

    /// <summary>The set of services that routed networks have published.</summary>
    public static NftMap Open(bool ipv6) => ipv6 ? s_open6 : s_open;

    public static bool IsIpv6(IPNetwork prefix) => prefix.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6;

    /// <summary>Replaces the table, whatever was there, at once: no packet sees it half made.</summary>
    public NftTransaction Install(IReadOnlyCollection<BridgeRules> networks, IReadOnlyCollection<PortMapping> mappings)
    {
        // Adding first makes the deletion good whether or not the table was there.
        NftTransaction transaction = new NftTransaction(name).AddTable().DeleteTable().AddTable();
        transaction.AddMap(s_published).AddMap(s_publishedAny).AddMap(s_published6).AddMap(s_published6Any).AddMap(s_open).AddMap(s_open6)
            .AddMap(Bridges).AddMap(Egress).AddMap(Ingress).AddMap(EgressNat).AddMap(IngressNat);
        transaction.AddChain(s_guard)
            .AddRule(s_guard, static rule => rule.InputIsNot("lo").Ipv4().DestinationIn(s_loopback).Drop())
            .AddRule(s_guard, static rule => rule.InputIsNot("lo").Ipv4().SourceIn(s_loopback).Drop());
        AddDestinationNat(transaction, s_prerouting, s_linkLocal6);
        AddDestinationNat(transaction, s_output, s_linkLocal6, s_loopback6);
        transaction.AddChain(s_postrouting)
            .AddRule(s_postrouting, static rule => rule.VerdictOfOutput(IngressNat))
            .AddRule(s_postrouting, static rule => rule.VerdictOfInput(EgressNat));
        transaction.AddChain(s_forward)
            .AddRule(s_forward, static rule => rule.VerdictOfInput(Egress))
            .AddRule(s_forward, static rule => rule.VerdictOfOutput(Ingress));
        foreach (BridgeRules network in networks)
        {
            new BridgeChains(network).Add(transaction);
        }

        return Add(transaction, mappings);
    }

    public NftTransaction Remove() => new NftTransaction(name).AddTable().DeleteTable();

    /// <summary>Adds a network, in place of the one that was on this bridge.</summary>
    public NftTransaction AddNetwork(BridgeRules rules, BridgeRules? former)
    {
        var transaction = new NftTransaction(name);
        if (former is not null)
        {
            new BridgeChains(former).Remove(transaction);
        }

        return new BridgeChains(rules).Add(transaction);
    }

    /// <summary>A network's chains and what is published of it, as commands of nft(8).</summary>
    public IReadOnlyList<string> Describe(BridgeRules rules, IReadOnlyCollection<PortMapping> mappings) =>
    [
        .. AddNetwork(rules, null).Commands,
        .. ByMap(mappings).SelectMany(group => group.Select(mapping => $"add element inet {name} {group.Key.Name} {{ {mapping.Describe()} }}")),
    ];

    public NftTransaction RemoveNetwork(BridgeRules rules) => new BridgeChains(rules).Remove(new NftTransaction(name));

    public NftTransaction Publish(IReadOnlyCollection<PortMapping> mappings) => Add(new NftTransaction(name), mappings);

    public NftTransaction Withdraw(IReadOnlyCollection<PortMapping> mappings)
    {
        var transaction = new NftTransaction(name);
        foreach (IGrouping<NftMap, PortMapping> group in ByMap(mappings))
        {
            transaction.DeleteElements(group.Key, [.. group.Select(static mapping => mapping.ToElement())]);
        }

        return transaction;
    }

    private static NftTransaction Add(NftTransaction transaction, IReadOnlyCollection<PortMapping> mappings)
    {
        foreach (IGrouping<NftMap, PortMapping> group in ByMap(mappings))
        {
            transaction.AddElements(group.Key, [.. group.Select(static mapping => mapping.ToElement())]);
        }

        return transaction;
    }

    private static IEnumerable<IGrouping<NftMap, PortMapping>> ByMap(IReadOnlyCollection<PortMapping> mappings) => mappings
        .Where(static mapping => mapping.HostPort == 0 || mapping.IsForTheKernel)
        .GroupBy(static mapping => (mapping.HostPort, mapping.IsIpv6, mapping.IsEverywhere) switch
        {
            (0, var ipv6, _) => Open(ipv6),
            (_, false, false) => s_published,
            (_, false, true) => s_publishedAny,
            (_, true, false) => s_published6,
            (_, true, true) => s_published6Any,
        });

    private static void AddDestinationNat(NftTransaction transaction, NftBaseChain chain, params IPNetwork[] never)
    {
        transaction.AddChain(chain)
            .AddRule(chain, static rule => rule.Ipv4().DestinationIsLocal().RedirectBy(s_published, ipv6: false, withAddress: true))
            .AddRule(chain, static rule => rule.Ipv4().DestinationIsLocal().RedirectBy(s_publishedAny, ipv6: false, withAddress: false))
            .AddRule(chain, rule => Ipv6(rule).DestinationIsLocal().RedirectBy(s_published6, ipv6: true, withAddress: true))
            .AddRule(chain, rule => Ipv6(rule).DestinationIsLocal().RedirectBy(s_published6Any, ipv6: true, withAddress: false));

        NftRule Ipv6(NftRule rule) => never.Aggregate(rule.Ipv6(), static (rule, prefix) => rule.DestinationNotIn(prefix));
    }

    private static NftMap Map(string name, NftType[] address, NftType to) =>
        new(name, [.. address, NftType.InetProtocol, NftType.InetService], [to, NftType.InetService]);
}
