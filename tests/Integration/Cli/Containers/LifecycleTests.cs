using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Containers;

public sealed class LifecycleTests(SharedDaemon shared) : CliTest(shared)
{
    [Fact]
    public async Task Container_FromCreateToRemove_GoesThroughItsStates()
    {
        string name = NewName();
        await TextAsync("create", "--name", name, Busybox, "sh", "-c", "trap 'exit 5' TERM; touch /ready; while :; do sleep 0.1; done");
        await using var container = new TestContainer(Daemon, name);
        Assert.Equal("created", await container.InspectAsync("{{.State.Status}}"));

        Assert.Equal(name, await TextAsync("start", name));
        Assert.Equal("running", await container.InspectAsync("{{.State.Status}}"));
        Assert.Contains("Up ", await TextAsync("ps", "--filter", $"name={name}"), StringComparison.Ordinal);

        await Condition.WaitAsync("the trap is set", async () => (await RunAsync("exec", name, "test", "-e", "/ready")).ExitCode == 0);
        Assert.Equal(name, await TextAsync("stop", name));
        Assert.Equal("exited 5", await container.InspectAsync("{{.State.Status}} {{.State.ExitCode}}"));
        Assert.Contains("Exited (5)", await TextAsync("ps", "-a", "--filter", $"name={name}"), StringComparison.Ordinal);

        Assert.Equal(name, await TextAsync("rm", name));
        Assert.Contains("No such container", (await RunAsync("rm", name)).Exited(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_ProgramThatIgnoresTerm_IsKilledAfterTheTimeout()
    {
        await using TestContainer container = await StartSleeperAsync();

        await TextAsync("stop", "-t", "1", container.Name);

        Assert.Equal("137", await container.InspectAsync("{{.State.ExitCode}}"));
    }

    [Fact]
    public async Task Restart_RunningContainer_GetsANewProcess()
    {
        await using TestContainer container = await StartSleeperAsync();
        string before = await container.InspectAsync("{{.State.Pid}}");

        await TextAsync("restart", "-t", "0", container.Name);

        Assert.NotEqual(before, await container.InspectAsync("{{.State.Pid}}"));
        Assert.Equal("true", await container.InspectAsync("{{.State.Running}}"));
    }

    [Fact]
    public async Task Start_Again_KeepsTheWritableLayer()
    {
        string name = NewName();
        (await RunAsync("run", "--name", name, Busybox, "sh", "-c", "echo line >> /kept; cat /kept")).Succeeded();
        await using var container = new TestContainer(Daemon, name);

        string text = await TextAsync("start", "-a", name);

        Assert.Equal("line\nline", text);
    }

    [Fact]
    public async Task Remove_RunningContainer_NeedsForce()
    {
        await using TestContainer container = await StartSleeperAsync();

        Assert.Matches("cannot remove.*container", (await RunAsync("rm", container.Name)).Exited(1).Error);
        Assert.Equal(container.Name, await TextAsync("rm", "-f", container.Name));
    }

    [Fact]
    public async Task Wait_EndedContainer_PrintsItsExitCode()
    {
        string name = NewName();
        await TextAsync("run", "-d", "--name", name, Busybox, "sh", "-c", "exit 9");
        await using var container = new TestContainer(Daemon, name);

        Assert.Equal("9", await TextAsync("wait", name));
        Assert.Equal("9", await TextAsync("wait", name));
    }

    [Fact]
    public async Task Container_ByUniqueIdPrefix_IsFound()
    {
        await using TestContainer container = await StartSleeperAsync();
        string id = await container.InspectAsync("{{.Id}}");

        Assert.Equal($"/{container.Name}", await TextAsync("inspect", "--format", "{{.Name}}", id[..12]));
    }

    [Fact]
    public async Task Kill_ChosenSignal_ReachesTheProgram()
    {
        string name = NewName();
        await TextAsync("run", "-d", "--name", name, Busybox, "sh", "-c", "trap 'exit 11' USR1; echo ready; while :; do sleep 0.1; done");
        await using var container = new TestContainer(Daemon, name);
        await Condition.WaitAsync("the trap is set", async () => (await TextAsync("logs", name)).Contains("ready", StringComparison.Ordinal));

        await TextAsync("kill", "-s", "USR1", name);

        Assert.Equal("11", await TextAsync("wait", name));
    }
}
