using System.Buffers.Binary;
using Berth.Linux.Nftables;
using Berth.Network.Addresses;

namespace Berth.Network.Firewall;

/// <summary>
/// The one nftables table of a daemon, as transactions. In nft's words, for bridge BRIDGE with subnet SUBNET:
/// <code>
/// table inet berth {
///     map published     { type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service }   # on one host address
///     map published_any { type inet_proto . inet_service : ipv4_addr . inet_service }               # on all of them
///     chain guard {                                        # loopback addresses never come from outside
///         type filter hook prerouting priority raw; policy accept;
///         iifname != "lo" ip daddr 127.0.0.0/8 drop
///         iifname != "lo" ip saddr 127.0.0.0/8 drop
///     }
///     chain prerouting {                                   # from other hosts and from containers
///         type nat hook prerouting priority dstnat; policy accept;
///         fib daddr type local dnat ip to ip daddr . meta l4proto . th dport map @published
///         fib daddr type local dnat ip to meta l4proto . th dport map @published_any
///     }
///     chain output { type nat hook output priority dstnat; … }              # the same two, from this host
///     chain postrouting {
///         type nat hook postrouting priority srcnat; policy accept;
///         ip saddr SUBNET oifname != BRIDGE masquerade                     # to the world
///         ip saddr SUBNET oifname BRIDGE ct status dnat masquerade         # hairpin: by a published port to a neighbour
///         ip saddr 127.0.0.0/8 oifname BRIDGE masquerade                   # by 127.0.0.1 to a published port
///     }
///     chain forward {
///         type filter hook forward priority filter; policy accept;
///         iifname BRIDGE accept
///         oifname BRIDGE ct state established,related accept
///         oifname BRIDGE ct status dnat accept
///         oifname BRIDGE drop                              # ports that are not published
///     }
/// }
/// </code>
/// An accept here never overrides a drop in another table: the host's own firewall has the last word. Every rule names the bridge
/// or a published port; other traffic passes untouched, except loopback addresses from outside, which would otherwise reach ports
/// published on 127.0.0.1: destination NAT happens before routing, where the kernel drops such martians.
/// </summary>
internal sealed class FirewallTable(string name, string bridge, Subnet subnet)
{
    private const uint Loopback = 127u << 24;
    private const uint EstablishedOrRelated = 2 | 4;

    private static readonly NftMap s_published = new(
        "published", [NftType.Ipv4Address, NftType.InetProtocol, NftType.InetService], [NftType.Ipv4Address, NftType.InetService]);

    private static readonly NftMap s_publishedAny = new(
        "published_any", [NftType.InetProtocol, NftType.InetService], [NftType.Ipv4Address, NftType.InetService]);

    private static readonly NftChain s_guard = new("guard", "filter", NftHook.Prerouting, -300);
    private static readonly NftChain s_prerouting = new("prerouting", "nat", NftHook.Prerouting, -100);
    private static readonly NftChain s_output = new("output", "nat", NftHook.Output, -100);
    private static readonly NftChain s_postrouting = new("postrouting", "nat", NftHook.Postrouting, 100);
    private static readonly NftChain s_forward = new("forward", "filter", NftHook.Forward, 0);

    public string Name => name;

    /// <summary>Replaces the table, whatever was there, at once: no packet sees it half made.</summary>
    public NftTransaction Install(IReadOnlyCollection<PortMapping> mappings)
    {
        // Adding first makes the deletion good whether or not the table was there.
        NftTransaction transaction = new NftTransaction(name).AddTable().DeleteTable().AddTable();
        transaction.AddMap(s_published).AddMap(s_publishedAny);
        AddGuard(transaction);
        AddDestinationNat(transaction, s_prerouting);
        AddDestinationNat(transaction, s_output);
        AddSourceNat(transaction);
        AddForward(transaction);
        return Add(transaction, mappings);
    }

    public NftTransaction Remove() => new NftTransaction(name).AddTable().DeleteTable();

    public NftTransaction Publish(IReadOnlyCollection<PortMapping> mappings) => Add(new NftTransaction(name), mappings);

    public NftTransaction Withdraw(IReadOnlyCollection<PortMapping> mappings) => new NftTransaction(name)
        .DeleteElements(s_published, Elements(mappings, any: false))
        .DeleteElements(s_publishedAny, Elements(mappings, any: true));

    private static NftTransaction Add(NftTransaction transaction, IReadOnlyCollection<PortMapping> mappings) => transaction
        .AddElements(s_published, Elements(mappings, any: false))
        .AddElements(s_publishedAny, Elements(mappings, any: true));

    private static void AddGuard(NftTransaction transaction)
    {
        transaction.AddChain(s_guard)
            .AddRule(s_guard, rule => rule.InputIsNot("lo").Ipv4().DestinationIn(Loopback, 8).Drop())
            .AddRule(s_guard, rule => rule.InputIsNot("lo").Ipv4().SourceIn(Loopback, 8).Drop());
    }

    private static void AddDestinationNat(NftTransaction transaction, NftChain chain)
    {
        transaction.AddChain(chain)
            .AddRule(chain, rule => rule.Ipv4().DestinationIsLocal()
                .LoadDestination(0).LoadProtocol(1).LoadDestinationPort(2).Lookup(s_published, 0, 0).DestinationNat(0, 1))
            .AddRule(chain, rule => rule.Ipv4().DestinationIsLocal()
                .LoadProtocol(0).LoadDestinationPort(1).Lookup(s_publishedAny, 0, 0).DestinationNat(0, 1));
    }

    private void AddSourceNat(NftTransaction transaction)
    {
        transaction.AddChain(s_postrouting)
            .AddRule(s_postrouting, rule => rule.Ipv4().SourceIn(subnet.First, subnet.Length).OutputIsNot(bridge).Masquerade())
            .AddRule(s_postrouting, rule => rule.Ipv4().SourceIn(subnet.First, subnet.Length).OutputIs(bridge).ConnectionIsRedirected().Masquerade())
            .AddRule(s_postrouting, rule => rule.Ipv4().SourceIn(Loopback, 8).OutputIs(bridge).Masquerade());
    }

    private void AddForward(NftTransaction transaction)
    {
        transaction.AddChain(s_forward)
            .AddRule(s_forward, rule => rule.InputIs(bridge).Accept())
            .AddRule(s_forward, rule => rule.OutputIs(bridge).ConnectionState(EstablishedOrRelated).Accept())
            .AddRule(s_forward, rule => rule.OutputIs(bridge).ConnectionIsRedirected().Accept())
            .AddRule(s_forward, rule => rule.OutputIs(bridge).Drop());
    }

    private static NftElement[] Elements(IEnumerable<PortMapping> mappings, bool any) =>
        [.. mappings.Where(mapping => (mapping.HostAddress == 0) == any).Select(mapping => Element(mapping, any))];

    /// <summary>Key <c>[host address] protocol port</c>, value <c>container address, port</c>; four bytes each, big-endian, padded behind.</summary>
    private static NftElement Element(PortMapping mapping, bool any)
    {
        var key = new byte[any ? 8 : 12];
        if (!any)
        {
            BinaryPrimitives.WriteUInt32BigEndian(key, mapping.HostAddress);
        }

        Span<byte> service = key.AsSpan(key.Length - 8);
        service[0] = (byte)mapping.Protocol;
        BinaryPrimitives.WriteUInt16BigEndian(service[4..], mapping.HostPort);

        var value = new byte[8];
        BinaryPrimitives.WriteUInt32BigEndian(value, mapping.ContainerAddress);
        BinaryPrimitives.WriteUInt16BigEndian(value.AsSpan(4), mapping.ContainerPort);
        return new NftElement(key, value);
    }
}
