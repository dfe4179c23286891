using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Network;

/// <summary><c>network create</c>, <c>ls</c>, <c>inspect</c>, <c>rm</c> and <c>prune</c>.</summary>
public sealed class NetworkCommandTests : CliTest
{
    public NetworkCommandTests(SharedDaemon shared)
        : base(shared) => Assert.SkipUnless(Target.HasBridge, "the private dockerd has no bridge");

    [Fact]
    public async Task Create_Network_PrintsItsIdAndIsListed()
    {
        string name = NewName();
        string id = await TextAsync("network", "create", name);
        await using var network = new TestNetwork(Daemon, name);

        Assert.Matches("^[0-9a-f]{64}$", id);
        Assert.Matches($"{id[..12]} +{name} +bridge +local", await TextAsync("network", "ls"));
        Assert.Equal(id, await TextAsync("network", "inspect", "-f", "{{.Id}}", name));
        Assert.Equal(name, await TextAsync("inspect", "--type", "network", "-f", "{{.Name}}", id[..12]));
    }

    [Fact]
    public async Task Create_WithEveryOption_IsInspectedSo()
    {
        string net = NewSubnet();
        await using TestNetwork network = await NewNetworkAsync(
            "--subnet", $"{net}.0/24", "--gateway", $"{net}.9", "--ip-range", $"{net}.128/25", "--aux-address", $"router={net}.130", "--label", "a=b",
            "--label", "c", "--opt", "com.docker.network.driver.mtu=1400", "--attachable", "--internal");

        Assert.Equal(
            $"[map[router:{net}.130] {net}.9 {net}.128/25 {net}.0/24] true true 1400 b bridge",
            await TextAsync(
                "network", "inspect", "-f",
                "{{range .IPAM.Config}}[{{.AuxiliaryAddresses}} {{.Gateway}} {{.IPRange}} {{.Subnet}}]{{end}} {{.Internal}} {{.Attachable}} "
                + "{{index .Options \"com.docker.network.driver.mtu\"}} {{.Labels.a}} {{.Driver}}",
                network.Name));
    }

    [Theory]
    [InlineData("bridge", "operation is not permitted on predefined bridge network")]
    [InlineData("none", "operation is not permitted on predefined none network")]
    [InlineData("-d nope x1", "plugin \"nope\" not found")]
    [InlineData("-d host x1", "only one instance of \"host\" network is allowed")]
    [InlineData("-d null x1", "only one instance of \"null\" network is allowed")]
    [InlineData("--ipam-driver nope x1", "plugin \"nope\" not found")]
    [InlineData("--subnet nonsense x1", "nvalid subnet nonsense")]
    [InlineData("--config-from nope x1", "")]
    [InlineData("--ingress x1", "")]
    [InlineData("--scope swarm x1", "")]
    public async Task Create_OfWhatCannotBe_IsRefused(string options, string message)
    {
        CommandResult result = (await RunAsync(["network", "create", .. options.Split(' ')])).Exited(1);

        Assert.StartsWith("Error response from daemon: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Equal("", result.Output);
    }

    [Fact]
    public async Task Create_NameThatThereIs_IsRefused()
    {
        await using TestNetwork network = await NewNetworkAsync();

        CommandResult result = (await RunAsync("network", "create", network.Name)).Exited(1);

        Assert.Equal($"Error response from daemon: network with name {network.Name} already exists\n", result.Error);
    }

    [Fact]
    public async Task Create_SubnetOfAnother_IsRefused()
    {
        string net = NewSubnet();
        await using TestNetwork network = await NewNetworkAsync("--subnet", $"{net}.0/25");

        CommandResult result = (await RunAsync("network", "create", "--subnet", $"{net}.0/24", NewName())).Exited(1);

        Assert.Contains("Pool overlaps with other one on this address space", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name=NAME", true)]
    [InlineData("driver=bridge", true)]
    [InlineData("driver=host", false)]
    [InlineData("type=custom", true)]
    [InlineData("type=builtin", false)]
    [InlineData("scope=local", true)]
    [InlineData("scope=swarm", false)]
    [InlineData("label=kind", true)]
    [InlineData("label=kind=test", true)]
    [InlineData("label=kind=other", false)]
    [InlineData("dangling=true", true)]
    [InlineData("dangling=false", false)]
    public async Task List_Filter_Chooses(string filter, bool isListed)
    {
        await using TestNetwork network = await NewNetworkAsync("--label", "kind=test");

        string[] names = (await TextAsync(
            "network", "ls", "--filter", filter.Replace("NAME", network.Name, StringComparison.Ordinal), "--format", "{{.Name}}")).Split('\n');

        Assert.Equal(isListed, names.Contains(network.Name));
    }

    [Fact]
    public async Task List_Formats_ShowFields()
    {
        await using TestNetwork network = await NewNetworkAsync("--label", "kind=test", "--internal");
        string[] only = ["network", "ls", "--filter", $"name={network.Name}"];
        string id = await TextAsync("network", "inspect", "-f", "{{.Id}}", network.Name);

        Assert.Equal($"{id[..12]}", await TextAsync([.. only, "-q"]));
        Assert.Equal(id, await TextAsync([.. only, "-q", "--no-trunc"]));
        Assert.Equal($"{network.Name} bridge local true false kind=test test", await TextAsync(
            [.. only, "--format", "{{.Name}} {{.Driver}} {{.Scope}} {{.Internal}} {{.IPv6}} {{.Labels}} {{.Label \"kind\"}}"]));
    }

    [Theory]
    [InlineData("type=x", "invalid filter: 'type'='x'")]
    [InlineData("x=y", "nvalid filter 'x'")]
    public async Task List_FilterThatIsNone_IsRefused(string filter, string message) => Assert.Contains(
        message, (await RunAsync("network", "ls", "--filter", filter)).Exited(1).Error, StringComparison.Ordinal);

    [Fact]
    public async Task Inspect_OfSeveral_ShowsThoseThatThereAre()
    {
        CommandResult result = (await RunAsync("network", "inspect", "-f", "{{.Name}}", "bridge", "nothing-here", "host")).Exited(1);

        Assert.Equal("bridge\nhost\n", result.Output);
        Assert.Contains("network nothing-here not found", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Remove_Several_GoesOnAfterAnError()
    {
        await using TestNetwork first = await NewNetworkAsync();
        await using TestNetwork second = await NewNetworkAsync();

        CommandResult result = (await RunAsync("network", "rm", first.Name, "nothing-here", second.Name)).Exited(1);

        Assert.Equal($"{first.Name}\n{second.Name}\n", result.Output);
        Assert.Equal("Error response from daemon: network nothing-here not found\nexit status 1\n", result.Error);
    }

    [Fact]
    public async Task Remove_ByForce_OfNone_IsNoError() => Assert.Equal("", await TextAsync("network", "rm", "-f", "nothing-here"));

    [Theory]
    [InlineData("bridge")]
    [InlineData("host")]
    [InlineData("none")]
    public async Task Remove_Predefined_IsRefused(string name) => Assert.StartsWith(
        $"Error response from daemon: {name} is a pre-defined network and cannot be removed\n",
        (await RunAsync("network", "rm", name)).Exited(1).Error,
        StringComparison.Ordinal);

    [Fact]
    public async Task Remove_InUse_IsRefusedUntilItIsNot()
    {
        await using TestNetwork network = await NewNetworkAsync();
        await using (await StartSleeperAsync("--network", network.Name))
        {
            CommandResult refused = (await RunAsync("network", "rm", network.Name)).Exited(1);

            Assert.Contains("has active endpoints", refused.Error, StringComparison.Ordinal);
        }

        Assert.Equal(network.Name, await TextAsync("network", "rm", network.Name));
    }

    [Fact]
    public async Task Prune_ByLabel_TakesWhatNothingUses()
    {
        string mark = NewName();
        await using TestNetwork used = await NewNetworkAsync("--label", mark);
        await using TestNetwork unused = await NewNetworkAsync("--label", mark);
        await using TestContainer container = await StartSleeperAsync("--network", used.Name);

        Assert.Equal($"Deleted Networks:\n{unused.Name}", await TextAsync("network", "prune", "-f", "--filter", $"label={mark}"));
        Assert.Equal("", await TextAsync("network", "prune", "-f", "--filter", $"label={mark}"));
        Assert.Equal(used.Name, await TextAsync("network", "ls", "--filter", $"label={mark}", "--format", "{{.Name}}"));
    }

    [Fact]
    public async Task Complete_Names_AreThoseThatFit()
    {
        await using TestNetwork network = await NewNetworkAsync();
        await using TestContainer container = await StartSleeperAsync("--network", network.Name);

        Assert.Contains(network.Name, (await TextAsync("__complete", "network", "rm", "")).Split('\n'));
        Assert.Contains(network.Name, (await TextAsync("__complete", "run", "--network", "")).Split('\n'));
        if (Target.IsDockerClient)
        {
            // Which containers fit is asked of ours only.
            return;
        }

        Assert.Contains(container.Name, (await TextAsync("__complete", "network", "disconnect", network.Name, "")).Split('\n'));
        Assert.DoesNotContain(container.Name, (await TextAsync("__complete", "network", "connect", network.Name, "")).Split('\n'));
    }
}
