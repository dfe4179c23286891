using Berth.Linux;
using Berth.Linux.Conntrack;
using Berth.Linux.Iptables;
using Berth.Linux.Netlink;
using Berth.Linux.Nftables;
using Berth.Network.Ports;

namespace Berth.Network.Firewall;

/// <summary>
/// Keeps the kernel's copy of our table as it should be: knows all networks and mappings, makes each change one transaction, and
/// puts the whole table back when another program has removed something of it. The table is there while a network is. Thread-safe.
/// </summary>
internal sealed class HostFirewall : IDisposable
{
    private readonly Lock _gate = new();
    private readonly NftSocket _socket = NftSocket.Open();
    private readonly ConntrackSocket _flows = ConntrackSocket.Open();
    private readonly FirewallTable _table;
    private readonly HostForwarding _forwarding;
    private readonly HostDrops _drops;
    private readonly Dictionary<string, BridgeRules> _networks = new(StringComparer.Ordinal);
    private readonly HashSet<PortMapping> _mappings = [];

    /// <param name="notice">Told of what was changed on the host besides, and of what stands in the way.</param>
    public HostFirewall(FirewallTable table, Action<string> notice)
    {
        _table = table;
        _forwarding = new HostForwarding(notice);
        _drops = new HostDrops(notice, _socket.DropPolicies, LegacyFilter.DropsForwarded);
    }

    /// <summary>Whether the table is wanted.</summary>
    public bool IsInstalled { get; private set; }

    /// <summary>Names this daemon's changes in notifications.</summary>
    public uint Port => _socket.Port;

    /// <summary>Whether <see cref="AddNetwork"/> was called for this bridge.</summary>
    public bool HasNetwork(string bridge)
    {
        lock (_gate)
        {
            return _networks.ContainsKey(bridge);
        }
    }

    /// <summary>A network's rules as commands of nft(8); none before its first container.</summary>
    public IReadOnlyList<string> Describe(string bridge)
    {
        lock (_gate)
        {
            return _networks.TryGetValue(bridge, out BridgeRules? rules)
                ? _table.Describe(rules, [.. _mappings.Where(mapping => rules.Has(mapping.ContainerAddress))])
                : [];
        }
    }

    /// <summary>
    /// Adds a network, or changes the rules of the one on this bridge; does nothing when they are the same. The host forwards from
    /// now on, if the network needs it.
    /// </summary>
    /// <exception cref="IOException">The kernel refused; the network was not added.</exception>
    public void AddNetwork(BridgeRules rules)
    {
        lock (_gate)
        {
            BridgeRules? former = _networks.GetValueOrDefault(rules.Interface);
            if (former == rules)
            {
                return;
            }

            PrepareHost(rules);
            _networks[rules.Interface] = rules;
            try
            {
                if (IsInstalled)
                {
                    Commit(_table.AddNetwork(rules, former));
                }
                else
                {
                    Reinstall();
                }
            }
            catch
            {
                Reset(rules.Interface, former);
                throw;
            }
        }
    }

    /// <summary>Removes a network's rules; with the last one's, the table. Its mappings have been withdrawn before.</summary>
    public void RemoveNetwork(string bridge)
    {
        lock (_gate)
        {
            if (!_networks.Remove(bridge, out BridgeRules? rules))
            {
                return;
            }

            if (_networks.Count == 0)
            {
                Remove();
            }
            else
            {
                Commit(_table.RemoveNetwork(rules));
            }
        }
    }

    /// <summary>Puts the table in place for networks and mappings of an earlier life, in one transaction.</summary>
    public void Install(IReadOnlyCollection<BridgeRules> networks, IReadOnlyCollection<PortMapping> mappings)
    {
        lock (_gate)
        {
            foreach (BridgeRules rules in networks)
            {
                PrepareHost(rules);
                _networks[rules.Interface] = rules;
            }

            _mappings.UnionWith(mappings);
            Reinstall();
        }
    }

    /// <summary>Publishes ports; datagrams of flows that the kernel knows from before follow the new rules too.</summary>
    public void Publish(IReadOnlyCollection<PortMapping> mappings)
    {
        if (mappings.Count == 0)
        {
            return;
        }

        lock (_gate)
        {
            _mappings.UnionWith(mappings);
            Commit(_table.Publish(mappings));
        }

        ForgetFlows(mappings);
    }

    public void Withdraw(IReadOnlyCollection<PortMapping> mappings)
    {
        if (mappings.Count == 0)
        {
            return;
        }

        lock (_gate)
        {
            _mappings.ExceptWith(mappings);
            Commit(_table.Withdraw(mappings));
        }
    }

    /// <summary>Makes the kernel forget flows of datagrams to these ports: they would go where the ports used to lead for as long as they last.</summary>
    public void ForgetFlows(IReadOnlyCollection<PortMapping> mappings)
    {
        foreach (IGrouping<bool, PortMapping> family in mappings.Where(static mapping => mapping.Protocol == TransportProtocol.Udp).GroupBy(static mapping => mapping.IsIpv6))
        {
            lock (_gate)
            {
                _flows.Forget(family.Key, (byte)TransportProtocol.Udp, flow => family.Any(mapping =>
                    flow.Port == mapping.HostPort
                    && (mapping.IsEverywhere || mapping.HostAddress.Equals(flow.Address))));
            }
        }
    }

    /// <summary>Puts everything back; does nothing before the first network.</summary>
    public void Repair()
    {
        lock (_gate)
        {
            if (IsInstalled)
            {
                Reinstall();
            }
        }
    }

    /// <summary>Takes the table away and forgets all networks.</summary>
    public void Remove()
    {
        lock (_gate)
        {
            IsInstalled = false;
            _networks.Clear();
            _mappings.Clear();
            _socket.Commit(_table.Remove());
        }
    }

    public void Dispose()
    {
        _flows.Dispose();
        _socket.Dispose();
    }

    /// <summary>What the network needs of its bridge's interface, each time that is made.</summary>
    public static void PrepareInterface(BridgeRules rules)
    {
        BridgeIpv6.Settle(rules.Interface);
        if (rules is { Internal: false, Ipv4.Mode: not GatewayMode.Routed })
        {
            LocalRouting.Allow(rules.Interface);
        }
    }

    /// <summary>What the network needs of the host besides the table.</summary>
    private void PrepareHost(BridgeRules rules)
    {
        PrepareInterface(rules);
        _forwarding.EnableFor(rules);
        _drops.TellOf(rules);
    }

    private void Commit(NftTransaction transaction)
    {
        try
        {
            _socket.Commit(transaction);
        }
        catch (NetlinkException e) when (e.Errno is Errno.ENOENT or Errno.EEXIST or Errno.EBUSY)
        {
            // The kernel's copy is not what we left there: somebody flushed or edited it.
            Reinstall();
        }
    }

    private void Reinstall()
    {
        _socket.Commit(_table.Install(_networks.Values, _mappings));
        IsInstalled = true;
    }

    private void Reset(string bridge, BridgeRules? former)
    {
        if (former is null)
        {
            _networks.Remove(bridge);
        }
        else
        {
            _networks[bridge] = former;
        }
    }
}
