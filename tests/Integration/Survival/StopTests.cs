using Berth.Harness;
using Xunit;

namespace Berth.Integration.Survival;

/// <summary>SIGTERM with <c>live-restore</c> off: containers end with the daemon, and come back with it where their policy says so.</summary>
public sealed class StopTests : IAsyncLifetime
{
    private Daemon? _daemon;

    private Daemon Daemon => _daemon ?? throw new InvalidOperationException();

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Target.IsDockerd, "the harness's dockerd has no containers to stop");
        _daemon = await Daemon.StartAsync(new DaemonOptions { Arguments = ["--live-restore=false"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            await _daemon.DisposeAsync();
        }
    }

    [Fact]
    public async Task Stop_WithoutLiveRestore_StopsContainersAndBringsThemBack()
    {
        string[] polite = [Daemon.Busybox, "sh", "-c", "trap 'exit 7' TERM; while :; do sleep 0.1; done"];
        await TextAsync(["run", "-d", "--name", "plain", .. polite]);
        await TextAsync(["run", "-d", "--name", "always", "--restart", "always", .. polite]);
        await TextAsync(["run", "-d", "--name", "removed", "--rm", .. polite]);

        // A program gets its signal only once it has asked for it.
        foreach (string name in (string[])["plain", "always", "removed"])
        {
            await Condition.WaitAsync($"the program of {name} is ready", async () => (await TextAsync("exec", name, "ps")).Split('\n').Any(static line => line.EndsWith("sleep 0.1", StringComparison.Ordinal)));
        }

        Assert.Equal(0, await Daemon.StopAsync());
        Assert.DoesNotContain(Directory.GetDirectories(Path.Combine(Daemon.ExecRoot, "runtime")), static d => !Path.GetFileName(d).StartsWith('.'));
        await Daemon.StartAgainAsync();

        Assert.Equal("exited 7", await TextAsync("inspect", "-f", "{{.State.Status}} {{.State.ExitCode}}", "plain"));
        await Condition.WaitAsync("the one with a policy runs", async () => await TextAsync("ps", "--filter", "status=running", "--format", "{{.Names}}") == "always");
        Assert.Equal("always\nplain", string.Join('\n', (await TextAsync("ps", "-a", "--format", "{{.Names}}")).Split('\n').Order()));
        Assert.Equal("false", await TextAsync("info", "-f", "{{.LiveRestoreEnabled}}"));
    }

    private async Task<string> TextAsync(params IEnumerable<string> arguments) => (await Daemon.RunAsync(arguments)).Succeeded().Text;
}
