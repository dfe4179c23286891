using System.Net;
using Berth.Linux.Nftables;

namespace Berth.Network.Firewall;

/// <summary>
/// The rules of one network, in chains that no other network's packets pass through (<see cref="FirewallTable"/> draws them), and
/// the elements that lead there.
/// </summary>
internal sealed class BridgeChains
{
    private const byte Icmp = 1;
    private const byte IcmpV6 = 58;

    private static readonly IPNetwork s_loopback = new(new IPAddress([127, 0, 0, 0]), 8);

    private readonly BridgeRules _rules;
    private readonly List<Chain> _chains = [];

    public BridgeChains(BridgeRules rules)
    {
        _rules = rules;
        string bridge = rules.Interface;
        if (rules.Internal)
        {
            _chains.Add(new Chain(FirewallTable.Egress, Named("egress"), [rule => rule.OutputIsNot(bridge).Drop()]));
        }

        _chains.Add(new Chain(FirewallTable.Ingress, Named("ingress"), [.. Ingress()]));
        Add(FirewallTable.EgressNat, "egress_nat", [.. EgressNat(rules.Ipv4), .. EgressNat(rules.Ipv6)]);
        Add(FirewallTable.IngressNat, "ingress_nat", [.. IngressNat()]);
    }

    public NftTransaction Add(NftTransaction transaction)
    {
        transaction.AddInterface(FirewallTable.Bridges, _rules.Interface);
        foreach (Chain chain in _chains)
        {
            transaction.AddChain(chain.Name);
            foreach (Action<NftRule> rule in chain.Rules)
            {
                transaction.AddRule(chain.Name, rule);
            }

            transaction.AddJump(chain.From, _rules.Interface, chain.Name);
        }

        return transaction;
    }

    public NftTransaction Remove(NftTransaction transaction)
    {
        transaction.DeleteInterface(FirewallTable.Bridges, _rules.Interface);
        foreach (Chain chain in _chains)
        {
            transaction.DeleteJump(chain.From, _rules.Interface).DeleteChain(chain.Name);
        }

        return transaction;
    }

    /// <summary>What may enter by the bridge.</summary>
    private IEnumerable<Action<NftRule>> Ingress()
    {
        string bridge = _rules.Interface;
        if (_rules.InterContainer)
        {
            // Seen here where br_netfilter shows bridged frames, and where a container sends through its gateway.
            yield return rule => rule.InputIs(bridge).Accept();
        }

        if (!_rules.Internal)
        {
            yield return static rule => rule.ConnectionIsKnown().Accept();
            yield return static rule => rule.ConnectionIsRedirected().Accept();
            foreach (Action<NftRule> rule in Direct(_rules.Ipv4, ipv6: false).Concat(Direct(_rules.Ipv6, ipv6: true)))
            {
                yield return rule;
            }
        }

        yield return static rule => rule.Drop();
    }

    /// <summary>What may come to a container's own address.</summary>
    private static IEnumerable<Action<NftRule>> Direct(FamilyRules? family, bool ipv6)
    {
        switch (family?.Mode)
        {
            case GatewayMode.Routed:
                yield return rule => Family(rule, ipv6).ServiceIn(FirewallTable.Open(ipv6), ipv6).Accept();
                yield return rule => Family(rule, ipv6).ProtocolIs(ipv6 ? IcmpV6 : Icmp).Accept();
                break;
            case GatewayMode.NatUnprotected:
                // Other hosts, not other networks.
                yield return rule => Family(rule, ipv6).InputIn(FirewallTable.Bridges).Drop();
                yield return rule => Family(rule, ipv6).Accept();
                break;
        }
    }

    /// <summary>Whose address what leaves the network has.</summary>
    private IEnumerable<Action<NftRule>> EgressNat(FamilyRules? family)
    {
        if (_rules.Internal || family is not { Masquerade: true, Mode: GatewayMode.Nat or GatewayMode.NatUnprotected })
        {
            yield break;
        }

        bool ipv6 = FirewallTable.IsIpv6(family.Subnet);
        yield return rule =>
        {
            NftRule leaving = Family(rule, ipv6).SourceIn(family.Subnet).OutputIsNot(_rules.Interface);
            if (family.SourceAddress is { } address)
            {
                leaving.SourceNat(address);
            }
            else
            {
                leaving.Masquerade();
            }
        };
    }

    /// <summary>
    /// Hairpin: a container that calls a neighbour (or itself) by a published port must get the answer from where it called. And who
    /// calls from 127.0.0.1 needs an address that a container can answer to.
    /// </summary>
    private IEnumerable<Action<NftRule>> IngressNat()
    {
        if (_rules.Internal)
        {
            yield break;
        }

        if (_rules.Ipv4 is { Mode: not GatewayMode.Routed } ipv4)
        {
            yield return rule => rule.Ipv4().SourceIn(ipv4.Subnet).ConnectionIsRedirected().Masquerade();
            yield return static rule => rule.Ipv4().SourceIn(s_loopback).Masquerade();
        }

        if (_rules.Ipv6 is { Mode: not GatewayMode.Routed } ipv6)
        {
            yield return rule => rule.Ipv6().SourceIn(ipv6.Subnet).ConnectionIsRedirected().Masquerade();
        }
    }

    private static NftRule Family(NftRule rule, bool ipv6) => ipv6 ? rule.Ipv6() : rule.Ipv4();

    private NftChain Named(string prefix) => new($"{prefix}_{_rules.Interface}");

    private void Add(NftVerdictMap from, string prefix, Action<NftRule>[] rules)
    {
        if (rules.Length > 0)
        {
            _chains.Add(new Chain(from, Named(prefix), rules));
        }
    }

    private sealed record Chain(NftVerdictMap From, NftChain Name, IReadOnlyList<Action<NftRule>> Rules);
}
