using Berth.Harness;
using Xunit;

namespace Berth.Integration.Survival;

/// <summary>
/// The daemon dies at each failpoint (docs/dev/debugging.md) of what is done to containers, and is started again on what that left: records
/// and machine agree, and the operation can be repeated.
/// </summary>
public sealed class EngineFailpointTests(SurvivalSite site) : IClassFixture<SurvivalSite>, IAsyncLifetime
{
    private static readonly string[] s_sleep = [Daemon.Busybox, "sleep", "1000"];

    private Daemon Daemon => site.Daemon;

    private KillLoopApi Api => new(site.Daemon);

    public ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Target.IsDockerd, "failpoints are berthd's");
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (Target.IsDockerd)
        {
            return;
        }

        string[] left = (await Daemon.RunAsync("ps", "-aq")).Succeeded().Lines;
        if (left.Length > 0)
        {
            await site.TextAsync(["rm", "-fv", .. left]);
        }
    }

    [Theory]
    [InlineData("snapshot.made")]
    [InlineData("create.directory")]
    [InlineData("create.volumes")]
    [InlineData("create.recorded")]
    public async Task Create_Dies_CanBeRepeated(string failpoint)
    {
        string[] create = site.Container("create", "made", "-v", "/data", "-v", "/more", Daemon.Busybox, "true");
        await site.DieAsync(failpoint, () => Daemon.RunAsync(create));

        if (failpoint == "create.recorded")
        {
            await site.TextAsync("rm", "-v", "made");
        }

        Assert.Empty(Volumes());

        await site.TextAsync(create);
    }

    [Theory]
    [InlineData("start.bundle")]
    [InlineData("start.mounted")]
    [InlineData("network.wired")]
    [InlineData("network.pinned")]
    [InlineData("network.recorded")]
    [InlineData("start.connected")]
    [InlineData("start.spawned")]
    [InlineData("start.created")]
    [InlineData("start.running")]
    [InlineData("start.recorded")]
    public async Task Start_Dies_CanBeRepeated(string failpoint)
    {
        await site.TextAsync(site.Container("create", "started", ["-p", "127.0.0.1::80", "-v", "/data", .. s_sleep]));

        await site.DieAsync(failpoint, () => Daemon.RunAsync("start", "started"));

        string expected = failpoint == "start.recorded" ? "running" : "created";
        Assert.Equal(expected, await site.TextAsync("inspect", "-f", "{{.State.Status}}", "started"));
        await site.TextAsync("start", "started");
        Assert.Equal("inside", await site.TextAsync("exec", "started", "echo", "inside"));
        Assert.Empty(await site.Check.ProblemsAsync());
    }

    [Theory]
    [InlineData("exit.known")]
    [InlineData("exit.recorded")]
    [InlineData("exit.unmounted")]
    [InlineData("network.withdrawn")]
    [InlineData("exit.disconnected")]
    [InlineData("network.unpinned")]
    [InlineData("exit.settled")]
    public async Task End_DaemonDies_KeepsTheExitCode(string failpoint)
    {
        await site.DieAsync(failpoint, () => Daemon.RunAsync(site.Container("run", "ended", "-d", "-p", "127.0.0.1::80", Daemon.Busybox, "sh", "-c", "exit 23")));

        Assert.Equal("exited 23", await site.TextAsync("inspect", "-f", "{{.State.Status}} {{.State.ExitCode}}", "ended"));
        await site.TextAsync("start", "ended");
        Assert.Equal("23", await site.TextAsync("wait", "ended"));
        Assert.Empty(await site.Check.ProblemsAsync());
    }

    [Theory]
    [InlineData("exit.known")]
    [InlineData("exit.recorded")]
    [InlineData("exit.unmounted")]
    [InlineData("exit.settled")]
    [InlineData("rm.marked")]
    [InlineData("snapshot.removed")]
    [InlineData("rm.files")]
    [InlineData("rm.volume")]
    [InlineData("rm.recorded")]
    public async Task EndOfOneThatIsRemoved_DaemonDies_RemovesIt(string failpoint)
    {
        await site.DieAsync(failpoint, () => Daemon.RunAsync(site.Container("run", "gone", "-d", "--rm", "-v", "/data", Daemon.Busybox, "true")));

        Assert.Empty(await site.TextAsync("ps", "-aq"));
        Assert.Empty(Volumes());
    }

    [Theory]
    [InlineData("rm.marked")]
    [InlineData("snapshot.removed")]
    [InlineData("rm.files")]
    [InlineData("rm.volume")]
    [InlineData("rm.recorded")]
    public async Task Rm_Dies_IsFinishedByTheNextDaemon(string failpoint)
    {
        await site.TextAsync(site.Container("create", "removed", "-v", "/data", "-v", "/more", Daemon.Busybox, "true"));

        await site.DieAsync(failpoint, () => Daemon.RunAsync("rm", "-v", "removed"));

        Assert.Empty(await site.TextAsync("ps", "-aq"));
        Assert.Empty(Volumes());
    }

    [Theory]
    [InlineData("exit.known")]
    [InlineData("exit.recorded")]
    [InlineData("network.withdrawn")]
    [InlineData("rm.marked")]
    public async Task RmOfOneThatRuns_Dies_CanBeRepeated(string failpoint)
    {
        await site.TextAsync(site.Container("run", "killed", ["-d", "-p", "127.0.0.1::80", .. s_sleep]));

        await site.DieAsync(failpoint, () => Daemon.RunAsync("rm", "-f", "killed"));

        await Daemon.RunAsync("rm", "-f", "killed");
        Assert.Empty(await site.TextAsync("ps", "-aq"));
        Assert.Empty(await site.Check.ProblemsAsync());
    }

    [Theory]
    [InlineData("volume.staged")]
    [InlineData("volume.made")]
    public async Task VolumeCreate_Dies_CanBeRepeated(string failpoint)
    {
        const string body = """{"Name":"named","Labels":{"a":"b"}}""";
        await site.DieAsync(failpoint, () => Api.TryPostAsync("/volumes/create", body));

        Assert.Equal(201, (await Api.PostAsync("/volumes/create", body)).Code);
        Assert.Equal("b", $"{(await site.GetAsync("/volumes/named"))["Labels"]!["a"]}");
        Assert.Equal(204, (await Api.DeleteAsync("/volumes/named")).Code);
    }

    [Fact]
    public async Task VolumeRm_Dies_HasRemovedIt()
    {
        await Daemon.KillAsync();
        await Daemon.StartAgainAsync();
        Assert.Equal(201, (await Api.PostAsync("/volumes/create", """{"Name":"named"}""")).Code);

        await site.DieAsync("volume.taken", () => Assert.ThrowsAsync<HttpRequestException>(() => Api.DeleteAsync("/volumes/named")));

        Assert.Empty(Volumes());
    }

    [Theory]
    [InlineData("volume.mounted:2")]
    [InlineData("start.spawned")]
    [InlineData("start.recorded")]
    [InlineData("volume.unmounted:2")]
    public async Task StartWithAMountedVolume_Dies_MountsItOnce(string failpoint)
    {
        Assert.Equal(201, (await Api.PostAsync("/volumes/create", """{"Name":"mounted","DriverOpts":{"type":"tmpfs","device":"tmpfs"}}""")).Code);

        // The first mount is the creation's.
        await site.DieAsync(failpoint, async () =>
        {
            await Daemon.RunAsync(site.Container("run", "mounting", ["-d", "-v", "mounted:/data", .. s_sleep]));
            await Daemon.RunAsync("stop", "-t", "0", "mounting");
        });

        await Daemon.RunAsync("start", "mounting");
        await site.TextAsync("exec", "mounting", "touch", "/data/file");
        Assert.Empty(await site.Check.ProblemsAsync());
        await site.TextAsync("rm", "-f", "mounting");
        Assert.Empty(await site.Check.ProblemsAsync());
        Assert.Equal(204, (await Api.DeleteAsync("/volumes/mounted")).Code);
    }

    [Fact]
    public async Task Rename_Dies_HasTheNewName()
    {
        await site.TextAsync(site.Container("create", "before", Daemon.Busybox, "true"));

        await site.DieAsync("rename.recorded", () => Daemon.RunAsync("rename", "before", "after"));

        Assert.Equal("after", await site.TextAsync("ps", "-a", "--format", "{{.Names}}"));
        await site.TextAsync(site.Container("create", "before", Daemon.Busybox, "true"));
    }

    [Theory]
    [InlineData("update.planned")]
    [InlineData("update.limited")]
    public async Task Update_Dies_RecordAndCgroupAgree(string failpoint)
    {
        string id = await site.TextAsync(site.Container("run", "limited", ["-d", "--pids-limit", "100", .. s_sleep]));

        await site.DieAsync(failpoint, () => Daemon.RunAsync("update", "--pids-limit", "50", "limited"));

        Assert.Equal("50", await site.TextAsync("inspect", "-f", "{{.HostConfig.PidsLimit}}", "limited"));
        string hierarchy = Directory.Exists("/sys/fs/cgroup/pids") ? "/sys/fs/cgroup/pids" : "/sys/fs/cgroup";
        Assert.Equal("50", (await File.ReadAllTextAsync($"{hierarchy}{site.CgroupParent}/{id}/pids.max", TestContext.Current.CancellationToken)).Trim());
    }

    [Theory]
    [InlineData("exec.prepared")]
    [InlineData("exec.spawned")]
    [InlineData("exec.created")]
    public async Task Exec_DiesBeforeItRuns_LeavesNoProcess(string failpoint)
    {
        string id = await site.TextAsync(site.Container("run", "host", ["-d", .. s_sleep]));

        await site.DieAsync(failpoint, () => Daemon.RunAsync("exec", "host", "sleep", "777"));

        await Condition.WaitAsync("the process is gone", async () => !(await site.TextAsync("exec", "host", "ps")).Contains("777", StringComparison.Ordinal));
        await Condition.WaitAsync("its directory is gone", () => Execs(id).Length == 0);
        Assert.Equal("inside", await site.TextAsync("exec", "host", "echo", "inside"));
    }

    [Fact]
    public async Task Exec_DiesWhileItRuns_IsTakenOver()
    {
        string id = await site.TextAsync(site.Container("run", "host", ["-d", .. s_sleep]));

        await site.DieAsync("exec.running", () => Daemon.RunAsync("exec", "host", "sh", "-c", "while [ ! -e /go ]; do sleep 0.05; done; exit 9"));

        string exec = Path.GetFileName(Assert.Single(Execs(id)));
        Assert.Equal("true", $"{(await site.GetAsync($"/exec/{exec}/json"))["Running"]}");
        Assert.Equal("sh", $"{(await site.GetAsync($"/exec/{exec}/json"))["ProcessConfig"]!["entrypoint"]}");
        await site.TextAsync("exec", "host", "touch", "/go");
        await Condition.WaitAsync("it ends", async () => $"{(await site.GetAsync($"/exec/{exec}/json"))["Running"]}" == "false");
        Assert.Equal("9", $"{(await site.GetAsync($"/exec/{exec}/json"))["ExitCode"]}");
        await Condition.WaitAsync("its directory is gone", () => Execs(id).Length == 0);
    }

    [Fact]
    public async Task Exec_EndsWithoutADaemon_KeepsItsExitCode()
    {
        string id = await site.TextAsync(site.Container("run", "host", ["-d", .. s_sleep]));
        string? exec = null;

        await site.DieAsync("exec.ended", async () =>
        {
            await Daemon.RunAsync("exec", "-d", "host", "sh", "-c", "exit 9");
            await Daemon.WaitUntilItEndedAsync();
            exec = Path.GetFileName(Assert.Single(Execs(id)));
        });

        Assert.Equal("9", $"{(await site.GetAsync($"/exec/{exec}/json"))["ExitCode"]}");
        Assert.Empty(Execs(id));
    }

    [Theory]
    [InlineData("commit.frozen")]
    [InlineData("layer.staged")]
    [InlineData("image.recorded")]
    [InlineData("image.named")]
    public async Task Commit_Dies_LetsTheContainerGoOn(string failpoint)
    {
        await site.TextAsync(site.Container("run", "frozen", ["-d", .. s_sleep]));

        await site.DieAsync(failpoint, () => Daemon.RunAsync("commit", "frozen", "committed"));

        Assert.Equal("inside", await site.TextAsync("exec", "frozen", "echo", "inside"));
        await site.TextAsync("commit", "frozen", "committed");
        await site.TextAsync("rm", "-f", "frozen");
        await site.TextAsync("rmi", "committed");
        Assert.Empty(await site.Check.ProblemsAsync());
    }

    private string[] Volumes()
    {
        string directory = Path.Combine(Daemon.DataRoot, "volumes");
        return Directory.Exists(directory) ? Directory.GetDirectories(directory) : [];
    }

    private string[] Execs(string id)
    {
        string directory = Path.Combine(Daemon.ExecRoot, "containers", id, "exec");
        return Directory.Exists(directory) ? Directory.GetDirectories(directory) : [];
    }
}
