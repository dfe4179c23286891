using Berth.Harness;
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

        await Lab.Client.ReachesAsync(MultiHostLab.HostAddress, port);
        await Lab.Client.ReachesAsync(MultiHostLab.HostAddress6, port);

        await bridge.SeeAsync($"IP {MultiHostLab.ClientAddress}.");
        await bridge.SeeAsync($"IP6 {MultiHostLab.ClientAddress6}.");
        Assert.DoesNotContain(await bridge.StopAsync(), line => line.Contains($"{network.Gateway}.", StringComparison.Ordinal));
    }

    /// <summary>The kernel keeps a flow's way for as long as datagrams come, whatever the rules say since.</summary>
    [Fact]
    public async Task Publish_UdpWhileAClientSends_TakesTheFlowOver()
    {
        Assert.SkipWhen(Target.IsDockerd, "dockerd 20.10 does not take such a flow over");
        int port = NextPort();
        await using LabNetwork network = await NetworkAsync();
        await using LabContainer other = await StartAsync(network);
        await using Capture arrives = await Capture.StartAsync(Lab.Host, MultiHostLab.Uplink, $"udp dst port {port}");
        await using Capture bridge = await Capture.StartAsync(Lab.Host, network.Interface, "udp dst port 80");
        const string Send = "import socket, sys, time\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ns.bind(('', 40001))\nwhile os.getppid() > 1: s.sendto(b'x', (sys.argv[1], int(sys.argv[2]))); time.sleep(0.05)";
        await using LabProgram sender = Lab.Client.Start("python3", "-c", $"import os\n{Send}", MultiHostLab.HostAddress, $"{port}");
        await arrives.SeeAsync($"{MultiHostLab.ClientAddress}.40001 > {MultiHostLab.HostAddress}.{port}: UDP");

        await using LabContainer container = await StartAsync(network, $"{port}:80/udp");

        await bridge.SeeAsync($"{MultiHostLab.ClientAddress}.40001 > {container.Address}.80: UDP");
    }

    [Fact]
    public async Task Publish_OnOneAddress_AnswersThereOnly()
    {
        int port = NextPort();
        await using LabNetwork network = await NetworkAsync();
        await using LabContainer server = await ServeAsync(network, $"{MultiHostLab.OtherHostAddress}:{port}:80");

        await Lab.Client.ReachesAsync(MultiHostLab.OtherHostAddress, port);
        Assert.Empty(await Lab.Client.FetchAsync(MultiHostLab.HostAddress, port));
        Assert.Empty(await Lab.Host.FetchAsync("127.0.0.1", port));
    }

    [Fact]
    public async Task DirectRouting_ToAContainersAddress_IsRefused()
    {
        Assert.SkipWhen(Target.IsDockerd, "dockerd 20.10 lets who routes to a container reach what it publishes; 28 refuses that, as Berth does");
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
            await from.ReachesAsync(MultiHostLab.HostAddress, port);
            await from.ReachesAsync(network.Gateway, port);
            await from.ReachesAsync(MultiHostLab.HostAddress6, port);
            await from.ReachesAsync(network.Gateway6, port);
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
            await Lab.Host.ReachesAsync(address, port);
        }
    }
}
