using System.Globalization;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Network.Lab;

/// <summary>Ports published on loopback addresses are for the host alone, whatever a neighbour sends it.</summary>
public sealed class LoopbackTests(MultiHostLab lab) : LabTest(lab)
{
    /// <summary>Sends <c>N</c> TCP SYN to a port of the host, from and to any IPv6 addresses: kernels send none of the kind.</summary>
    private const string Spoof = """
        import socket, struct, sys
        link, mac, source, target, port = sys.argv[1:6]
        packed = [socket.inet_pton(socket.AF_INET6, a) for a in (source, target)]
        tcp = struct.pack('!HHIIBBHHH', 40000, int(port), 1, 0, 5 << 4, 2, 65535, 0, 0)
        def checksum(data):
            total = sum(struct.unpack('!%dH' % (len(data) // 2), data))
            while total >> 16: total = (total & 0xffff) + (total >> 16)
            return ~total & 0xffff
        total = checksum(packed[0] + packed[1] + struct.pack('!II', len(tcp), 6) + tcp)
        tcp = tcp[:16] + struct.pack('!H', total) + tcp[18:]
        wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        wire.bind((link, 0))
        frame = bytes.fromhex(mac.replace(':', '')) + wire.getsockname()[4] + b'\x86\xdd'
        for i in range(3): wire.send(frame + struct.pack('!IHBB', 6 << 28, len(tcp), 6, 64) + packed[0] + packed[1] + tcp)
        """;

    [Fact]
    public async Task Publish_OnIpv4Loopback_IsForTheHostAlone()
    {
        int port = NextPort();
        await using LabNetwork network = await NetworkAsync(ipv6: true);
        await using LabContainer server = await ServeAsync(network, $"127.0.0.1:{port}:80");
        await using LabContainer neighbour = await StartAsync(network);
        await Lab.Host.ReachesAsync("127.0.0.1", port);

        await OnlyTheHostAsync(network, neighbour, port);
    }

    [Fact]
    public async Task Publish_OnIpv6Loopback_IsForTheHostAlone()
    {
        int port = NextPort();
        await using LabNetwork network = await NetworkAsync(ipv6: true);
        await using LabContainer server = await ServeAsync(network, $"[::1]:{port}:80");
        await using LabContainer neighbour = await StartAsync(network);
        await Lab.Host.ReachesAsync("::1", port);

        await OnlyTheHostAsync(network, neighbour, port);
        Assert.Empty(await Lab.Host.FetchAsync("127.0.0.1", port));
    }

    [Fact]
    public async Task RoutedLoopback_OfANeighbour_IsDropped()
    {
        Assert.SkipWhen(Target.IsDockerd, "dockerd 20.10 answers: the hole that 28 closed with a rule of its own");
        int port = NextPort();
        await using LabNetwork network = await NetworkAsync(ipv6: true);
        await using LabContainer server = await ServeAsync(network, $"127.0.0.1:{port}:80");
        await Lab.Host.ReachesAsync("127.0.0.1", port);
        await using Capture arrives = await Capture.StartAsync(Lab.Host, MultiHostLab.Uplink, "dst host 127.0.0.1");
        await using Capture bridge = await Capture.StartAsync(Lab.Host, network.Interface, "tcp dst port 80");

        // The router is on the host's wire and sends it loopback addresses, which only ill intent does.
        await Lab.Router.SetAsync("ipv4/conf/host/route_localnet", 1);
        await Lab.Router.ShellAsync($"ip addr del 127.0.0.1/8 dev lo; ip route add 127.0.0.1/32 via {MultiHostLab.HostAddress}");
        try
        {
            Assert.Empty(await Lab.Router.FetchAsync("127.0.0.1", port));
        }
        finally
        {
            await Lab.Router.ShellAsync("ip route del 127.0.0.1/32; ip addr add 127.0.0.1/8 dev lo");
        }

        await arrives.SeeAsync("> 127.0.0.1.");
        Assert.Empty(await bridge.StopAsync());
    }

    /// <summary>
    /// The kernel itself drops ::1 where it comes from outside, before any table sees it, so ours has no rule: this is what it relies on.
    /// </summary>
    [Theory]
    [InlineData("fd99:2::1", "::1")]
    [InlineData("::1", MultiHostLab.HostAddress6)]
    [InlineData("::1", "::1")]
    public async Task SpoofedIpv6Loopback_OfANeighbour_IsDropped(string source, string target)
    {
        int port = NextPort();
        await using LabNetwork network = await NetworkAsync(ipv6: true);
        await using LabContainer server = await ServeAsync(network, target == "::1" ? $"[::1]:{port}:80" : $"{port}:80");
        await Lab.Host.ReachesAsync("::1", port);
        await using Capture arrives = await Capture.StartAsync(Lab.Host, MultiHostLab.Uplink, $"tcp dst port {port}");
        await using Capture answers = await Capture.StartAsync(Lab.Host, "any", $"tcp src port {port} and dst port 40000");
        await using Capture bridge = await Capture.StartAsync(Lab.Host, network.Interface, "tcp dst port 80");
        long before = await HeaderErrorsAsync();

        (await Lab.Router.RunAsync("python3", "-c", Spoof, "host", await Lab.Host.MacAsync(MultiHostLab.Uplink), source, target, $"{port}")).Succeeded();

        await arrives.SeeAsync($"IP6 {source}.40000 > {target}.{port}: Flags [S]");
        await Condition.WaitAsync("the kernel counts three bad packets", async () => await HeaderErrorsAsync() >= before + 3);
        Assert.Empty(await answers.StopAsync());
        Assert.Empty(await bridge.StopAsync());
    }

    /// <summary>Nobody gets the page by any address but the host's own loopback, and no packet of theirs gets as far as the network.</summary>
    private async Task OnlyTheHostAsync(LabNetwork network, LabContainer neighbour, int port)
    {
        await using Capture bridge = await Capture.StartAsync(Lab.Host, network.Interface, "tcp dst port 80");
        foreach (string address in (string[])[MultiHostLab.HostAddress, MultiHostLab.HostAddress6])
        {
            Assert.Empty(await Lab.Router.FetchAsync(address, port));
            Assert.Empty(await Lab.Client.FetchAsync(address, port));
        }

        foreach (string address in (string[])[network.Gateway, network.Gateway6, "127.0.0.1", "::1"])
        {
            Assert.Empty(await neighbour.FetchAsync(address, port));
        }

        Assert.Empty(await bridge.StopAsync());
    }

    /// <summary>How many packets the host's kernel has dropped for what their IPv6 header says.</summary>
    private async Task<long> HeaderErrorsAsync() => long.Parse(await Lab.Host.ShellAsync("awk '$1 == \"Ip6InHdrErrors\" { print $2 }' /proc/net/snmp6"), CultureInfo.InvariantCulture);
}
