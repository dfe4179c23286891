using Xunit;

namespace Berth.Integration.Network.Lab;

/// <summary>
/// Several hosts on one machine, each a network namespace; the networks under test are on one of them.
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
    private LabEngine? _engine;

    internal LabHost Client => _client!;

    internal LabHost Router => _router!;

    internal LabHost Host => _host!;

    internal LabEngine Engine => _engine!;

    /// <summary>A directory with a page.</summary>
    internal string Pages { get; private set; } = "";

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
        Pages = Directory.CreateTempSubdirectory("berth-lab-pages-").FullName;
        await File.WriteAllTextAsync(Path.Combine(Pages, "index.html"), LabTest.Page);
        _engine = await LabEngine.StartAsync(_host);
    }

    public async ValueTask DisposeAsync()
    {
        _engine?.Dispose();
        foreach (LabHost? host in (LabHost?[])[_client, _router, _host])
        {
            if (host is not null)
            {
                await host.DisposeAsync();
            }
        }

        Directory.Delete(Pages, recursive: true);
    }
}
