using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Containers;

/// <summary>Freezing containers and letting them go on.</summary>
public sealed class PauseTests(SharedDaemon shared) : CliTest(shared)
{
    [Fact]
    public async Task Pause_RunningContainer_StopsItsProcessesUntilUnpause()
    {
        string name = NewName();
        await using var container = new TestContainer(Daemon, name);
        await TextAsync("run", "-d", "--name", name, Busybox, "sh", "-c", "while true; do date +%s%N > /now; sleep 0.01; done");

        Assert.Equal(name, await TextAsync("pause", name));
        Assert.Equal("paused true true", await container.InspectAsync("{{.State.Status}} {{.State.Running}} {{.State.Paused}}"));
        Assert.EndsWith("(Paused)", await TextAsync("ps", "--filter", $"name={name}", "--format", "{{.Status}}"), StringComparison.Ordinal);
        Assert.Equal(name, await TextAsync("ps", "--filter", "status=paused", "--filter", $"name={name}", "--format", "{{.Names}}"));

        Assert.Equal(name, await TextAsync("unpause", name));
        Assert.Equal("running true false", await container.InspectAsync("{{.State.Status}} {{.State.Running}} {{.State.Paused}}"));
        string before = await container.ShellAsync("cat /now");
        await Condition.WaitAsync("the program goes on", async () => await container.ShellAsync("cat /now") != before);
    }

    [Fact]
    public async Task Pause_WrongState_IsRefusedInDockersWords()
    {
        await using TestContainer container = await StartSleeperAsync();
        string id = await container.InspectAsync("{{.Id}}");

        await RefusedAsync($"Container {id} is not paused", "unpause", container.Name);
        await TextAsync("pause", container.Name);
        await RefusedAsync($"Container {id} is already paused", "pause", container.Name);
        await RefusedAsync("is paused, unpause the container before exec", "exec", container.Name, "true");
        await RefusedAsync("cannot start a paused container, try unpause instead", "start", container.Name);
        await RefusedAsync("cannot remove", "rm", container.Name);
        await TextAsync("kill", container.Name);
        await TextAsync("wait", container.Name);
        await RefusedAsync($"container {id} is not running", "pause", container.Name);
    }

    [Fact]
    public async Task Stop_PausedContainer_LetsItGoOnToItsEnd()
    {
        string name = NewName();
        await using var container = new TestContainer(Daemon, name);
        await TextAsync("run", "-d", "--name", name, Busybox, "sh", "-c", "trap 'exit 7' TERM; touch /ready; while true; do sleep 0.01; done");
        await Condition.WaitAsync("the trap is set", async () => (await RunAsync("exec", name, "test", "-e", "/ready")).ExitCode == 0);
        await TextAsync("pause", name);

        await TextAsync("stop", name);

        Assert.Equal("exited 7 false", await container.InspectAsync("{{.State.Status}} {{.State.ExitCode}} {{.State.Paused}}"));
    }

    [Fact]
    public async Task Remove_PausedContainerByForce_Works()
    {
        await using TestContainer container = await StartSleeperAsync();
        await TextAsync("pause", container.Name);

        await TextAsync("rm", "-f", container.Name);

        Assert.Empty(await TextAsync("ps", "-aq", "--filter", $"name={container.Name}"));
    }

    [Fact]
    public async Task Commit_PausedContainer_LeavesItPaused()
    {
        await using TestContainer container = await StartSleeperAsync();
        await TextAsync("pause", container.Name);

        string image = await TextAsync("commit", container.Name);

        Assert.Equal("paused", await container.InspectAsync("{{.State.Status}}"));
        await TextAsync("unpause", container.Name);
        Assert.Equal("inside", await container.ShellAsync("echo inside"));
        await RunAsync("rmi", image);
    }

    private async Task RefusedAsync(string words, params IEnumerable<string> arguments)
    {
        CommandResult result = await RunAsync(arguments);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(words, result.Error, StringComparison.OrdinalIgnoreCase);
    }
}
