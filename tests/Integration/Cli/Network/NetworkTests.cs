using System.Text.Json;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Network;

/// <summary>Networks of one's own: made, joined, left and removed.</summary>
public sealed class NetworkTests(SharedDaemon shared) : CliTest(shared)
{
    [Fact]
    public async Task Create_WithSubnet_IsInspectedAsAskedFor()
    {
        Assert.SkipUnless(Target.HasBridge, "the private dockerd has no bridge");
        string name = NewName();
        await TextAsync("network", "create", "--subnet", "10.211.7.0/24", "--gateway", "10.211.7.9", "--ip-range", "10.211.7.128/25", "--aux-address", "router=10.211.7.129", "--label", "a=b", name);

        using JsonDocument inspected = JsonDocument.Parse(await TextAsync("network", "inspect", name));
        await TextAsync("network", "rm", name);

        JsonElement network = inspected.RootElement[0];
        JsonElement config = network.GetProperty("IPAM").GetProperty("Config")[0];
        Assert.Equal("10.211.7.0/24", config.GetProperty("Subnet").GetString());
        Assert.Equal("10.211.7.9", config.GetProperty("Gateway").GetString());
        Assert.Equal("10.211.7.128/25", config.GetProperty("IPRange").GetString());
        Assert.Equal("bridge", network.GetProperty("Driver").GetString());
        Assert.Equal("b", network.GetProperty("Labels").GetProperty("a").GetString());
    }

    [Theory]
    [InlineData("network with name {0} already exists", "{0}")]
    [InlineData("operation is not permitted on predefined bridge network", "bridge")]
    [InlineData("only one instance of \"host\" network is allowed", "-d", "host", "other")]
    [InlineData("not found", "-d", "nosuch", "other")]
    [InlineData("requested macvlan mode 'zz' is not valid", "-d", "macvlan", "-o", "macvlan_mode=zz", "other")]
    public async Task Create_NotToBeHad_IsRefused(string expected, params string[] arguments)
    {
        Assert.SkipUnless(Target.HasBridge, "the private dockerd has no bridge");
        string name = NewName();
        await TextAsync("network", "create", name);

        CommandResult result = await RunAsync(["network", "create", .. arguments.Select(argument => argument.Replace("{0}", name, StringComparison.Ordinal))]);
        await TextAsync("network", "rm", name);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(expected.Replace("{0}", name, StringComparison.Ordinal), result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OnANetwork_HasItsAddressAndRoute()
    {
        Assert.SkipWhen(Target.IsDockerd, "docker's client sends no hardware address to a daemon as old as 20.10");
        Assert.SkipUnless(Target.HasBridge, "the private dockerd has no bridge");
        string name = NewName();
        await TextAsync("network", "create", "--subnet", "10.211.8.0/24", name);

        string text = await ShellAsync("ip addr show eth0; ip route", "--network", name, "--ip", "10.211.8.77", "--mac-address", "02:42:00:00:07:07");
        CommandResult outside = await RunAsync("run", "--rm", "--network", name, "--ip", "10.212.0.1", Busybox, "true");
        await TextAsync("network", "rm", name);

        Assert.Contains("inet 10.211.8.77/24", text, StringComparison.Ordinal);
        Assert.Contains("link/ether 02:42:00:00:07:07", text, StringComparison.Ordinal);
        Assert.Contains("default via 10.211.8.1", text, StringComparison.Ordinal);
        Assert.NotEqual(0, outside.ExitCode);
    }

    [Fact]
    public async Task ConnectAndDisconnect_ARunningContainer_MoveInterfaceAndRoute()
    {
        Assert.SkipUnless(Target.HasBridge, "the private dockerd has no bridge");
        string first = $"a{NewName()}", second = $"b{NewName()}";
        await TextAsync("network", "create", "--subnet", "10.211.9.0/24", first);
        await TextAsync("network", "create", "--subnet", "10.211.10.0/24", second);
        await using (TestContainer container = await StartSleeperAsync("--network", second))
        {
            Assert.Contains("default via 10.211.10.1", await container.ShellAsync("ip route"), StringComparison.Ordinal);

            // By its name the other network comes first now.
            await TextAsync("network", "connect", "--ip", "10.211.9.50", first, container.Name);
            string both = await container.ShellAsync("ip addr; ip route");
            CommandResult again = await RunAsync("network", "connect", first, container.Name);
            CommandResult busy = await RunAsync("network", "rm", first);
            await TextAsync("network", "disconnect", second, container.Name);
            string one = await container.ShellAsync("ip addr; ip route");

            Assert.Contains("inet 10.211.9.50/24", both, StringComparison.Ordinal);
            Assert.Contains("inet 10.211.10.", both, StringComparison.Ordinal);
            Assert.Contains("default via 10.211.9.1", both, StringComparison.Ordinal);
            Assert.Contains($"already exists in network {first}", again.Error, StringComparison.Ordinal);
            Assert.Contains("has active endpoints", busy.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("inet 10.211.10.", one, StringComparison.Ordinal);
            Assert.Contains("default via 10.211.9.1", one, StringComparison.Ordinal);
        }

        await TextAsync("network", "rm", first, second);
    }

    [Fact]
    public async Task Connect_AStoppedContainer_IsThereAtItsNextStart()
    {
        Assert.SkipUnless(Target.HasBridge, "the private dockerd has no bridge");
        string network = NewName(), name = NewName();
        await TextAsync("network", "create", "--subnet", "10.211.11.0/24", network);
        await TextAsync("create", "--name", name, Busybox, "sleep", "1000");
        await TextAsync("network", "connect", network, name);
        await TextAsync("start", name);
        string addresses = await TextAsync("exec", name, "ip", "addr");
        string networks = await TextAsync("inspect", "-f", "{{range $name, $n := .NetworkSettings.Networks}}{{$name}} {{end}}", name);
        await TextAsync("rm", "-f", name);
        await TextAsync("network", "rm", network);

        Assert.Contains("eth0", addresses, StringComparison.Ordinal);
        Assert.Contains("inet 10.211.11.2/24", addresses, StringComparison.Ordinal);
        Assert.Equal(new[] { "bridge", network }.Order(StringComparer.Ordinal), networks.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Remove_WhileAStoppedContainerBelongsToIt_LeavesTheStartToFail()
    {
        Assert.SkipUnless(Target.HasBridge, "the private dockerd has no bridge");
        string network = NewName(), name = NewName();
        await TextAsync("network", "create", network);
        await TextAsync("run", "--name", name, "--network", network, Busybox, "true");
        await TextAsync("network", "rm", network);

        CommandResult start = await RunAsync("start", name);
        await TextAsync("rm", name);

        Assert.NotEqual(0, start.ExitCode);
        Assert.Contains("not found", start.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OfWhatHasLeftItsOnlyNetwork_HasLoopbackOnly()
    {
        Assert.SkipUnless(Target.HasBridge, "the private dockerd has no bridge");
        string network = NewName(), name = NewName();
        await TextAsync("network", "create", network);
        await TextAsync("create", "--name", name, "--network", network, Busybox, "ls", "/sys/class/net");
        await TextAsync("network", "disconnect", network, name);

        string interfaces = await TextAsync("start", "-a", name);
        await TextAsync("rm", name);
        await TextAsync("network", "rm", network);

        Assert.Equal("lo", interfaces);
    }

    [Fact]
    public async Task Internal_Network_HasNoWayOut()
    {
        Assert.SkipWhen(Target.IsDockerd, "Debian's dockerd 20.10 gives a default route that leads nowhere; 28.5 gives none");
        string network = NewName();
        await TextAsync("network", "create", "--internal", network);

        string routes = await ShellAsync("ip route", "--network", network);
        await TextAsync("network", "rm", network);

        Assert.DoesNotContain("default", routes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task IPv6_Network_HasAddressAndRouteAtOnce()
    {
        Assert.SkipWhen(Target.IsDockerd, "Debian's dockerd gives no IPv6 subnet by itself");
        string network = NewName();
        await TextAsync("network", "create", "--ipv6", network);

        string text = await ShellAsync("ip -6 addr show eth0; ip -6 route", "--network", network);
        await TextAsync("network", "rm", network);

        Assert.Matches(@"inet6 fd[0-9a-f:]+::2/64 scope global", text);
        Assert.DoesNotContain("global tentative", text, StringComparison.Ordinal);
        Assert.Matches(@"default via fd[0-9a-f:]+::1 dev eth0", text);
    }

    [Fact]
    public async Task Prune_WithLabel_TakesUnusedOnes()
    {
        Assert.SkipUnless(Target.HasBridge, "the private dockerd has no bridge");
        string unused = NewName(), used = NewName(), label = $"prune={NewName()}";
        await TextAsync("network", "create", "--label", label, unused);
        await TextAsync("network", "create", "--label", label, used);
        string pruned;
        await using (await StartSleeperAsync("--network", used))
        {
            pruned = await TextAsync("network", "prune", "-f", "--filter", $"label={label}");
        }

        await TextAsync("network", "rm", used);

        Assert.Contains(unused, pruned, StringComparison.Ordinal);
        Assert.DoesNotContain(used, pruned, StringComparison.Ordinal);
    }
}
