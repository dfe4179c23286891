using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Network;

/// <summary><c>network connect</c> and <c>disconnect</c>, and containers that are made on networks of one's own.</summary>
public sealed class ConnectTests : CliTest
{
    public ConnectTests(SharedDaemon shared)
        : base(shared) => Assert.SkipUnless(Target.HasBridge, "the private dockerd has no bridge");

    [Fact]
    public async Task Connect_RunningContainer_HasOneInterfaceMoreUntilItIsDisconnected()
    {
        await using TestNetwork first = await NewNetworkAsync();
        await using TestNetwork second = await NewNetworkAsync();
        await using TestContainer container = await StartSleeperAsync("--network", first.Name);
        await using TestContainer other = await StartSleeperAsync("--network", second.Name);

        await TextAsync("network", "connect", "--alias", "joined", second.Name, container.Name);
        string names = await container.InspectAsync("{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}");
        string interfaces = await container.ShellAsync("ls /sys/class/net");
        string answer = await other.ShellAsync("ping -c 1 -W 20 joined");
        await TextAsync("network", "disconnect", second.Name, container.Name);

        Assert.Equal(((string[])[first.Name, second.Name]).Order(StringComparer.Ordinal), names.Trim().Split(' '));
        Assert.Equal("eth0\neth1\nlo", interfaces);
        Assert.Contains("1 packets received", answer, StringComparison.Ordinal);
        Assert.Equal("eth0\nlo", await container.ShellAsync("ls /sys/class/net"));
        Assert.Equal(first.Name, await container.InspectAsync("{{range $name, $_ := .NetworkSettings.Networks}}{{$name}}{{end}}"));
    }

    [Fact]
    public async Task Connect_ContainerThatDoesNotRun_IsThereAtItsStart()
    {
        await using TestNetwork first = await NewNetworkAsync();
        await using TestNetwork second = await NewNetworkAsync();
        string name = NewName();
        await TextAsync("create", "--name", name, "--network", first.Name, Busybox, "ls", "/sys/class/net");
        await using var container = new TestContainer(Daemon, name);

        await TextAsync("network", "connect", second.Name, name);
        string both = await TextAsync("start", "-a", name);
        await TextAsync("network", "disconnect", first.Name, name);
        string one = await TextAsync("start", "-a", name);

        Assert.Equal("eth0\neth1\nlo", both);
        Assert.Equal("eth0\nlo", one);
        Assert.Equal(second.Name, await container.InspectAsync("{{range $name, $_ := .NetworkSettings.Networks}}{{$name}}{{end}}"));
    }

    [Fact]
    public async Task Connect_WithAnAddress_HasIt()
    {
        string net = NewSubnet();
        await using TestNetwork network = await NewNetworkAsync("--subnet", $"{net}.0/24");
        await using TestContainer container = await StartSleeperAsync();

        await TextAsync("network", "connect", "--ip", $"{net}.77", network.Name, container.Name);

        Assert.Contains($"inet {net}.77/24 ", await container.ShellAsync("ip addr show eth1"), StringComparison.Ordinal);
        Assert.Equal($"{net}.77", await container.InspectAsync($"{{{{(index .NetworkSettings.Networks \"{network.Name}\").IPAddress}}}}"));
    }

    [Fact]
    public async Task Connect_WhatCannotBe_IsRefused()
    {
        await using TestNetwork network = await NewNetworkAsync();
        await using TestContainer container = await StartSleeperAsync("--network", network.Name);
        await using TestNetwork other = await NewNetworkAsync();
        string id = await container.InspectAsync("{{.Id}}");

        Assert.Equal(
            $"Error response from daemon: endpoint with name {container.Name} already exists in network {network.Name}\n", await ErrorAsync("connect", network.Name, container.Name));
        Assert.Equal("Error response from daemon: network nothing-here not found\n", await ErrorAsync("connect", "nothing-here", container.Name));
        Assert.Equal("Error response from daemon: No such container: nothing-here\n", await ErrorAsync("connect", network.Name, "nothing-here"));
        Assert.Contains(" host ", await ErrorAsync("connect", "host", container.Name), StringComparison.Ordinal);
        Assert.Contains("private (none) mode", await ErrorAsync("connect", "none", container.Name), StringComparison.Ordinal);
        Assert.Contains("user configured subnets", await ErrorAsync("connect", "--ip", "192.0.2.9", other.Name, container.Name), StringComparison.Ordinal);
        Assert.Equal(
            $"Error response from daemon: container {id} is not connected to network bridge\n", await ErrorAsync("disconnect", "bridge", container.Name));
    }

    [Fact]
    public async Task Run_OnSeveralNetworks_HasAnInterfaceForEach()
    {
        Assert.SkipWhen(Target.IsDockerd, "several networks at once are newer than dockerd 20.10");
        string net = NewSubnet();
        await using TestNetwork first = await NewNetworkAsync("--subnet", $"{net}.0/24");
        await using TestNetwork second = await NewNetworkAsync();

        string output = await ShellAsync(
            "ls /sys/class/net; ip -o link; ip -o addr; ip route", "--network", $"name={first.Name},ip={net}.50,mac-address=02:42:0a:0a:0a:0a,gw-priority=1", "--network", second.Name);

        Assert.StartsWith("eth0\neth1\nlo\n", output, StringComparison.Ordinal);
        Assert.Contains($"inet {net}.50/24", output, StringComparison.Ordinal);
        Assert.Contains("02:42:0a:0a:0a:0a", output, StringComparison.Ordinal);
        Assert.Contains($"default via {net}.1 ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OnAnInternalNetwork_HasNoWayOut()
    {
        Assert.SkipWhen(Target.IsDockerd, "dockerd 20.10 has a route that leads nowhere");
        await using TestNetwork network = await NewNetworkAsync("--internal");

        Assert.DoesNotContain("default", await ShellAsync("ip route", "--network", network.Name), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_NamesAndAliases_AreFoundOnTheNetworkOnly()
    {
        await using TestNetwork network = await NewNetworkAsync();
        await using TestNetwork elsewhere = await NewNetworkAsync();
        await using TestContainer server = await StartSleeperAsync("--network", network.Name, "--network-alias", "db", "--hostname", "its-host");
        string address = await server.InspectAsync($"{{{{(index .NetworkSettings.Networks \"{network.Name}\").IPAddress}}}}");

        foreach (string name in (string[])["db", server.Name])
        {
            Assert.Contains($"({address})", await ShellAsync($"ping -c 1 -W 20 {name}", "--network", network.Name), StringComparison.Ordinal);
        }

        Assert.Contains("bad address", (await RunAsync("run", "--rm", "--network", elsewhere.Name, Busybox, "ping", "-c", "1", "db")).Exited(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Link_GivesANameOfItsOwn()
    {
        await using TestNetwork network = await NewNetworkAsync();
        await using TestContainer server = await StartSleeperAsync("--network", network.Name);

        Assert.Contains(
            "1 packets received", await ShellAsync("ping -c 1 -W 20 linked", "--network", network.Name, "--link", $"{server.Name}:linked"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ps_ShowsNetworksAndChoosesByThem()
    {
        await using TestNetwork network = await NewNetworkAsync();
        await using TestContainer container = await StartSleeperAsync("--network", network.Name);

        Assert.Equal($"{container.Name} {network.Name}", await TextAsync("ps", "--filter", $"network={network.Name}", "--format", "{{.Names}} {{.Networks}}"));
    }

    [Theory]
    [InlineData("--ip 10.9.9.9", "user specified IP address is supported on user defined networks only")]
    [InlineData("--network NET --ip 192.0.2.1", "no configured subnet")]
    [InlineData("--network NET --ip x", "invalid IPv4 address: x")]
    [InlineData("--network nothing-here", "network nothing-here not found")]
    [InlineData("--network host --ip 1.1.1.1", "user specified IP address is supported on user defined networks only")]
    [InlineData("--network container:nothing-here", "No such container: nothing-here")]
    [InlineData("--network container:THERE --hostname x", "conflicting options: hostname and the network mode")]
    [InlineData("--network container:THERE -p 80:80", "conflicting options: port publishing and the container type network mode")]
    [InlineData("--network container:THERE --dns 1.1.1.1", "conflicting options: dns and the network mode")]
    [InlineData("--network container:THERE --add-host x:1.1.1.1", "conflicting options: custom host-to-IP mapping and the network mode")]
    [InlineData("--network container:THERE --link THERE", "conflicting options: container type network can't be used with links. This would result in undefined behavior")]
    [InlineData("--network host --link THERE", "conflicting options: host type networking can't be used with links. This would result in undefined behavior")]
    [InlineData("--link nothing-here:x", "could not get container for nothing-here: No such container: nothing-here")]
    [InlineData("--network bridge --network host", "")]
    [InlineData("--network host --network bridge", "")]
    [InlineData("--network none --network bridge", "")]
    public async Task Run_WhatCannotBe_IsRefused(string options, string message)
    {
        Assert.SkipWhen(Target.IsDockerd && message.StartsWith("no configured", StringComparison.Ordinal), "dockerd 20.10 says it otherwise");
        string net = NewSubnet();
        await using TestNetwork network = await NewNetworkAsync("--subnet", $"{net}.0/24");
        await using TestContainer there = await StartSleeperAsync("--network", network.Name);
        string name = NewName();
        string[] words = [.. options.Split(' ').Select(word => word.Replace("NET", network.Name, StringComparison.Ordinal).Replace("THERE", there.Name, StringComparison.Ordinal))];

        CommandResult result = (await RunAsync(["run", "--name", name, .. words, Busybox, "true"])).Exited(125);
        await RunAsync("rm", name);

        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    private async Task<string> ErrorAsync(params string[] arguments) => (await RunAsync(["network", .. arguments])).Exited(1).Error;
}
