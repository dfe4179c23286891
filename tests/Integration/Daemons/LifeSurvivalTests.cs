using Berth.Harness;
using Xunit;

namespace Berth.Integration.Daemons;

/// <summary>What restart policies, health checks and pauses become when the daemon ends and comes back.</summary>
public sealed class LifeSurvivalTests : IAsyncLifetime
{
    private Daemon? _daemon;

    private Daemon Daemon => _daemon ?? throw new InvalidOperationException();

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Target.IsDockerd, "a promise of berthd");
        _daemon = await Daemon.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            await _daemon.DisposeAsync();
        }
    }

    [Fact]
    public async Task Kill_OfTheDaemon_LeavesPausedContainersPaused()
    {
        await RunAsync("paused", "sleep 1000");
        await RunAsync("frozen", "sleep 1000");
        await TextAsync("pause", "paused");

        await AgainAsync();

        Assert.Equal("paused", await InspectAsync("paused", "{{.State.Status}}"));
        Assert.Equal("running", await InspectAsync("frozen", "{{.State.Status}}"));
        await TextAsync("unpause", "paused");
        Assert.Equal("inside", await TextAsync("exec", "paused", "echo", "inside"));
    }

    [Fact]
    public async Task Kill_OfTheDaemonDuringTheWait_StartsTheContainerLater()
    {
        await RunAsync("waiting", "exit 3", "--restart", "always");
        await Condition.WaitAsync("it waits", async () => int.Parse(
            await InspectAsync("waiting", "{{.RestartCount}}"), System.Globalization.CultureInfo.InvariantCulture) >= 5);
        await Condition.WaitAsync("it waits", async () => await InspectAsync("waiting", "{{.State.Status}}") == "restarting");
        string before = await InspectAsync("waiting", "{{.State.StartedAt}}");

        await AgainAsync();

        await Condition.WaitAsync("it is started again", async () => await InspectAsync("waiting", "{{.State.StartedAt}}") != before);
        await TextAsync("stop", "waiting");
        Assert.Equal("exited", await InspectAsync("waiting", "{{.State.Status}}"));
    }

    [Fact]
    public async Task Start_OfTheDaemon_StartsWhatPoliciesWant()
    {
        await RunAsync("always-stopped", "sleep 1000", "--restart", "always");
        await RunAsync("unless-stopped", "sleep 1000", "--restart", "unless-stopped");
        await RunAsync("failure-stopped", "sleep 1000", "--restart", "on-failure");
        await RunAsync("none", "exit 1");
        await TextAsync("create", "--name", "created", "--restart", "always", Daemon.Busybox);
        await TextAsync("stop", "-t", "0", "always-stopped", "unless-stopped", "failure-stopped");

        await AgainAsync();

        await Condition.WaitAsync("always is always", async () => await InspectAsync("always-stopped", "{{.State.Status}}") == "running");
        Assert.Equal("exited", await InspectAsync("unless-stopped", "{{.State.Status}}"));
        Assert.Equal("exited", await InspectAsync("failure-stopped", "{{.State.Status}}"));
        Assert.Equal("exited", await InspectAsync("none", "{{.State.Status}}"));
        Assert.Equal("created", await InspectAsync("created", "{{.State.Status}}"));
    }

    [Fact]
    public async Task End_WhileThereIsNoDaemon_IsJudgedByThePolicy()
    {
        string shared = Directory.CreateDirectory(Path.Combine(Daemon.Root, "shared")).FullName;
        const string script = "while [ ! -e /shared/go ]; do sleep 0.02; done; touch /shared/gone$0; exit ";
        foreach ((string name, string policy, int code) in s_enders)
        {
            await TextAsync("run", "-d", "--name", name, "--restart", policy, "-v", $"{shared}:/shared", Daemon.Busybox, "sh", "-c", script + code, name);
        }

        await Daemon.KillAsync();
        await File.WriteAllTextAsync(Path.Combine(shared, "go"), "", TestContext.Current.CancellationToken);
        await Condition.WaitAsync("all have ended", () => s_enders.All(ender => File.Exists(Path.Combine(shared, "gone" + ender.Name))));
        File.Delete(Path.Combine(shared, "go"));
        await Daemon.StartAgainAsync();

        foreach ((string name, string policy, int code) in s_enders)
        {
            string expected = policy == "no" || (policy == "on-failure" && code == 0) ? "exited" : "running";
            await Condition.WaitAsync($"{name} is {expected}", async () => await InspectAsync(name, "{{.State.Status}}") == expected);
        }
    }

    [Fact]
    public async Task Reboot_OfTheHost_StartsWhatPoliciesWant()
    {
        (string Name, string Policy)[] all = [("always", "always"), ("unless", "unless-stopped"), ("failure", "on-failure"), ("no", "no"), ("stopped", "unless-stopped")];
        foreach ((string name, string policy) in all)
        {
            await RunAsync(name, "sleep 1000", "--restart", policy);
        }

        await TextAsync("stop", "-t", "0", "stopped");
        string[] processes = (await TextAsync("inspect", "--format", "{{.State.Pid}}", "always", "unless", "failure", "no")).Split('\n');
        string[] ids = (await TextAsync("inspect", "--format", "{{.Id}}", "always", "unless", "failure", "no")).Split('\n');

        // All that a reboot ends, and what lay in /run.
        await Daemon.KillAsync();
        await Leftovers.RemoveBelowAsync(Daemon.ExecRoot);
        await Command.RunAsync("kill", ["-KILL", .. processes]);
        await Condition.WaitAsync("their cgroups are gone", () => ids.All(HasNoCgroup));
        await Daemon.StartAgainAsync();

        foreach (string name in (string[])["always", "unless", "failure"])
        {
            await Condition.WaitAsync($"{name} runs again", async () => await InspectAsync(name, "{{.State.Status}}") == "running");
            Assert.Equal("inside", await TextAsync("exec", name, "echo", "inside"));
        }

        Assert.Equal("exited 255", await InspectAsync("no", "{{.State.Status}} {{.State.ExitCode}}"));
        Assert.Equal("exited 137", await InspectAsync("stopped", "{{.State.Status}} {{.State.ExitCode}}"));
    }

    [Fact]
    public async Task Kill_OfTheDaemon_KeepsHealthAndGoesOnChecking()
    {
        await RunAsync("checked", "sleep 1000", "--health-cmd", "echo run >> /runs; cat /ok", "--health-interval", "200ms", "--health-retries", "1");
        await HealthAsync("unhealthy");

        await AgainAsync();

        Assert.Equal("unhealthy", await InspectAsync("checked", "{{.State.Health.Status}}"));
        await TextAsync("exec", "checked", "touch", "/ok");
        await HealthAsync("healthy");
    }

    [Fact]
    public async Task Kill_OfTheDaemon_WhileACheckRuns_LeavesItNotForEver()
    {
        await RunAsync("checked", "sleep 1000", "--health-cmd", "echo $$ >> /checks; exec sleep 777", "--health-interval", "100ms", "--health-timeout", "10m");
        await Condition.WaitAsync("a check runs", async () => (await ChecksAsync()).Length == 1);
        string check = Assert.Single(await ChecksAsync());

        await AgainAsync();

        await Condition.WaitAsync("the check has ended", async () => (await Daemon.RunAsync("exec", "checked", "test", "-e", $"/proc/{check}")).ExitCode == 1);
        await Condition.WaitAsync("there is another one", async () => (await ChecksAsync()).Length == 2);
        Assert.DoesNotContain(check, (await TextAsync("exec", "checked", "ps")).Split('\n').Select(line => line.Trim().Split(' ')[0]));

        async Task<string[]> ChecksAsync() => (await Daemon.RunAsync("exec", "checked", "cat", "/checks")) is { ExitCode: 0 } read ? read.Lines : [];
    }

    private static readonly (string Name, string Policy, int Code)[] s_enders =
    [
        ("no", "no", 1), ("always", "always", 0), ("unless", "unless-stopped", 0), ("success", "on-failure", 0), ("failure", "on-failure", 1),
    ];

    // rmdir fails while a process is left in it.
    private static bool HasNoCgroup(string id)
    {
        string[] cgroups = [.. Directory.GetDirectories("/sys/fs/cgroup").Select(hierarchy => Path.Combine(hierarchy, "berth", id)).Where(Directory.Exists)];
        try
        {
            Array.ForEach(cgroups, Directory.Delete);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task AgainAsync()
    {
        await Daemon.KillAsync();
        await Daemon.StartAgainAsync();
    }

    private Task HealthAsync(string status) => Condition.WaitAsync(
        $"it is {status}", async () => await InspectAsync("checked", "{{.State.Health.Status}}") == status);

    private Task<string> RunAsync(string name, string script, params IEnumerable<string> options) =>
        TextAsync(["run", "-d", "--name", name, .. options, Daemon.Busybox, "sh", "-c", script]);

    private Task<string> InspectAsync(string name, string format) => TextAsync("inspect", "--type", "container", "--format", format, name);

    private async Task<string> TextAsync(params IEnumerable<string> arguments) => (await Daemon.RunAsync(arguments)).Succeeded().Text;
}
