using Berth.Harness;
using Xunit;

namespace Berth.Integration.Network.Lab;

/// <summary>Containers that are on the host's wire themselves.</summary>
public sealed class MacVlanTests(MultiHostLab lab) : LabTest(lab)
{
    private const string RouterAddress = "10.99.2.1";
    private const string OnUplink = $"parent={MultiHostLab.Uplink}";
    private const string NotSupported = "operation not supported";

    [Fact]
    public async Task Bridge_EveryHostButItsOwn_ReachesTheContainerByItsAddress()
    {
        await using LabNetwork network = await MacVlanAsync("-o", OnUplink);
        await using LabContainer server = await ServeAsync(network);
        await using LabContainer neighbour = await StartAsync(network);
        await using Capture client = await Capture.StartAsync(Lab.Client, "wire", "icmp or icmp6");

        foreach (LabPlace from in (LabPlace[])[Lab.Router, Lab.Client, neighbour])
        {
            await from.ReachesAsync(server.Address, 80);
            await from.ReachesAsync(server.Address6, 80);
        }

        await server.PingsAsync(MultiHostLab.ClientAddress);
        await server.PingsAsync(MultiHostLab.ClientAddress6);
        await client.SeeAsync($"IP {server.Address} > {MultiHostLab.ClientAddress}: ICMP echo request");
        await client.SeeAsync($"IP6 {server.Address6} > {MultiHostLab.ClientAddress6}: ICMP6, echo request");

        // The kernel passes nothing between an interface and what is on it, as with docker.
        Assert.Empty(await Lab.Host.FetchAsync(server.Address, 80));
        Assert.False(await server.IsAnsweredAsync(MultiHostLab.HostAddress));
    }

    /// <summary>Its hardware address is made of this one: nobody can have it while the former interface is there.</summary>
    [Fact]
    public async Task Restart_WithAnAddressOfItsOwn_IsThereAgain()
    {
        await using LabNetwork network = await MacVlanAsync("-o", OnUplink);
        await using LabContainer server = await LabContainer.StartAsync(Daemon, ["--network", network.Name, "--ip", "10.99.2.140"], serves: true);
        await Lab.Client.ReachesAsync(server.Address, 80);

        for (int i = 0; i < 3; i++)
        {
            (await Daemon.RunAsync("restart", "-t", "0", server.Name)).Succeeded();
        }

        await Lab.Client.ReachesAsync("10.99.2.140", 80);
    }

    [Theory]
    [InlineData("private")]
    [InlineData("vepa")]
    public async Task Mode_ThatKeepsNeighboursApart_IsStillOnTheWire(string mode)
    {
        await using LabNetwork network = await MacVlanAsync("-o", OnUplink, "-o", $"macvlan_mode={mode}");
        await using LabContainer server = await ServeAsync(network);
        await using LabContainer neighbour = await StartAsync(network);

        await Lab.Client.ReachesAsync(server.Address, 80);
        await neighbour.PingsAsync(MultiHostLab.ClientAddress);

        // The router, as a wire, sends nothing back by where it came.
        Assert.Empty(await neighbour.FetchAsync(server.Address, 80));
    }

    [Fact]
    public async Task Passthru_HasTheParentForItself()
    {
        string id;
        await using (LabNetwork network = await MacVlanAsync("-o", OnUplink, "-o", "macvlan_mode=passthru"))
        {
            id = network.Id;
            await using LabContainer server = await ServeAsync(network);
            await Lab.Client.ReachesAsync(server.Address, 80);

            CommandResult second = await Daemon.RunAsync("network", "create", "-d", "macvlan", "-o", OnUplink, "--subnet", "172.20.254.0/24", "second");
            Assert.NotEqual(0, second.ExitCode);
            Assert.Contains($"already using parent interface {MultiHostLab.Uplink}", second.Error, StringComparison.Ordinal);
        }

        await Lab.Host.PingsAsync(RouterAddress);
        Assert.DoesNotContain(id, (await Daemon.RunAsync("network", "ls", "-q", "--no-trunc")).Succeeded().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Internal_NoRouteLeadsAway()
    {
        await using LabNetwork network = await MacVlanAsync("-o", OnUplink, "--internal");
        await using LabContainer server = await ServeAsync(network);
        await using LabContainer neighbour = await StartAsync(network);

        await neighbour.ReachesAsync(server.Address, 80);
        Assert.DoesNotContain("default", await server.ShellAsync("ip route; ip -6 route"), StringComparison.Ordinal);
        Assert.Empty(await Lab.Client.FetchAsync(server.Address, 80));
    }

    /// <summary>Docker makes a dummy for it, by which its containers reach each other only.</summary>
    [Fact]
    public async Task WithoutParent_IsOnADummyWhereTheKernelHasOne()
    {
        CommandResult created = await Daemon.RunAsync("network", "create", "-d", "macvlan", "--subnet", "172.20.254.0/24", "alone");
        if (!await Lab.Host.HasKindAsync("dummy"))
        {
            Assert.NotEqual(0, created.ExitCode);
            Assert.Contains(NotSupported, created.Error, StringComparison.Ordinal);
            return;
        }

        string dummy = $"dm-{created.Succeeded().Text[..12]}";
        await using (LabNetwork network = new(Daemon, "alone", created.Text, "172.20.254", ""))
        {
            await using LabContainer server = await ServeAsync(network);
            await using LabContainer neighbour = await StartAsync(network);
            await neighbour.ReachesAsync(server.Address, 80);
            Assert.Contains(dummy, await Lab.Host.IpAsync("link"), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(dummy, await Lab.Host.IpAsync("link"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Subinterface_IsMadeWhereTheKernelHasVlans()
    {
        const string Name = $"{MultiHostLab.Uplink}.10";
        CommandResult created = await Daemon.RunAsync("network", "create", "-d", "macvlan", "--subnet", "172.20.254.0/24", "-o", $"parent={Name}", "tagged");
        if (!await Lab.Host.HasKindAsync("vlan id 11", on: MultiHostLab.Uplink))
        {
            Assert.NotEqual(0, created.ExitCode);
            Assert.Contains($"failed to create {Name} vlan link: {NotSupported}", created.Error, StringComparison.Ordinal);
            return;
        }

        created.Succeeded();
        Assert.Contains(Name, await Lab.Host.IpAsync("link"), StringComparison.Ordinal);
        (await Daemon.RunAsync("network", "rm", "tagged")).Succeeded();
        Assert.DoesNotContain(Name, await Lab.Host.IpAsync("link"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lo", "loopback interface is not a valid macvlan parent link")]
    [InlineData("nosuch0", "invalid subinterface vlan name nosuch0, example formatting is eth0.10")]
    [InlineData("nosuch0.10", "-o parent interface")] // does not exist (20.10), was not found (28)
    [InlineData("up0.5000", "vlan id must be between 1-4094, received: 5000")]
    [InlineData("up0.x", "unable to parse a valid vlan id from: x (ex. eth0.10 for vlan 10)")]
    public async Task Parent_NotToBeHad_IsRefused(string parent, string expected)
    {
        CommandResult created = await Daemon.RunAsync("network", "create", "-d", "macvlan", "--subnet", "172.20.254.0/24", "-o", $"parent={parent}", "wrong");

        Assert.NotEqual(0, created.ExitCode);
        Assert.Contains(expected, created.Error, StringComparison.Ordinal);
    }

    /// <summary>Where the kernel has none, Berth refuses the network; dockerd makes it, and refuses its containers.</summary>
    [Fact]
    public async Task IpVlan_IsRefusedWhereTheKernelHasNone()
    {
        Assert.SkipWhen(await Lab.Host.HasKindAsync("ipvlan mode l2", on: MultiHostLab.Uplink), "the kernel has ipvlan");
        CommandResult refused = await Daemon.RunAsync("network", "create", "-d", "ipvlan", "--subnet", "172.20.254.0/24", "-o", OnUplink, "flat");
        if (Target.IsDockerd)
        {
            refused.Succeeded();
            refused = await Daemon.RunAsync("run", "--rm", "--network", "flat", Daemon.Busybox, "true");
            await Daemon.RunAsync("network", "rm", "flat");
        }

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains(NotSupported, refused.Error, StringComparison.Ordinal);
    }

    /// <summary>A network on the wire between host and router, which is its gateway; its addresses are nobody's there.</summary>
    private async Task<LabNetwork> MacVlanAsync(params string[] options)
    {
        const string Name = "wire";

        // Whoever had such an address in another test may have had another hardware address: passthru lends the parent's.
        await Lab.Router.IpAsync("neigh flush dev host");
        await Lab.Router.IpAsync("-6 neigh flush dev host");

        string id = (await Daemon.RunAsync(
        [
            "network", "create", "-d", "macvlan", "--subnet", "10.99.2.0/24", "--ip-range", "10.99.2.128/26", "--gateway", RouterAddress,
            "--ipv6", "--subnet", "fd99:2::/64", "--ip-range", "fd99:2::1:0/112", "--gateway", "fd99:2::1", .. options, Name,
        ])).Succeeded().Text;
        return new LabNetwork(Daemon, Name, id, "10.99.2", "fd99:2:");
    }
}
