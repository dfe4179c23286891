using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Network;

public sealed class NetworkModeTests(SharedDaemon shared) : CliTest(shared)
{
    [Fact]
    public async Task Bridge_Container_HasAnAddressAndARoute()
    {
        Assert.SkipUnless(Target.HasBridge, "the private dockerd has no bridge");
        await using TestContainer container = await StartSleeperAsync();
        string address = await container.InspectAsync("{{.NetworkSettings.Networks.bridge.IPAddress}}");

        Assert.Contains(address, await container.ShellAsync("ip addr show eth0"), StringComparison.Ordinal);
        Assert.Contains($"default via {Daemon.Bip.Split('/')[0]}", await container.ShellAsync("ip route"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bridge_TwoContainers_ReachEachOther()
    {
        Assert.SkipUnless(Target.HasBridge, "the private dockerd has no bridge");
        await using TestContainer server = await StartSleeperAsync();
        string address = await server.InspectAsync("{{.NetworkSettings.Networks.bridge.IPAddress}}");

        Assert.Contains("1 packets received", await ShellAsync($"ping -c 1 -W 20 {address}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task None_Container_HasLoopbackOnly() =>
        Assert.Equal("lo", await ShellAsync("ls /sys/class/net", "--network", "none"));

    [Fact]
    public async Task Host_Container_IsInTheHostsNamespace()
    {
        string host = new FileInfo("/proc/self/ns/net").LinkTarget ?? "";

        Assert.Equal(host, await ShellAsync("readlink /proc/self/ns/net", "--network", "host"));
    }

    [Fact]
    public async Task ContainerMode_SharesTheNamespace()
    {
        await using TestContainer first = await StartSleeperAsync();

        string ours = await first.ShellAsync("readlink /proc/self/ns/net");

        Assert.Equal(ours, await ShellAsync("readlink /proc/self/ns/net", "--network", $"container:{first.Name}"));
    }

    [Fact]
    public async Task Files_ForNames_AreWritten()
    {
        string text = await ShellAsync("cat /etc/hostname; cat /etc/hosts; cat /etc/resolv.conf", "--hostname", "its-name", "--add-host", "other:192.0.2.7");

        Assert.StartsWith("its-name\n", text, StringComparison.Ordinal);
        Assert.Matches(@"127\.0\.0\.1\s+localhost", text);
        Assert.Matches(@"192\.0\.2\.7\s+other", text);
        Assert.Contains("nameserver", text, StringComparison.Ordinal);
    }
}
