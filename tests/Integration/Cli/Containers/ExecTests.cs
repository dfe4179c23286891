using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Containers;

public sealed class ExecTests(SharedDaemon shared) : CliTest(shared)
{
    [Fact]
    public async Task Exec_Options_ApplyToTheNewProcessOnly()
    {
        await using TestContainer container = await StartSleeperAsync();

        string text = await TextAsync(
            "exec", "-u", "app", "-w", "/tmp", "-e", "X=1", container.Name, "sh", "-c", "echo $(id -u) $(pwd) $X");

        Assert.Equal("1000 /tmp 1", text);
    }

    [Fact]
    public async Task Exec_WithInput_PassesItOn()
    {
        await using TestContainer container = await StartSleeperAsync();

        CommandResult result = await Daemon.RunWithInputAsync("hello", "exec", "-i", container.Name, "cat");

        Assert.Equal("hello", result.Succeeded().Output);
    }

    [Fact]
    public async Task Exec_Process_SharesTheContainersNamespaces()
    {
        await using TestContainer container = await StartSleeperAsync("--hostname", "shared-name");

        Assert.Equal("shared-name", await container.ShellAsync("hostname"));
        Assert.Contains("sleep 1000", await container.ShellAsync("ps"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exec_Detached_RunsOn()
    {
        await using TestContainer container = await StartSleeperAsync();

        await TextAsync("exec", "-d", container.Name, "sh", "-c", "echo done > /tmp/mark");

        await Condition.WaitAsync(
            "the mark", async () => (await RunAsync("exec", container.Name, "cat", "/tmp/mark")).Output == "done\n");
    }

    [Fact]
    public async Task Exec_StoppedContainer_IsRefused()
    {
        string name = NewName();
        (await RunAsync("run", "--name", name, Busybox, "true")).Succeeded();
        await using var container = new TestContainer(Daemon, name);

        Assert.Contains("is not running", (await RunAsync("exec", name, "true")).Exited(1).Error, StringComparison.Ordinal);
    }
}
