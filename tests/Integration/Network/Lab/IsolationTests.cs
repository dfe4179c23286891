using Xunit;

namespace Berth.Integration.Network.Lab;

/// <summary>Who cannot reach whom, and who still can.</summary>
public sealed class IsolationTests(MultiHostLab lab) : LabTest(lab)
{
    [Fact]
    public async Task Networks_OfOneHost_DoNotReachEachOther()
    {
        await using LabNetwork left = await NetworkAsync(ipv6: true);
        await using LabNetwork right = await NetworkAsync(ipv6: true);
        await using LabContainer server = await ServeAsync(right);
        await using LabContainer neighbour = await StartAsync(right);
        await using LabContainer stranger = await StartAsync(left);
        string address = server.Address, address6 = server.Address6;
        await using Capture bridge = await Capture.StartAsync(Lab.Host, right.Interface, $"net {left.Prefix}.0/24 or net {left.Prefix6}:/64");

        await neighbour.ReachesAsync(address, 80);
        await neighbour.ReachesAsync(address6, 80);
        Assert.Empty(await stranger.FetchAsync(address, 80));
        Assert.Empty(await stranger.FetchAsync(address6, 80));
        Assert.Empty(await bridge.StopAsync());
    }

    [Fact]
    public async Task PublishedPort_OfAnotherNetwork_IsReachableByTheHostsAddresses()
    {
        int port = NextPort();
        await using LabNetwork left = await NetworkAsync();
        await using LabNetwork right = await NetworkAsync();
        await using LabContainer server = await ServeAsync(right, $"{port}:80");
        await using LabContainer stranger = await StartAsync(left);

        await stranger.ReachesAsync(MultiHostLab.HostAddress, port);
        await stranger.ReachesAsync(left.Gateway, port);
        await stranger.ReachesAsync(right.Gateway, port);
    }

    [Fact]
    public async Task WithoutIcc_Neighbours_ReachTheWorldButNotEachOther()
    {
        int port = NextPort();
        await using LabNetwork network = await NetworkAsync(options: ("com.docker.network.bridge.enable_icc", "false"));
        await using LabContainer server = await ServeAsync(network, $"{port}:80");
        await using LabContainer neighbour = await StartAsync(network);
        string address = server.Address;

        Assert.Empty(await neighbour.FetchAsync(address, 80));

        // Nor by way of the gateway.
        await neighbour.ShellAsync($"ip route add {address}/32 via {network.Gateway}");
        Assert.Empty(await neighbour.FetchAsync(address, 80));

        await neighbour.PingsAsync(MultiHostLab.ClientAddress);
        await neighbour.ReachesAsync(MultiHostLab.HostAddress, port);
        await Lab.Client.ReachesAsync(MultiHostLab.HostAddress, port);
    }

    [Fact]
    public async Task Internal_NoPacketLeavesAndNoneComesIn()
    {
        await using LabNetwork network = await NetworkAsync(ipv6: true, isInternal: true);
        await using LabNetwork other = await NetworkAsync(ipv6: true);
        await using LabContainer server = await ServeAsync(network);
        await using LabContainer neighbour = await StartAsync(network);
        await using LabContainer outside = await ServeAsync(other);
        string address = server.Address, address6 = server.Address6;
        await using Capture uplink = await Capture.StartAsync(Lab.Host, MultiHostLab.Uplink, "tcp[tcpflags] & tcp-syn != 0 or (ip6 and tcp)");
        await using Capture inside = await Capture.StartAsync(Lab.Host, network.Interface, $"host {MultiHostLab.ClientAddress} and dst host {address}");

        // A route of its own making is no way out.
        await server.ShellAsync($"ip route replace default via {network.Gateway}; ip -6 route replace default via {network.Gateway6}");
        foreach (string target in (string[])[MultiHostLab.ClientAddress, MultiHostLab.ClientAddress6, outside.Address, outside.Address6])
        {
            Assert.Empty(await server.FetchAsync(target, 80));
        }

        Assert.Empty(await Lab.Client.FetchAsync(address, 80));
        Assert.Empty(await Lab.Client.FetchAsync(address6, 80));
        Assert.Empty(await outside.FetchAsync(address, 80));

        await neighbour.ReachesAsync(address, 80);
        await Lab.Host.ReachesAsync(address, 80);
        await Lab.Host.ReachesAsync(address6, 80);

        Assert.DoesNotContain(await uplink.StopAsync(), line => line.Contains($"IP {network.Prefix}.", StringComparison.Ordinal) || line.Contains($"IP6 {network.Prefix6}:", StringComparison.Ordinal) || line.Contains($"IP {MultiHostLab.HostAddress}", StringComparison.Ordinal));
        Assert.Empty(await inside.StopAsync());
    }

    [Fact]
    public async Task Internal_PublishedPortOfAnother_IsNoWayOut()
    {
        int port = NextPort();
        await using LabNetwork network = await NetworkAsync(isInternal: true);
        await using LabNetwork other = await NetworkAsync();
        await using LabContainer prisoner = await StartAsync(network);
        await using LabContainer outside = await ServeAsync(other, $"{port}:80");

        Assert.Empty(await prisoner.FetchAsync(network.Gateway, port));
    }
}
