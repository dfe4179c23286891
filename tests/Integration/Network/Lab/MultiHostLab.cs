using Berth.Harness;
using Xunit;

namespace Berth.Integration.Network.Lab;

/// <summary>
/// Several hosts on one machine, each a network namespace. One of them has the daemon under test: <c>berthd</c>, or, as the proof that the
/// tests ask for docker's behaviour, Debian's dockerd (<c>BERTH_TEST_TARGET=dockerd</c>).
/// <code>
///   client 10.99.1.2, fd99:1::2 ── 10.99.1.1 router 10.99.2.1 ── 10.99.2.2, fd99:2::2 host (bridges, containers)
/// </code>
/// The router sends the containers' own subnets (172.16.0.0/12, fd00::/16) to the host, as one would that is told to, or a neighbour with ill
/// intent.
/// </summary>
public sealed class MultiHostLab : IAsyncLifetime
{
    public const string ClientAddress = "10.99.1.2";
    public const string ClientAddress6 = "fd99:1::2";
    public const string HostAddress = "10.99.2.2";
    public const string HostAddress6 = "fd99:2::2";

    /// <summary>A second address of the host.</summary>
    public const string OtherHostAddress = "10.99.2.3";

    /// <summary>The host's interface to the router.</summary>
    public const string Uplink = "up0";

    private LabHost? _client, _router, _host;
    private Daemon? _daemon;

    internal LabHost Client => _client!;

    internal LabHost Router => _router!;

    internal LabHost Host => _host!;

    /// <summary>The daemon on <see cref="Host"/>.</summary>
    internal Daemon Daemon => _daemon!;

    public async ValueTask InitializeAsync()
    {
        _client = await LabHost.StartAsync("client");
        _router = await LabHost.StartAsync("router");
        _host = await LabHost.StartAsync("host");
        await LabHost.ConnectAsync(_client, "wire", _router, "client");
        await LabHost.ConnectAsync(_host, Uplink, _router, "host");
        await _client.ConfigureAsync("wire", $"{ClientAddress}/24", $"{ClientAddress6}/64");
        await _router.ConfigureAsync("client", "10.99.1.1/24", "fd99:1::1/64");
        await _router.ConfigureAsync("host", "10.99.2.1/24", "fd99:2::1/64");
        await _host.ConfigureAsync(Uplink, $"{HostAddress}/24", $"{OtherHostAddress}/24", $"{HostAddress6}/64");
        await _router.SetAsync("ipv4/ip_forward", 1);
        await _router.SetAsync("ipv6/conf/all/forwarding", 1);
        await _client.IpAsync("route add default via 10.99.1.1");
        await _client.IpAsync("-6 route add default via fd99:1::1");
        await _host.IpAsync("route add default via 10.99.2.1");
        await _host.IpAsync("-6 route add default via fd99:2::1");
        await _router.IpAsync($"route add 172.16.0.0/12 via {HostAddress}");
        await _router.IpAsync($"-6 route add fd00::/16 via {HostAddress6}");
        await _host.SetAsync("ipv4/ip_forward", 0);
        await _host.SetAsync("ipv6/conf/all/forwarding", 0);
        _daemon = await Daemon.StartAsync(Options(_host));
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            await _daemon.DisposeAsync();
        }

        foreach (LabHost? host in (LabHost?[])[_client, _router, _host])
        {
            if (host is not null)
            {
                await host.DisposeAsync();
            }
        }
    }

    /// <summary>A daemon on a host. dockerd 20.10 leaves IPv6 to the host's own rules unless it is told not to.</summary>
    internal static DaemonOptions Options(LabHost host) => new()
    {
        NetworkNamespace = host.Namespace, Arguments = Target.IsDockerd ? ["--experimental", "--ip6tables"] : [],
    };
}
