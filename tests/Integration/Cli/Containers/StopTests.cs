using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Containers;

/// <summary>Which signal ends a container, how long it has, and what is said where there is nothing to end.</summary>
public sealed class StopTests(SharedDaemon shared) : CliTest(shared)
{
    private const string Trap = "trap 'exit 15' TERM; trap 'exit 10' USR1; trap 'exit 12' USR2; touch /ready; while true; do sleep 0.01; done";

    [Theory]
    [InlineData("15")]
    [InlineData("10", "--stop-signal", "SIGUSR1")]
    [InlineData("12", "--stop-signal", "12")]
    public async Task Stop_Container_SendsItsSignal(string code, params string[] options)
    {
        await using TestContainer container = await StartTrapAsync(options);

        await TextAsync("stop", container.Name);

        Assert.Equal(code, await container.InspectAsync("{{.State.ExitCode}}"));
    }

    [Fact]
    public async Task Stop_WithoutALimit_WaitsForTheEnd()
    {
        await using TestContainer container = await StartTrapAsync("--stop-timeout", "-1");

        await TextAsync("stop", container.Name);

        Assert.Equal("15", await container.InspectAsync("{{.State.ExitCode}}"));
    }

    [Fact]
    public async Task Stop_ProgramThatDoesNotListen_IsKilled()
    {
        await using TestContainer container = await StartSleeperAsync("--stop-timeout", "0");

        await TextAsync("stop", container.Name);

        Assert.Equal("137", await container.InspectAsync("{{.State.ExitCode}}"));
        await TextAsync("stop", container.Name);
    }

    [Theory]
    [InlineData("USR1", "10")]
    [InlineData("SIGUSR2", "12")]
    [InlineData("10", "10")]
    [InlineData("sigterm", "15")]
    public async Task Kill_SignalByNameOrNumber_IsSent(string signal, string code)
    {
        await using TestContainer container = await StartTrapAsync();

        await TextAsync("kill", "-s", signal, container.Name);

        Assert.Equal(code, await TextAsync("wait", container.Name));
    }

    [Fact]
    public async Task Kill_NothingToKill_IsSaidInDockersWords()
    {
        string name = NewName();
        await using var container = new TestContainer(Daemon, name);
        await TextAsync("create", "--name", name, Busybox);
        string id = await container.InspectAsync("{{.Id}}");

        await RefusedAsync($"cannot kill container: {name}: container {id} is not running", "kill", name);
        await RefusedAsync("invalid signal: SIG42", "kill", "-s", "SIG42", name);
        await RefusedAsync("invalid signal: 0", "kill", "-s", "0", name);
        await RefusedAsync("the linux daemon does not support signal 99", "kill", "-s", "99", name);
        await RefusedAsync("No such container: no-such-container", "kill", "no-such-container");
    }

    private async Task<TestContainer> StartTrapAsync(params IEnumerable<string> options)
    {
        string name = NewName();
        await TextAsync(["run", "-d", "--name", name, .. options, Busybox, "sh", "-c", Trap]);
        var container = new TestContainer(Daemon, name);
        await Condition.WaitAsync("the traps are set", async () => (await RunAsync("exec", name, "test", "-e", "/ready")).ExitCode == 0);
        return container;
    }

    private async Task RefusedAsync(string words, params IEnumerable<string> arguments)
    {
        CommandResult result = await RunAsync(arguments);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(words, result.Error, StringComparison.OrdinalIgnoreCase);
    }
}
