using Xunit;

namespace Berth.Integration.Network.Lab;

/// <summary>Published ports: from where they answer, with whose address, and what must not answer.</summary>
public sealed class PublishedPortTests(MultiHostLab lab) : LabTest(lab)
{
    [Fact]
    public async Task Publish_FromAnotherHost_KeepsTheSourceAddress()
    {
        int port = NextPort();
        await using LabNetwork network = await NetworkAsync(ipv6: true);
        await using LabContainer server = await ServeAsync(network, $"{port}:80");
        await using Capture bridge = await Capture.StartAsync(Lab.Host, network.Interface, "tcp dst port 80");

        await AssertPageAsync(Lab.Client.FetchAsync, MultiHostLab.HostAddress, port);
        await AssertPageAsync(Lab.Client.FetchAsync, MultiHostLab.HostAddress6, port);

        await bridge.SeeAsync($"IP {MultiHostLab.ClientAddress}.");
        await bridge.SeeAsync($"IP6 {MultiHostLab.ClientAddress6}.");
        Assert.DoesNotContain(await bridge.StopAsync(), line => line.Contains($"{network.Gateway}.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Publish_OnOneAddress_AnswersThereOnly()
    {
        int port = NextPort();
        await using LabNetwork network = await NetworkAsync();
        await using LabContainer server = await ServeAsync(network, $"{MultiHostLab.OtherHostAddress}:{port}:80");

        await AssertPageAsync(Lab.Client.FetchAsync, MultiHostLab.OtherHostAddress, port);
        Assert.Empty(await Lab.Client.FetchAsync(MultiHostLab.HostAddress, port));
        Assert.Empty(await Lab.Host.FetchAsync("127.0.0.1", port));
    }

    [Fact]
    public async Task Publish_OnLoopback_IsForTheHostAlone()
    {
        int port = NextPort();
        await using LabNetwork network = await NetworkAsync(ipv6: true);
        await using LabContainer server = await ServeAsync(network, $"127.0.0.1:{port}:80");
        await using LabContainer neighbour = await StartAsync(network);
        await AssertPageAsync(Lab.Host.FetchAsync, "127.0.0.1", port);

        // The router is on the host's wire and sends it loopback addresses, which only ill intent does.
        await Lab.Router.SetAsync("ipv4/conf/host/route_localnet", 1);
        await Lab.Router.ShellAsync($"ip addr del 127.0.0.1/8 dev lo; ip route add 127.0.0.1/32 via {MultiHostLab.HostAddress}");
        await Lab.Router.ShellAsync($"ip -6 addr del ::1/128 dev lo; ip -6 route add ::1/128 via {MultiHostLab.HostAddress6}");
        await using Capture arrives = await Capture.StartAsync(Lab.Host, MultiHostLab.Uplink, "dst host 127.0.0.1");
        await using Capture bridge = await Capture.StartAsync(Lab.Host, network.Interface, "tcp dst port 80");

        foreach (string address in (string[])["127.0.0.1", "::1", MultiHostLab.HostAddress, MultiHostLab.HostAddress6])
        {
            Assert.Empty(await Lab.Router.FetchAsync(address, port));
        }

        Assert.Empty(await neighbour.FetchAsync(network.Gateway, port));
        await arrives.SeeAsync("> 127.0.0.1.");
        Assert.Empty(await bridge.StopAsync());
        await Lab.Router.ShellAsync("ip route del 127.0.0.1/32; ip -6 route del ::1/128; ip addr add 127.0.0.1/8 dev lo; ip -6 addr add ::1/128 dev lo");
    }

    [Fact]
    public async Task DirectRouting_ToAContainersAddress_IsRefused()
    {
        int port = NextPort();
        await using LabNetwork network = await NetworkAsync(ipv6: true);
        await using LabContainer server = await ServeAsync(network, $"{port}:80");
        string address = server.Address, address6 = server.Address6;
        await using Capture arrives = await Capture.StartAsync(Lab.Host, MultiHostLab.Uplink, $"dst host {address}");
        await using Capture bridge = await Capture.StartAsync(Lab.Host, network.Interface, "tcp dst port 80");

        Assert.Empty(await Lab.Client.FetchAsync(address, 80));
        Assert.Empty(await Lab.Client.FetchAsync(address6, 80));
        await arrives.SeeAsync($"> {address}.");
        Assert.Empty(await bridge.StopAsync());
    }

    [Fact]
    public async Task Hairpin_FromItselfAndANeighbour_Answers()
    {
        int port = NextPort();
        await using LabNetwork network = await NetworkAsync(ipv6: true);
        await using LabContainer server = await ServeAsync(network, $"{port}:80");
        await using LabContainer neighbour = await StartAsync(network);

        foreach (LabContainer from in (LabContainer[])[server, neighbour])
        {
            await AssertPageAsync(from.FetchAsync, MultiHostLab.HostAddress, port);
            await AssertPageAsync(from.FetchAsync, network.Gateway, port);
            await AssertPageAsync(from.FetchAsync, MultiHostLab.HostAddress6, port);
            await AssertPageAsync(from.FetchAsync, network.Gateway6, port);
        }
    }

    [Fact]
    public async Task Publish_FromTheHostItself_Answers()
    {
        int port = NextPort();
        await using LabNetwork network = await NetworkAsync(ipv6: true);
        await using LabContainer server = await ServeAsync(network, $"{port}:80");

        foreach (string address in (string[])["127.0.0.1", MultiHostLab.HostAddress, MultiHostLab.HostAddress6, network.Gateway])
        {
            await AssertPageAsync(Lab.Host.FetchAsync, address, port);
        }
    }
}
