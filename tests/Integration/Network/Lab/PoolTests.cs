using Berth.Harness;
using Xunit;

namespace Berth.Integration.Network.Lab;

/// <summary>Subnets that nobody asked for: out of the pools, beside what the host uses.</summary>
public sealed class PoolTests(MultiHostLab lab) : LabTest(lab)
{
    private const string Exhausted = "could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network";

    [Fact]
    public async Task OwnPool_IsUsedUpAroundTheHostsRoutes()
    {
        Assert.SkipWhen(Target.IsDockerd, "two dockerds on one host fight over docker0");
        await Lab.Host.IpAsync("route add 10.177.1.0/24 via 10.99.2.1");
        try
        {
            DaemonOptions options = MultiHostLab.Options(Lab.Host);
            await using Daemon daemon = await Daemon.StartAsync(
                options with { WithBusybox = false, Arguments = [.. options.Arguments, "--default-address-pool", "base=10.177.0.0/22,size=24"] });
            foreach (string subnet in (string[])["10.177.0.0/24", "10.177.2.0/24", "10.177.3.0/24"])
            {
                Assert.Equal(subnet, await CreateAsync(daemon, subnet[..8]));
            }

            CommandResult one = await daemon.RunAsync("network", "create", "more");
            Assert.NotEqual(0, one.ExitCode);
            Assert.Contains(Exhausted, one.Error, StringComparison.Ordinal);

            // What is given back is there for the next.
            (await daemon.RunAsync("network", "rm", "10.177.2")).Succeeded();
            Assert.Equal("10.177.2.0/24", await CreateAsync(daemon, "more"));
            (await daemon.RunAsync("network", "rm", "10.177.0", "10.177.3", "more")).Succeeded();
        }
        finally
        {
            await Lab.Host.IpAsync("route del 10.177.1.0/24");
        }
    }

    /// <summary>Docker has 31 networks to give; Berth goes on where those are used up, or the host has their addresses.</summary>
    [Fact]
    public async Task DefaultPools_WhereTheHostHasDockers_GoOn()
    {
        Assert.SkipWhen(Target.IsDockerd, "dockerd 20.10 gives out what the host routes to others");
        await Lab.Host.ShellAsync("ip route add 172.16.0.0/12 via 10.99.2.1; ip route add 192.168.0.0/16 via 10.99.2.1");
        try
        {
            Assert.Equal("10.64.0.0/24", await CreateAsync(Daemon, "beyond"));
            (await Daemon.RunAsync("network", "rm", "beyond")).Succeeded();
        }
        finally
        {
            await Lab.Host.ShellAsync("ip route del 172.16.0.0/12; ip route del 192.168.0.0/16");
        }
    }

    private static async Task<string> CreateAsync(Daemon daemon, string name)
    {
        (await daemon.RunAsync("network", "create", name)).Succeeded();
        return (await daemon.RunAsync("network", "inspect", "--format", "{{(index .IPAM.Config 0).Subnet}}", name)).Succeeded().Text;
    }
}
