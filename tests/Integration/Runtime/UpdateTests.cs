using System.Text.Json.Nodes;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Runtime;

/// <summary><c>update</c> on the hierarchies that this host has.</summary>
public sealed class UpdateTests(RuntimeSandbox sandbox) : IClassFixture<RuntimeSandbox>, IAsyncLifetime
{
    private readonly string _id = RuntimeSandbox.NewId();
    private string _runtime = RuntimeSandbox.Ours;

    public static TheoryData<string> Runtimes => RuntimeSandbox.All;

    public ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Directory.Exists("/sys/fs/cgroup/memory"), "no cgroup v1 here");
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync() => (await sandbox.RunAsync(_runtime, ["delete", "-f", _id])).Succeeded();

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Update_Options_BeforeAndAfterTheId(string runtime)
    {
        await StartAsync(runtime);

        await UpdateAsync(
            "--memory", "96M", "--memory-swap", "128m", "--memory-reservation=32MiB", "--cpu-share", "600", _id, "--cpu-quota", "60000",
            "--cpu-period", "120000", "--pids-limit", "20", "--cpuset-cpus", "0");

        Assert.Equal(
            ["100663296", "134217728", "33554432", "600", "60000", "120000", "20", "0"],
            [
                Value("memory", "memory.limit_in_bytes"), Value("memory", "memory.memsw.limit_in_bytes"),
                Value("memory", "memory.soft_limit_in_bytes"), Value("cpu", "cpu.shares"), Value("cpu", "cpu.cfs_quota_us"),
                Value("cpu", "cpu.cfs_period_us"), Value("pids", "pids.max"), Value("cpuset", "cpuset.cpus"),
            ]);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Update_ResourcesOnStandardInput_ChangeWhatTheyName(string runtime)
    {
        await StartAsync(runtime);

        await UpdateInputAsync("""{ "memory": { "limit": 50331648 }, "pids": { "limit": -1 } }""");

        Assert.Equal(("50331648", "max", "700"), (Value("memory", "memory.limit_in_bytes"), Value("pids", "pids.max"), Value("cpu", "cpu.shares")));
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Update_MemoryWithSwap_UpAndDownAndOff(string runtime)
    {
        await StartAsync(runtime);
        (string, string) Memory() => (Value("memory", "memory.limit_in_bytes"), Value("memory", "memory.memsw.limit_in_bytes"));

        await UpdateAsync("--memory", "256M", "--memory-swap", "300M", _id);
        Assert.Equal(("268435456", "314572800"), Memory());
        await UpdateAsync("--memory", "32M", "--memory-swap", "40M", _id);
        Assert.Equal(("33554432", "41943040"), Memory());
        await UpdateAsync("--memory", "-1", _id);

        Assert.Equal(("9223372036854771712", "9223372036854771712"), Memory());
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Update_PeriodAlone_KeepsTheQuota(string runtime)
    {
        await StartAsync(runtime);

        await UpdateAsync("--cpu-quota", "30000", _id);
        await UpdateAsync("--cpu-period", "300000", _id);

        Assert.Equal(("30000", "300000"), (Value("cpu", "cpu.cfs_quota_us"), Value("cpu", "cpu.cfs_period_us")));
    }

    [Fact]
    public async Task Update_OneCannotBeSet_NoneIs()
    {
        await StartAsync(RuntimeSandbox.Ours);

        CommandResult result = await sandbox.RunAsync(
            RuntimeSandbox.Ours, ["update", "-r", "-", _id], """{ "cpu": { "shares": 900, "cpus": "0" }, "memory": { "limit": 4096 }, "pids": { "limit": 5 } }""");

        // A page is less than what is in use.
        Assert.Contains("unable to set memory limit to 4096 (current usage: ", result.Exited(1).Error, StringComparison.Ordinal);
        Assert.Equal(("700", "67108864"), (Value("cpu", "cpu.shares"), Value("memory", "memory.limit_in_bytes")));
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Update_StoppedContainer_IsAnError(string runtime)
    {
        await StartAsync(runtime);
        (await sandbox.RunAsync(runtime, ["kill", _id, "KILL"])).Succeeded();
        await Condition.WaitAsync("stopped", async () => (await sandbox.RunAsync(runtime, ["state", _id])).Output.Contains("\"stopped\"", StringComparison.Ordinal));

        CommandResult result = await sandbox.RunAsync(runtime, ["update", "--pids-limit", "5", _id]);

        Assert.Contains("container not running", result.Exited(1).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--memory", "much", "invalid value for memory: 'much'")]
    [InlineData("--cpu-share", "-3", "invalid value for cpu-share: '-3'")]
    [InlineData("--l3-cache-schema", "L3:0=f", "Intel RDT/CAT: l3 cache schema is not supported by update")]
    [InlineData("--kernel-memory", "1M", "kernel memory limits are obsolete")]
    public async Task Update_BadOption_IsNamed(string option, string value, string error)
    {
        await StartAsync(RuntimeSandbox.Ours);

        CommandResult result = await sandbox.RunAsync(RuntimeSandbox.Ours, ["update", option, value, _id]);

        Assert.Contains(error, result.Exited(1).Error, StringComparison.Ordinal);
    }

    private async Task StartAsync(string runtime)
    {
        _runtime = runtime;
        string bundle = sandbox.Bundle(_id, ["sleep", "1000"], spec => spec["linux"]!["resources"] =
            JsonNode.Parse("""{ "memory": { "limit": 67108864 }, "cpu": { "shares": 700 }, "pids": { "limit": 50 } }"""));
        (await sandbox.RunDetachedAsync(runtime, "create", "-b", bundle, _id)).Succeeded();
        (await sandbox.RunAsync(runtime, ["start", _id])).Succeeded();
    }

    private async Task UpdateAsync(params string[] arguments) => (await sandbox.RunAsync(_runtime, ["update", .. arguments])).Succeeded();

    private async Task UpdateInputAsync(string json) => (await sandbox.RunAsync(_runtime, ["update", "-r", "-", _id], json)).Succeeded();

    private string Value(string controller, string file) => File.ReadAllText($"/sys/fs/cgroup/{controller}{sandbox.Cgroup}/{_id}/{file}").Trim();
}
