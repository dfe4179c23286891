using System.Text.Json;
using System.Text.Json.Nodes;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Runtime;

/// <summary>Limits, freezing, killing and removal in the hierarchies that this host has (v1 or hybrid; see <see cref="CgroupV2Tests"/>).</summary>
public sealed class CgroupTests(RuntimeSandbox sandbox) : IClassFixture<RuntimeSandbox>
{
    private readonly string _id = RuntimeSandbox.NewId();

    public static TheoryData<string> Runtimes => RuntimeSandbox.All;

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Run_Limits_AreInTheFiles(string runtime)
    {
        RequireV1();
        await StartAsync(runtime, "exec sleep 1000", spec => spec["linux"]!["resources"] = JsonNode.Parse(
            """
            { "memory": { "limit": 67108864, "swap": 100663296, "reservation": 33554432, "swappiness": 10 },
              "cpu": { "shares": 512, "quota": 50000, "period": 200000, "cpus": "0", "mems": "0" },
              "pids": { "limit": 50 },
              "devices": [ { "allow": false, "access": "rwm" } ] }
            """));

        Assert.Equal(
            ["67108864", "100663296", "33554432", "10", "512", "50000", "200000", "0", "50"],
            [
                Value("memory", "memory.limit_in_bytes"), Value("memory", "memory.memsw.limit_in_bytes"),
                Value("memory", "memory.soft_limit_in_bytes"), Value("memory", "memory.swappiness"), Value("cpu", "cpu.shares"),
                Value("cpu", "cpu.cfs_quota_us"), Value("cpu", "cpu.cfs_period_us"), Value("cpuset", "cpuset.cpus"), Value("pids", "pids.max"),
            ]);
        await DeleteAsync(runtime);
    }

    [Theory]
    [InlineData("""{ "cpu": { "cpus": "999" } }""", "linux.resources.cpu.cpus: ")]
    [InlineData("""{ "cpu": { "shares": 1 } }""", "linux.resources.cpu.shares: the minimum allowed cpu-shares is 2")]
    [InlineData("""{ "network": { "classID": 1 } }""", "linux.resources.network.classID: this host has no net_cls cgroup")]
    [InlineData("""{ "blockIO": { "leafWeight": 100 } }""", "linux.resources.blockIO.leafWeight: this host's kernel has no blkio.leaf_weight")]
    [InlineData("""{ "unified": { "memory.max": "1" } }""", "linux.resources.unified: invalid configuration: cannot use unified on cgroup v1")]
    [InlineData("""{ "memory": { "swappiness": 101 } }""", "invalid configuration: linux.resources.memory.swappiness: ")]
    public async Task Run_LimitThatCannotBe_IsRefusedByItsPathAndLeavesNothing(string resources, string error)
    {
        RequireV1();
        string bundle = sandbox.Bundle(_id, "true", spec => spec["linux"]!["resources"] = JsonNode.Parse(resources));

        CommandResult result = await sandbox.RunAsync(RuntimeSandbox.Ours, ["run", "-b", bundle, _id]);

        Assert.Contains(error, result.Exited(1).Error, StringComparison.Ordinal);
        Assert.Empty(sandbox.Cgroups(_id));
    }

    // runc refuses it since 1.2; before, it runs the container and then kills what was there.
    [Fact]
    public async Task Create_CgroupInUse_IsRefusedAndWhatIsInItLives()
    {
        RequireV1();
        await StartAsync(RuntimeSandbox.Ours, "exec sleep 1000");
        string other = RuntimeSandbox.NewId();
        string bundle = sandbox.Bundle(other, "true", spec => spec["linux"]!["cgroupsPath"] = $"{sandbox.Cgroup}/{_id}");

        CommandResult result = await sandbox.RunAsync(RuntimeSandbox.Ours, ["run", "-b", bundle, other]);

        Assert.Contains("container's cgroup is not empty: 1 process(es) found", result.Exited(1).Error, StringComparison.Ordinal);
        Assert.Equal("running", await StatusAsync(RuntimeSandbox.Ours));
        await DeleteAsync(RuntimeSandbox.Ours);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Run_EmptyCgroupThatIsThere_IsTakenWithWhatIsBelowIt(string runtime)
    {
        RequireV1();
        Directory.CreateDirectory($"/sys/fs/cgroup/pids{sandbox.Cgroup}/{_id}/below");

        (await sandbox.RunAsync(runtime, ["run", "-b", sandbox.Bundle(_id, "true"), _id])).Succeeded();

        Assert.Empty(sandbox.Cgroups(_id));
    }

    [Fact]
    public async Task Run_DevicesInACgroupWithChildren_AreReplacedOneByOneOrRefused()
    {
        RequireV1();
        string parent = $"/sys/fs/cgroup/devices{sandbox.Cgroup}";
        Directory.CreateDirectory($"{parent}/{_id}/below");
        string bundle = sandbox.Bundle(
            _id, "true", spec => spec["linux"]!["resources"] = JsonNode.Parse("""{ "devices": [ { "allow": false, "access": "rwm" } ] }"""));

        CommandResult allowed = await sandbox.RunAsync(RuntimeSandbox.Ours, ["run", "-b", bundle, _id]);

        Assert.Contains("linux.resources.devices: the cgroup has children", allowed.Exited(1).Error, StringComparison.Ordinal);

        // A new one: a removed child counts a moment longer.
        Directory.Delete($"{parent}/{_id}/below");
        Directory.Delete($"{parent}/{_id}");
        Directory.CreateDirectory($"{parent}/{_id}");
        await File.WriteAllTextAsync($"{parent}/{_id}/devices.deny", "a", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync($"{parent}/{_id}/devices.allow", "c 1:11 rwm", TestContext.Current.CancellationToken);
        Directory.CreateDirectory($"{parent}/{_id}/below");
        await StartAsync(RuntimeSandbox.Ours, "exec sleep 1000", spec => spec["linux"]!["resources"] =
            JsonNode.Parse("""{ "devices": [ { "allow": false, "access": "rwm" } ] }"""));
        string list = await File.ReadAllTextAsync($"{parent}/{_id}/devices.list", TestContext.Current.CancellationToken);
        Assert.Contains("c 1:3 rwm", list, StringComparison.Ordinal);
        Assert.DoesNotContain("c 1:11", list, StringComparison.Ordinal);
        await DeleteAsync(RuntimeSandbox.Ours);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Pause_CreatedContainer_IsPausedUntilResumed(string runtime)
    {
        (await sandbox.RunDetachedAsync(runtime, "create", "-b", sandbox.Bundle(_id, "exec sleep 1000"), _id)).Succeeded();

        (await sandbox.RunAsync(runtime, ["pause", _id])).Succeeded();
        Assert.Equal("paused", await StatusAsync(runtime));
        Assert.NotEqual(0, (await sandbox.RunAsync(runtime, ["start", _id])).ExitCode);
        (await sandbox.RunAsync(runtime, ["resume", _id])).Succeeded();
        (await sandbox.RunAsync(runtime, ["start", _id])).Succeeded();

        Assert.Equal("running", await StatusAsync(runtime));
        await DeleteAsync(runtime);
    }

    [Fact]
    public async Task Kill_AllWhileItForks_NobodyEscapes()
    {
        await StartAsync(RuntimeSandbox.Ours, "g() { while :; do sleep 0.01 & wait $!; done; }; g & g & exec sleep 1000", SharePids);
        await Condition.WaitAsync("some processes", () => Processes().Length > 3);

        (await sandbox.RunAsync(RuntimeSandbox.Ours, ["kill", "--all", _id, "KILL"])).Succeeded();

        await Condition.WaitAsync("no process", () => Processes().Length == 0);
        (await sandbox.RunAsync(RuntimeSandbox.Ours, ["kill", "--all", _id, "KILL"])).Succeeded();
        await DeleteAsync(RuntimeSandbox.Ours);
    }

    [Fact]
    public async Task Kill_SharedPidsAndInitGone_ReachesTheRest()
    {
        await StartAsync(RuntimeSandbox.Ours, "sleep 1000 & sleep 1000 & exit 0", SharePids);
        await Condition.WaitAsync("init gone", async () => await StatusAsync(RuntimeSandbox.Ours) == "stopped");
        Assert.Equal(2, Processes().Length);

        (await sandbox.RunAsync(RuntimeSandbox.Ours, ["kill", _id, "KILL"])).Succeeded();

        await Condition.WaitAsync("no process", () => Processes().Length == 0);
        CommandResult again = await sandbox.RunAsync(RuntimeSandbox.Ours, ["kill", _id, "KILL"]);
        Assert.Contains("container not running", again.Exited(1).Error, StringComparison.Ordinal);
        await DeleteAsync(RuntimeSandbox.Ours);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Exec_CgroupBelow_IsJoinedInItsHierarchyAlone(string runtime)
    {
        RequireV1();
        await StartAsync(runtime, "exec sleep 1000");
        Directory.CreateDirectory($"/sys/fs/cgroup/pids{sandbox.Cgroup}/{_id}/below");

        CommandResult result = await sandbox.RunAsync(
            runtime, ["exec", "--cgroup", "pids:below", _id, "grep", "-E", ":(pids|memory):", "/proc/self/cgroup"]);

        Assert.Equal(
            [$"memory:{sandbox.Cgroup}/{_id}", $"pids:{sandbox.Cgroup}/{_id}/below"],
            result.Succeeded().Lines.Select(line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..]).Order());
        CommandResult outside = await sandbox.RunAsync(runtime, ["exec", "--cgroup", "pids:../..", _id, "true"]);
        Assert.Contains("sub cgroup path", outside.Exited(255).Error, StringComparison.Ordinal);
        await DeleteAsync(runtime);
    }

    [Theory]
    [InlineData(true, "ro")]
    [InlineData(false, "ro")]
    [InlineData(true, "rw")]
    public async Task Run_CgroupMount_ShowsTheContainersOwn(bool ownNamespace, string access)
    {
        RequireV1();
        string bundle = sandbox.Bundle(
            _id, "cat /sys/fs/cgroup/pids/pids.max; ls -d /sys/fs/cgroup/systemd/tasks; mkdir /sys/fs/cgroup/pids/x 2>/dev/null && echo made; true", spec =>
            {
                spec["linux"]!["resources"] = JsonNode.Parse("""{ "pids": { "limit": 77 } }""");
                spec["mounts"]!.AsArray().Add(JsonNode.Parse(
                    $$"""{ "destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup", "options": [ "nosuid", "noexec", "nodev", "{{access}}" ] }"""));
                if (ownNamespace)
                {
                    spec["linux"]!["namespaces"]!.AsArray().Add(new JsonObject { ["type"] = "cgroup" });
                }
            });

        CommandResult result = await sandbox.RunAsync(RuntimeSandbox.Ours, ["run", "-b", bundle, _id]);

        string[] expected = access == "rw" ? ["77", "/sys/fs/cgroup/systemd/tasks", "made"] : ["77", "/sys/fs/cgroup/systemd/tasks"];
        Assert.Equal(expected, result.Succeeded().Lines);
        Assert.Empty(sandbox.Cgroups(_id));
    }

    private static void RequireV1() => Assert.SkipUnless(Directory.Exists("/sys/fs/cgroup/memory"), "no cgroup v1 here");

    private static void SharePids(JsonObject spec) => spec["linux"]!["namespaces"] =
        JsonNode.Parse("""[ { "type": "network" }, { "type": "ipc" }, { "type": "uts" }, { "type": "mount" } ]""");

    private async Task StartAsync(string runtime, string script, Action<JsonObject>? change = null)
    {
        (await sandbox.RunDetachedAsync(runtime, "create", "-b", sandbox.Bundle(_id, script, change), _id)).Succeeded();
        (await sandbox.RunAsync(runtime, ["start", _id])).Succeeded();
    }

    private async Task DeleteAsync(string runtime)
    {
        (await sandbox.RunAsync(runtime, ["delete", "-f", _id])).Succeeded();
        Assert.Empty(sandbox.Cgroups(_id));
    }

    private async Task<string> StatusAsync(string runtime) =>
        JsonDocument.Parse((await sandbox.RunAsync(runtime, ["state", _id])).Succeeded().Output).RootElement.GetProperty("status").GetString()!;

    private string[] Processes() => File.ReadAllLines(sandbox.Cgroups(_id).First() + "/cgroup.procs");

    private string Value(string controller, string file) => File.ReadAllText($"/sys/fs/cgroup/{controller}{sandbox.Cgroup}/{_id}/{file}").Trim();
}
