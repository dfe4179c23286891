using Berth.Linux;
using Berth.Linux.Conntrack;
using Berth.Linux.Netlink;
using Berth.Linux.Nftables;
using Berth.Network.Ports;

namespace Berth.Network.Firewall;

/// <summary>
/// Keeps the kernel's copy of our table as it should be: knows all mappings, makes each change one transaction, and puts the whole
/// table back when another program has removed something of it. Thread-safe.
/// </summary>
internal sealed class HostFirewall : IDisposable
{
    private readonly Lock _gate = new();
    private readonly NftSocket _socket = NftSocket.Open();
    private readonly ConntrackSocket _flows = ConntrackSocket.Open();
    private readonly FirewallTable _table;
    private readonly HashSet<PortMapping> _mappings = [];

    public HostFirewall(FirewallTable table) => _table = table;

    /// <summary>Whether the table is wanted: from the first container on.</summary>
    public bool IsInstalled { get; private set; }

    /// <summary>Names this daemon's changes in notifications.</summary>
    public uint Port => _socket.Port;

    /// <summary>Puts the table in place, with <paramref name="mappings"/> besides those already known.</summary>
    public void Install(IReadOnlyCollection<PortMapping> mappings)
    {
        lock (_gate)
        {
            _mappings.UnionWith(mappings);
            Reinstall();
        }
    }

    /// <summary>Publishes ports; datagrams of flows that the kernel knows from before follow the new rules too.</summary>
    public void Publish(IReadOnlyCollection<PortMapping> mappings)
    {
        Change(mappings, publish: true);
        ForgetFlows(mappings);
    }

    public void Withdraw(IReadOnlyCollection<PortMapping> mappings) => Change(mappings, publish: false);

    /// <summary>Makes the kernel forget flows of datagrams to these ports: they would go where the ports used to lead for as long as they last.</summary>
    public void ForgetFlows(IReadOnlyCollection<PortMapping> mappings)
    {
        PortMapping[] datagrams = [.. mappings.Where(mapping => mapping.Protocol == TransportProtocol.Udp)];
        if (datagrams.Length == 0)
        {
            return;
        }

        lock (_gate)
        {
            _flows.Forget(flow => datagrams.Any(mapping =>
                flow.Protocol == (byte)mapping.Protocol && flow.Port == mapping.HostPort
                && (mapping.HostAddress == 0 || mapping.HostAddress == flow.Address)));
        }
    }

    /// <summary>Puts everything back; does nothing before <see cref="Install"/>.</summary>
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

    /// <summary>Takes the table away.</summary>
    public void Remove()
    {
        lock (_gate)
        {
            IsInstalled = false;
            _mappings.Clear();
            _socket.Commit(_table.Remove());
        }
    }

    /// <summary>Base chains elsewhere that drop forwarded packets by default.</summary>
    public IReadOnlyList<NftDropPolicy> ForwardDrops()
    {
        lock (_gate)
        {
            return [.. _socket.DropPolicies().Where(policy => policy.Hook == NftHook.Forward)];
        }
    }

    public void Dispose()
    {
        _flows.Dispose();
        _socket.Dispose();
    }

    private void Change(IReadOnlyCollection<PortMapping> mappings, bool publish)
    {
        if (mappings.Count == 0)
        {
            return;
        }

        lock (_gate)
        {
            if (publish)
            {
                _mappings.UnionWith(mappings);
            }
            else
            {
                _mappings.ExceptWith(mappings);
            }

            try
            {
                _socket.Commit(publish ? _table.Publish(mappings) : _table.Withdraw(mappings));
            }
            catch (NetlinkException e) when (e.Errno is Errno.ENOENT or Errno.EEXIST or Errno.EBUSY)
            {
                // The kernel's copy is not what we left there: somebody flushed or edited it.
                Reinstall();
            }
        }
    }

    private void Reinstall()
    {
        _socket.Commit(_table.Install(_mappings));
        IsInstalled = true;
    }
}
