using System.Text.Json.Nodes;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Runtime;

/// <summary>
/// The members of <c>process</c> and what decides when and where it runs. With runc too, where Debian's 1.1 has the behaviour; the rest was
/// compared with runc 1.3.
/// </summary>
public sealed class ProcessTests(RuntimeSandbox sandbox) : IClassFixture<RuntimeSandbox>
{
    // Fields 18, 19 and 41 of proc(5).
    private const string Schedule = "cut -d' ' -f18,19,41 /proc/self/stat";

    public static TheoryData<string> Runtimes => RuntimeSandbox.All;

    [Theory]
    [InlineData("""{"policy":"SCHED_OTHER","nice":7}""", "27 7 0")]
    [InlineData("""{"policy":"SCHED_BATCH","nice":-5}""", "15 -5 3")]
    [InlineData("""{"policy":"SCHED_IDLE"}""", "20 NICE 5")]
    [InlineData(
        """{"policy":"SCHED_DEADLINE","runtime":10000000,"deadline":20000000,"period":20000000,"flags":["SCHED_FLAG_RESET_ON_FORK"]}""",
        "-101 NICE 6")]
    public async Task Run_Scheduler_IsTheProcesses(string scheduler, string expected) =>
        Assert.Equal(expected.Replace("NICE", Nice(), StringComparison.Ordinal), await TextAsync(RuntimeSandbox.Ours, Schedule, p => p["scheduler"] = JsonNode.Parse(scheduler)));

    [Fact]
    public async Task Run_SchedulerThatTheKernelRefuses_IsNamed()
    {
        CommandResult result = await RunAsync(
            RuntimeSandbox.Ours, "true", spec => spec["process"]!["scheduler"] = JsonNode.Parse("""{"policy":"SCHED_ISO"}"""));

        Assert.Contains("set scheduler SCHED_ISO: EINVAL", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("IOPRIO_CLASS_IDLE", 3, "idle")]
    [InlineData("IOPRIO_CLASS_BE", 6, "best-effort: prio 6")]
    [InlineData("IOPRIO_CLASS_RT", 1, "realtime: prio 1")]
    public async Task Run_IoPriority_IsTheProcesses(string name, int level, string expected) => Assert.Equal(
        expected,
        await TextAsync(RuntimeSandbox.Ours, "ionice -p 1", p => p["ioPriority"] = new JsonObject { ["class"] = name, ["priority"] = level }));

    [Fact]
    public async Task Run_CallerBoundToOneCpu_ContainerIsNot()
    {
        string id = RuntimeSandbox.NewId();
        string bundle = sandbox.Bundle(id, ["grep", "Cpus_allowed:", "/proc/self/status"]);

        CommandResult bound = await Command.RunAsync(
            "taskset", ["-c", "0", .. sandbox.CommandLine(RuntimeSandbox.Ours, "run", "-b", bundle, id)]);
        CommandResult free = await sandbox.RunAsync(RuntimeSandbox.Ours, ["run", "-b", bundle, id]);

        Assert.Equal(free.Succeeded().Output, bound.Succeeded().Output);
    }

    [Theory]
    [InlineData("""{"initial":"0"}""", "0")]
    [InlineData("""{"final":"0"}""", "0")]
    public async Task Exec_CpuAffinityOfTheContainer_IsTheAddedProcesses(string affinity, string expected)
    {
        string id = await CreateAsync(spec => spec["process"]!["execCPUAffinity"] = JsonNode.Parse(affinity));

        CommandResult result = await sandbox.RunAsync(RuntimeSandbox.Ours, ["exec", id, "grep", "Cpus_allowed_list:", "/proc/self/status"]);

        Assert.Equal($"Cpus_allowed_list:\t{expected}", result.Succeeded().Text);
        await DeleteAsync(id);
    }

    [Fact]
    public async Task Exec_ProcessDocument_TakesWhatItLeavesOpenFromTheContainer()
    {
        string id = await CreateAsync(spec =>
        {
            JsonNode process = spec["process"]!;
            process["scheduler"] = JsonNode.Parse("""{"policy":"SCHED_BATCH","nice":3}""");
            process["rlimits"] = JsonNode.Parse("""[{"type":"RLIMIT_NOFILE","soft":100,"hard":200}]""");
            spec["linux"]!["personality"] = new JsonObject { ["domain"] = "LINUX32" };
        });
        string document = Path.Combine(sandbox.Root, $"{id}.json");
        await File.WriteAllTextAsync(
            document,
            $$"""{"cwd":"/","env":["PATH=/bin"],"args":["sh","-c","{{Schedule}}; ulimit -n; uname -m; grep -E 'NoNewPrivs|CapEff' /proc/self/status"]}""",
            TestContext.Current.CancellationToken);

        CommandResult result = await sandbox.RunAsync(RuntimeSandbox.Ours, ["exec", "--process", document, id]);

        Assert.Equal(["23 3 3", "100", "i686", "CapEff:\t00000000000000e1", "NoNewPrivs:\t1"], result.Succeeded().Lines);
        await DeleteAsync(id);
    }

    [Fact]
    public async Task Run_MemoryPolicy_IsTheProcesses()
    {
        CommandResult result = await RunAsync(RuntimeSandbox.Ours, "head -1 /proc/self/numa_maps", spec =>
            spec["linux"]!["memoryPolicy"] = JsonNode.Parse("""{"mode":"MPOL_BIND","nodes":"0","flags":["MPOL_F_STATIC_NODES"]}"""));

        Assert.Contains(" bind=static:0 ", result.Succeeded().Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Run_KeyringOfItsOwn_IsFoundByTheContainersUser(string runtime)
    {
        string id = RuntimeSandbox.NewId();
        string bundle = sandbox.Bundle(id, "grep _ses /proc/keys | grep -v _uid_ses | sed 's/.*perm//'", spec => spec["process"]!["user"]!["uid"] = 1000);

        CommandResult result = await sandbox.RunAsync(runtime, ["run", "-b", bundle, id]);

        Assert.Matches($@"^ 3f1b0000 +0 +0 keyring +_ses\.{id}: empty$", result.Succeeded().Text.Split('\n')[0]);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Run_WorkingDirectoryThatOnlyRootMayEnter_IsEntered(string runtime)
    {
        // Made by the runtime's root, mode 0700, on a tmpfs; the user gets there all the same.
        CommandResult result = await RunAsync(runtime, "pwd; id -u", spec =>
        {
            spec["process"]!["cwd"] = "/tmp/closed";
            spec["process"]!["user"]!["uid"] = 1000;
            spec["mounts"]!.AsArray().Add(JsonNode.Parse(
                """{"destination":"/tmp/closed","type":"tmpfs","source":"tmpfs","options":["mode=0700"]}"""));
        });

        Assert.Equal(["/tmp/closed", "1000"], result.Succeeded().Lines);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Run_LimitOverTheHardLimit_IsRefused(string runtime)
    {
        CommandResult result = await RunAsync(
            runtime, "true",
            spec => spec["process"]!["rlimits"] = JsonNode.Parse("""[{"type":"RLIMIT_NOFILE","soft":1,"hard":4611686018427387904}]"""));

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("operation not permitted", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Run_OomScore_IsRaised(string runtime) =>
        Assert.Equal("321", await TextAsync(runtime, "cat /proc/self/oom_score_adj", p => p["oomScoreAdj"] = 321));

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Run_UserWithUmaskAndGroups_HasThem(string runtime) => Assert.Equal(
        "uid=1000 gid=100 groups=100,20,30 0027",
        await TextAsync(
            runtime, "echo uid=$(id -u) gid=$(id -g) groups=$(id -G | tr ' ' ,) $(umask)",
            p => p["user"] = JsonNode.Parse("""{"uid":1000,"gid":100,"umask":23,"additionalGids":[20,30]}""")));

    /// <summary>The niceness of these tests, which a program keeps that is not given one: field 19 of proc(5), 16 after the name.</summary>
    private static string Nice() => File.ReadAllText("/proc/self/stat").Split(") ")[^1].Split(' ')[16];

    private async Task<string> CreateAsync(Action<JsonObject> change)
    {
        string id = RuntimeSandbox.NewId();
        string bundle = sandbox.Bundle(id, ["sleep", "1000"], change);
        (await sandbox.RunDetachedAsync(RuntimeSandbox.Ours, "run", "-d", "-b", bundle, id)).Succeeded();
        return id;
    }

    private async Task DeleteAsync(string id) => (await sandbox.RunAsync(RuntimeSandbox.Ours, ["delete", "-f", id])).Succeeded();

    private async Task<string> TextAsync(string runtime, string script, Action<JsonNode> changeProcess) =>
        (await RunAsync(runtime, script, spec => changeProcess(spec["process"]!))).Succeeded().Text;

    private Task<CommandResult> RunAsync(string runtime, string script, Action<JsonObject> change)
    {
        string id = RuntimeSandbox.NewId();
        return sandbox.RunAsync(runtime, ["run", "-b", sandbox.Bundle(id, script, change), id]);
    }
}
