using System.Text.Json;
using System.Text.Json.Nodes;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Runtime;

/// <summary>
/// A host with the unified cgroup hierarchy alone: each verb runs in a mount namespace where nothing else is mounted. Which
/// controllers are there depends on the machine (none, where v1 has them); freezing, killing and device programs need none.
/// </summary>
public sealed class CgroupV2Tests(RuntimeSandbox sandbox) : IClassFixture<RuntimeSandbox>, IAsyncLifetime
{
    private const string UnifiedAlone = "umount -R /sys/fs/cgroup && mount -t cgroup2 cgroup2 /sys/fs/cgroup || exit 99; ";

    private readonly string _id = RuntimeSandbox.NewId();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    // What is left of a test that failed; the parent, which no runtime removes.
    public async ValueTask DisposeAsync()
    {
        (await VerbAsync("delete", "-f", _id)).Succeeded();
        await ShellAsync($"rmdir /sys/fs/cgroup{sandbox.Cgroup}");
    }

    [Fact]
    public async Task Run_CgroupNamespace_TheContainersCgroupIsTheRoot()
    {
        string bundle = sandbox.Bundle(
            _id, "grep ^0: /proc/self/cgroup; cat /sys/fs/cgroup/cgroup.freeze; grep -o 'cgroup2 ro' /proc/mounts", WithCgroupMount);

        CommandResult result = await VerbAsync("run", "-b", bundle, _id);

        Assert.Equal(["0::/", "0", "cgroup2 ro"], result.Succeeded().Lines);
        Assert.Empty(await LeftAsync());
    }

    [Theory]
    [InlineData("w", "standard\nwritten\nread refused\n")]
    [InlineData("rw", "standard\nwritten\nread\n")]
    [InlineData(null, "standard\nwrite refused\nread refused\n")]
    public async Task Run_DeviceRules_DecideByAccess(string? access, string expected)
    {
        const string script =
            """
            echo x >/dev/null && echo standard
            (: >/dev/node) 2>/dev/null && echo written || echo write refused
            (: </dev/node) 2>/dev/null && echo read || echo read refused
            """;
        string bundle = sandbox.Bundle(_id, script, spec => AddDevice(spec, access));

        CommandResult result = await VerbAsync("run", "-b", bundle, _id);

        Assert.Equal(expected, result.Succeeded().Output);
        Assert.Empty(await LeftAsync());
    }

    [Fact]
    public async Task Run_Limit_IsSetOrRefusedInOneLine()
    {
        string controllers = (await ShellAsync("cat /sys/fs/cgroup/cgroup.controllers")).Succeeded().Text;
        string bundle = sandbox.Bundle(_id, "cat /sys/fs/cgroup/pids.max", spec =>
        {
            WithCgroupMount(spec);
            spec["linux"]!["resources"] = new JsonObject { ["pids"] = new JsonObject { ["limit"] = 10 } };
        });

        CommandResult result = await VerbAsync("run", "-b", bundle, _id);

        if (controllers.Split(' ').Contains("pids"))
        {
            Assert.Equal("10", result.Succeeded().Text);
        }
        else
        {
            Assert.Contains("linux.resources.pids.limit: this host has no pids.max", result.Exited(1).Error, StringComparison.Ordinal);
        }

        Assert.Empty(await LeftAsync());
    }

    [Fact]
    public async Task Lifecycle_PauseResumeKillAll_WorkOnEveryProcess()
    {
        await StartAsync();
        Assert.Equal(3, (await ProcessesAsync()).Length);
        Assert.Equal("test", (await VerbAsync("exec", _id, "hostname")).Succeeded().Text);

        (await VerbAsync("pause", _id)).Succeeded();
        Assert.Equal("paused", await StatusAsync());
        Assert.Contains("frozen 1", (await ShellAsync($"cat {Directory}/cgroup.events")).Succeeded().Lines);
        Assert.Contains("paused container", (await VerbAsync("exec", _id, "true")).Exited(255).Error, StringComparison.Ordinal);

        (await VerbAsync("resume", _id)).Succeeded();
        Assert.Equal("running", await StatusAsync());

        (await VerbAsync("kill", "--all", _id, "KILL")).Succeeded();
        await Condition.WaitAsync("stopped", async () => await StatusAsync() == "stopped");
        (await VerbAsync("delete", _id)).Succeeded();
        Assert.Empty(await LeftAsync());
    }

    [Fact]
    public async Task Delete_PausedContainer_KillsIt()
    {
        await StartAsync();
        (await VerbAsync("pause", _id)).Succeeded();

        (await VerbAsync("delete", "-f", _id)).Succeeded();

        Assert.Empty(await LeftAsync());
    }

    private string Directory => $"/sys/fs/cgroup{sandbox.Cgroup}/{_id}";

    private async Task StartAsync()
    {
        string bundle = sandbox.Bundle(_id, "sleep 1000 & sleep 1000 & exec sleep 1000");
        string[] create = [.. sandbox.CommandLine(RuntimeSandbox.Ours, "create", "-b", bundle, _id)];
        (await ShellAsync("exec \"$@\" >/dev/null 2>/dev/null </dev/null", create)).Succeeded();
        (await VerbAsync("start", _id)).Succeeded();
        await Condition.WaitAsync("three processes", async () => (await ProcessesAsync()).Length == 3);
    }

    private async Task<string[]> ProcessesAsync() => (await ShellAsync($"cat {Directory}/cgroup.procs")).Succeeded().Lines;

    private async Task<string> StatusAsync() => JsonDocument.Parse((await VerbAsync("state", _id)).Succeeded().Output)
        .RootElement.GetProperty("status").GetString()!;

    private async Task<string[]> LeftAsync() => (await ShellAsync($"ls -d {Directory} 2>/dev/null; true")).Succeeded().Lines;

    private Task<CommandResult> VerbAsync(params string[] arguments) =>
        ShellAsync("exec \"$@\"", [.. sandbox.CommandLine(RuntimeSandbox.Ours, arguments)]);

    private static Task<CommandResult> ShellAsync(string script, params string[] arguments) =>
        Command.RunAsync("unshare", ["--mount", "sh", "-c", UnifiedAlone + script, "sh", .. arguments]);

    private static void WithCgroupMount(JsonObject spec)
    {
        spec["linux"]!["namespaces"]!.AsArray().Add(new JsonObject { ["type"] = "cgroup" });
        spec["mounts"]!.AsArray().Add(new JsonObject
        {
            ["destination"] = "/sys/fs/cgroup", ["type"] = "cgroup", ["source"] = "cgroup", ["options"] = new JsonArray("ro", "nosuid", "nodev", "noexec"),
        });
    }

    // The node of the kernel's log: CAP_SYSLOG is all that opening it takes, whatever dmesg_restrict says.
    private static void AddDevice(JsonObject spec, string? access)
    {
        var rules = new JsonArray(new JsonObject { ["allow"] = false, ["access"] = "rwm" });
        if (access is not null)
        {
            rules.Add(new JsonObject { ["allow"] = true, ["type"] = "c", ["major"] = 1, ["minor"] = 11, ["access"] = access });
        }

        spec["process"]!["capabilities"]!["bounding"]!.AsArray().Add("CAP_SYSLOG");
        spec["process"]!["capabilities"]!["permitted"]!.AsArray().Add("CAP_SYSLOG");
        spec["process"]!["capabilities"]!["effective"]!.AsArray().Add("CAP_SYSLOG");
        spec["linux"]!["resources"] = new JsonObject { ["devices"] = rules };
        spec["linux"]!["devices"] = new JsonArray(new JsonObject
        {
            ["path"] = "/dev/node", ["type"] = "c", ["major"] = 1, ["minor"] = 11, ["fileMode"] = 438, ["uid"] = 0, ["gid"] = 0,
        });
    }
}
