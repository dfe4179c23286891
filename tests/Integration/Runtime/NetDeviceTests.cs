using System.Text.Json.Nodes;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Runtime;

/// <summary>
/// Interfaces moved into a container. The runtime and what it moves live in a network namespace of the test's own; the pair that is made
/// there ends with it. Debian's runc knows nothing of this, so ours stands alone.
/// </summary>
public sealed class NetDeviceTests(RuntimeSandbox sandbox) : IClassFixture<RuntimeSandbox>
{
    private const string Made =
        "ip link add v0 type veth peer name v1 && ip link set v0 mtu 1400 up && ip link set v1 up && ip addr add 10.9.0.2/24 dev v0 && " +
        "ip addr add fd00:9::2/64 dev v0 nodad && ip addr add 169.254.7.7/16 scope link dev v0";

    [Fact]
    public async Task Run_Renamed_ComesWithItsPermanentGlobalAddressesAndUp()
    {
        CommandResult result = await RunAsync("""{"v0":{"name":"eth9"}}""", "ip link show eth9; ip addr show eth9", "ip -br link show v0");

        Assert.Contains("mtu 1400", result.Output, StringComparison.Ordinal);
        Assert.Contains(",UP,", result.Output, StringComparison.Ordinal);
        Assert.Contains("inet 10.9.0.2/24", result.Output, StringComparison.Ordinal);
        Assert.Contains("inet6 fd00:9::2/64", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("169.254.7.7", result.Output, StringComparison.Ordinal);
        Assert.Contains("\"v0\" does not exist", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Template_IsNumberedByTheKernel() =>
        Assert.Contains("eth0", (await RunAsync("""{"v0":{"name":"eth%d"}}""", "ls /sys/class/net", "true")).Output, StringComparison.Ordinal);

    [Fact]
    public async Task Run_NameThatIsTaken_IsRefusedAndTheInterfaceStays()
    {
        CommandResult result = await RunAsync("""{"v0":{"name":"lo"}}""", "true", "ip addr show v0");

        Assert.Contains("linux.netDevices[v0]: the container has an interface lo already", result.Error, StringComparison.Ordinal);
        Assert.Contains("10.9.0.2/24", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_NoSuchInterface_IsRefusedAndTheOthersComeBack()
    {
        CommandResult result = await RunAsync("""{"v0":{"name":"a0"},"v9":{}}""", "true", "ip addr show v0");

        Assert.Contains("linux.netDevices[v9]: there is no such interface", result.Error, StringComparison.Ordinal);
        Assert.Contains("inet 10.9.0.2/24", result.Output, StringComparison.Ordinal);
        Assert.Contains("inet6 fd00:9::2/64", result.Output, StringComparison.Ordinal);
    }

    private Task<CommandResult> RunAsync(string devices, string script, string afterwards)
    {
        string id = RuntimeSandbox.NewId();
        string bundle = sandbox.Bundle(id, script, spec =>
        {
            spec["linux"]!["netDevices"] = JsonNode.Parse(devices);
            spec["mounts"]!.AsArray().Add(JsonNode.Parse("""{"destination":"/sys","type":"sysfs","source":"sysfs","options":["ro"]}"""));
        });
        string line = string.Join(' ', sandbox.CommandLine(RuntimeSandbox.Ours, "run", "-b", bundle, id));
        return Command.RunAsync("unshare", ["-n", "sh", "-c", $"{Made} && {line}; {afterwards}"]);
    }
}
