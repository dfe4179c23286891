using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Containers;

/// <summary>Exit codes as scripts know them: the program's own, 128+n for a signal, 125/126/127 when nothing ran.</summary>
public sealed class ExitCodeTests(SharedDaemon shared) : CliTest(shared)
{
    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 42", 42)]
    [InlineData("sh -c 'kill -9 $$'; exit $?", 137)]
    public async Task Run_Program_GivesItsExitCode(string script, int code)
    {
        (await RunAsync("run", "--rm", Busybox, "sh", "-c", script)).Exited(code);
    }

    [Fact]
    public async Task Run_CommandNotFound_Is127()
    {
        CommandResult result = (await RunAsync("run", "--rm", Busybox, "no-such-command")).Exited(127);

        Assert.Contains("exec: \"no-such-command\": executable file not found in $PATH", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_MissingPath_Is127()
    {
        CommandResult result = (await RunAsync("run", "--rm", Busybox, "/no/such/file")).Exited(127);

        Assert.Contains("no such file or directory", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("/etc")]
    public async Task Run_NotExecutable_Is126(string path)
    {
        CommandResult result = (await RunAsync("run", "--rm", Busybox, path)).Exited(126);

        Assert.Matches("permission denied|is a directory", result.Error);
    }

    [Fact]
    public async Task Run_FailedStart_LeavesTheContainerCreated()
    {
        string name = NewName();
        (await RunAsync("run", "--name", name, Busybox, "no-such-command")).Exited(127);
        await using var container = new TestContainer(Daemon, name);

        Assert.Equal("created 127", await container.InspectAsync("{{.State.Status}} {{.State.ExitCode}}"));
    }

    [Fact]
    public async Task Exec_CommandNotFound_Is127()
    {
        await using TestContainer container = await StartSleeperAsync();

        CommandResult result = await RunAsync("exec", container.Name, "no-such-command");

        // dockerd gave 126 before version 23.
        Assert.Equal(Target.IsDockerd ? 126 : 127, result.ExitCode);
        Assert.Contains("executable file not found in $PATH", result.Error + result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exec_Program_GivesItsExitCode()
    {
        await using TestContainer container = await StartSleeperAsync();

        (await RunAsync("exec", container.Name, "sh", "-c", "exit 7")).Exited(7);
    }

    [Fact]
    public async Task Kill_Signal_Is128AndTheSignal()
    {
        await using TestContainer container = await StartSleeperAsync();

        await TextAsync("kill", container.Name);

        Assert.Equal("137", await TextAsync("wait", container.Name));
    }
}
