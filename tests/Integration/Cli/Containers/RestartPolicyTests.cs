using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Containers;

/// <summary>Containers that are started again by their policy.</summary>
public sealed class RestartPolicyTests(SharedDaemon shared) : CliTest(shared)
{
    [Fact]
    public async Task OnFailure_WithACount_GivesUpAfterIt()
    {
        await using TestContainer container = await StartAsync("on-failure:2", "exit 3");

        await Condition.WaitAsync("it is given up", async () => await container.InspectAsync("{{.State.Status}} {{.RestartCount}}") == "exited 2");
        Assert.Equal("3 false", await container.InspectAsync("{{.State.ExitCode}} {{.State.Restarting}}"));
    }

    [Fact]
    public async Task OnFailure_Success_EndsIt()
    {
        await using TestContainer container = await StartAsync("on-failure", "exit 0");

        await TextAsync("wait", container.Name);
        Assert.Equal("exited 0 0", await container.InspectAsync("{{.State.Status}} {{.State.ExitCode}} {{.RestartCount}}"));
    }

    [Fact]
    public async Task Always_FailingContainer_IsShownAsRestartingAndRunning()
    {
        await using TestContainer container = await StartAsync("always", "exit 4");

        await Condition.WaitAsync(
            "it waits to be started again",
            async () => await container.InspectAsync("{{.State.Status}} {{.State.Restarting}} {{.State.Running}} {{.State.Pid}} {{.State.ExitCode}}")
                == "restarting true true 0 4");

        // The back-off is long enough then for all that follows.
        await RestartedAsync(container, 6);
        await Condition.WaitAsync(
            "ps says so",
            async () => (await TextAsync("ps", "--filter", $"name={container.Name}", "--format", "{{.Status}}")).StartsWith("Restarting (4) ", StringComparison.Ordinal));
        await RefusedAsync("is restarting, wait until the container is running", "exec", container.Name, "true");
        await RefusedAsync("is restarting, wait until the container is running", "pause", container.Name);
        await RefusedAsync("cannot remove", "rm", container.Name);
        Assert.Equal("4", await TextAsync("wait", container.Name));
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("kill")]
    public async Task Stop_DuringTheBackOff_CancelsTheRestart(string verb)
    {
        await using TestContainer container = await StartAsync("always", "exit 4");
        await RestartedAsync(container, 5);
        await Condition.WaitAsync("it waits", async () => await container.InspectAsync("{{.State.Status}}") == "restarting");

        await TextAsync(verb, container.Name);

        await Condition.WaitAsync("it has ended", async () => await container.InspectAsync("{{.State.Status}}") == "exited");
        string ended = await container.InspectAsync("{{.RestartCount}} {{.State.StartedAt}}");
        await TextAsync("start", container.Name);
        Assert.NotEqual(ended, await container.InspectAsync("{{.RestartCount}} {{.State.StartedAt}}"));
    }

    [Fact]
    public async Task Remove_ByForceDuringTheBackOff_Works()
    {
        await using TestContainer container = await StartAsync("always", "exit 4");
        await RestartedAsync(container, 4);

        await TextAsync("rm", "-f", container.Name);

        Assert.Empty(await TextAsync("ps", "-aq", "--filter", $"name={container.Name}"));
    }

    [Fact]
    public async Task Stop_RunningContainer_StaysStopped()
    {
        await using TestContainer container = await StartAsync("unless-stopped", "sleep 1000");

        await TextAsync("stop", "-t", "0", container.Name);

        Assert.Equal("exited 137 0", await container.InspectAsync("{{.State.Status}} {{.State.ExitCode}} {{.RestartCount}}"));
    }

    [Fact]
    public async Task Program_KilledFromWithin_IsStartedAgain()
    {
        await using TestContainer container = await StartAsync("unless-stopped", "trap 'exit 1' TERM; while true; do sleep 0.05; done");
        string before = await container.InspectAsync("{{.State.StartedAt}}");

        await RunAsync("exec", container.Name, "kill", "1");

        await Condition.WaitAsync("it runs again", async () =>
            await container.InspectAsync("{{.State.Status}} {{.RestartCount}}") == "running 1"
            && await container.InspectAsync("{{.State.StartedAt}}") != before);
    }

    [Fact]
    public async Task Restart_ByItsOwner_ForgetsTheCount()
    {
        await using TestContainer container = await StartAsync("on-failure:1", "sleep 0.2; exit 3");
        await Condition.WaitAsync("it is given up", async () => await container.InspectAsync("{{.State.Status}} {{.RestartCount}}") == "exited 1");

        await TextAsync("restart", container.Name);

        Assert.Equal("0", await container.InspectAsync("{{.RestartCount}}"));
        await Condition.WaitAsync("it is given up again", async () => await container.InspectAsync("{{.State.Status}} {{.RestartCount}}") == "exited 1");
    }

    [Theory]
    [InlineData("foo", "invalid restart policy")]
    [InlineData("always:3", "maximum retry count")]
    [InlineData("on-failure:x", "maximum retry count must be an integer")]
    public async Task Create_WrongPolicy_IsRefused(string policy, string words) =>
        await RefusedAsync(words, "create", "--restart", policy, Busybox);

    [Fact]
    public async Task Create_WithRemoval_IsRefused() =>
        await RefusedAsync("cannot specify both --restart and --rm", "create", "--restart", "always", "--rm", Busybox);

    private async Task<TestContainer> StartAsync(string policy, string script)
    {
        string name = NewName();
        await TextAsync("run", "-d", "--name", name, "--restart", policy, Busybox, "sh", "-c", script);
        return new TestContainer(Daemon, name);
    }

    private static Task RestartedAsync(TestContainer container, int times) => Condition.WaitAsync(
        $"it was started again {times} times",
        async () => int.Parse(await container.InspectAsync("{{.RestartCount}}"), System.Globalization.CultureInfo.InvariantCulture) >= times);

    private async Task RefusedAsync(string words, params IEnumerable<string> arguments)
    {
        CommandResult result = await RunAsync(arguments);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(words, result.Error, StringComparison.OrdinalIgnoreCase);
    }
}
