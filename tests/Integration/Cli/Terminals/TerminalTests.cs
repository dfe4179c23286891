using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Terminals;

/// <summary>Interactive use, through a real pseudo-terminal.</summary>
public sealed class TerminalTests(SharedDaemon shared) : CliTest(shared)
{
    private const string DetachKeys = "\u0010\u0011"; // Ctrl-P Ctrl-Q

    [Fact]
    public async Task Run_Interactive_IsASessionOnATerminal()
    {
        await using Terminal terminal = Daemon.OpenTerminal("run", "-it", "--rm", Busybox, "sh");
        await terminal.ExpectAsync("/ # ");

        await terminal.TypeAsync("tty; stty size; echo sum=$((40+2))\r");

        await terminal.ExpectAsync("/dev/");
        await terminal.ExpectAsync("24 80");
        await terminal.ExpectAsync("sum=42");
        await terminal.TypeAsync("exit 3\r");
        Assert.Equal(3, await terminal.WaitAsync());
    }

    [Fact]
    public async Task Run_InterruptKey_ReachesTheProgram()
    {
        await using Terminal terminal = Daemon.OpenTerminal("run", "-it", "--rm", Busybox, "sh", "-c", "trap 'echo caught; exit 4' INT; echo ready; while :; do sleep 0.1; done");
        await terminal.ExpectAsync("ready");

        await terminal.TypeAsync("\u0003");

        await terminal.ExpectAsync("caught");
        Assert.Equal(4, await terminal.WaitAsync());
    }

    [Fact]
    public async Task DetachKeys_LeaveTheContainerRunning_AndAttachReturns()
    {
        string name = NewName();
        await using var container = new TestContainer(Daemon, name);
        await using (Terminal terminal = Daemon.OpenTerminal("run", "-it", "--name", name, Busybox, "sh"))
        {
            await terminal.ExpectAsync("/ # ");
            await terminal.TypeAsync("mark=remembered\r");
            await terminal.ExpectAsync("/ # ");
            await terminal.TypeAsync(DetachKeys);
            Assert.Equal(0, await terminal.WaitAsync());
        }

        Assert.Equal("true", await container.InspectAsync("{{.State.Running}}"));

        await using Terminal again = Daemon.OpenTerminal("attach", name);
        await again.TypeAsync("echo is-$mark\r");
        await again.ExpectAsync("is-remembered");
        await again.TypeAsync("exit\r");
        Assert.Equal(0, await again.WaitAsync());
    }

    [Fact]
    public async Task Exec_Interactive_IsASessionOnATerminal()
    {
        await using TestContainer container = await StartSleeperAsync();
        await using Terminal terminal = Daemon.OpenTerminal("exec", "-it", container.Name, "sh");
        await terminal.ExpectAsync("/ # ");

        await terminal.TypeAsync("stty size; exit 5\r");

        await terminal.ExpectAsync("24 80");
        Assert.Equal(5, await terminal.WaitAsync());
    }

    [Fact]
    public async Task Run_WithoutTerminalButWithT_IsRefused() =>
        Assert.Contains("not a TTY", (await RunAsync("run", "-it", "--rm", Busybox, "true")).Error, StringComparison.OrdinalIgnoreCase);
}
