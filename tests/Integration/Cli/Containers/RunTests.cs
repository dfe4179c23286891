using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Containers;

public sealed class RunTests(SharedDaemon shared) : CliTest(shared)
{
    [Fact]
    public async Task Run_Foreground_SeparatesOutputAndErrors()
    {
        CommandResult result = await RunAsync("run", "--rm", Busybox, "sh", "-c", "echo out; echo err >&2");

        Assert.Equal(("out\n", "err\n", 0), (result.Output, result.Error, result.ExitCode));
    }

    [Fact]
    public async Task Run_WithInput_ReadsItToItsEnd()
    {
        CommandResult result = await Daemon.RunWithInputAsync("b\na\n", "run", "--rm", "-i", Busybox, "sort");

        Assert.Equal("a\nb\n", result.Succeeded().Output);
    }

    [Fact]
    public async Task Run_MuchOutput_LosesNothing()
    {
        string text = await ShellAsync("seq 1 100000 | sha256sum; seq 1 100000", "--network", "none");

        string[] lines = text.Split('\n');
        Assert.Equal(100001, lines.Length);
        Assert.Equal("100000", lines[^1]);
    }

    [Fact]
    public async Task Run_Detached_PrintsTheIdOnly()
    {
        string name = NewName();
        string id = await TextAsync("run", "-d", "--name", name, Busybox, "sleep", "1000");
        await using var container = new TestContainer(Daemon, name);

        Assert.Matches("^[0-9a-f]{64}$", id);
        Assert.Equal(id, await container.InspectAsync("{{.Id}}"));
    }

    [Fact]
    public async Task Run_Remove_LeavesNoContainer()
    {
        string name = NewName();
        await TextAsync("run", "--rm", "--name", name, Busybox, "true");

        await Condition.WaitAsync(
            "the container is gone", async () => (await TextAsync("ps", "-aq", "--filter", $"name={name}")).Length == 0);
    }

    [Fact]
    public async Task Run_DefaultCommand_IsTheImages() =>
        Assert.Equal("hello", (await Daemon.RunWithInputAsync("echo hello\n", "run", "-i", "--rm", Busybox)).Succeeded().Text);

    [Fact]
    public async Task Run_Environment_ComesFromFlagsAndFile()
    {
        string file = Path.Combine(Daemon.Root, $"{NewName()}.env");
        await File.WriteAllTextAsync(file, "# a comment\nFROM_FILE=one two\n", TestContext.Current.CancellationToken);

        string text = await ShellAsync("echo $FROM_FLAG,$FROM_FILE,$HOME,$HOSTNAME", "-e", "FROM_FLAG=x", "--env-file", file, "--hostname", "h");

        Assert.Equal("x,one two,/root,h", text);
    }

    [Fact]
    public async Task Run_WorkDirectory_IsMade() => Assert.Equal("/not/there/yet", await ShellAsync("pwd", "-w", "/not/there/yet"));

    [Theory]
    [InlineData("app", "1000:1000")]
    [InlineData("1000", "1000:1000")]
    [InlineData("1234:5678", "1234:5678")]
    [InlineData("app:audio", "1000:29")]
    public async Task Run_User_IsLookedUpInTheImage(string user, string expected) =>
        Assert.Equal(expected, await ShellAsync("echo $(id -u):$(id -g)", "-u", user));

    [Fact]
    public async Task Run_User_GetsItsSupplementaryGroups() =>
        Assert.Contains("29", (await ShellAsync("id -G", "-u", "app")).Split(' '));

    [Fact]
    public async Task Run_EntryPoint_ReplacesTheImages() =>
        Assert.Equal("a b", await TextAsync("run", "--rm", "--entrypoint", "/bin/echo", Busybox, "a", "b"));

    [Fact]
    public async Task Run_Init_ReapsAndForwardsAsFirstProcess()
    {
        string text = await ShellAsync("cat /proc/1/comm; ps | grep -c defunct || true", "--init");

        Assert.DoesNotContain("sh\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Init_ShowsNoPathOfTheHost()
    {
        string text = await ShellAsync("tr '\\0' ' ' < /proc/1/cmdline", "--init");

        Assert.DoesNotContain(Daemon.Root, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Bind_IsSharedWithTheHost()
    {
        string directory = Directory.CreateDirectory(Path.Combine(Daemon.Root, NewName())).FullName;
        await File.WriteAllTextAsync(Path.Combine(directory, "in"), "from the host", TestContext.Current.CancellationToken);

        string text = await ShellAsync("cat /data/in; echo back > /data/out", "-v", $"{directory}:/data");

        Assert.Equal("from the host", text);
        Assert.Equal("back\n", await File.ReadAllTextAsync(Path.Combine(directory, "out"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Run_ReadOnlyBind_RefusesWrites()
    {
        string directory = Directory.CreateDirectory(Path.Combine(Daemon.Root, NewName())).FullName;

        CommandResult result = await RunAsync("run", "--rm", "-v", $"{directory}:/data:ro", Busybox, "touch", "/data/x");

        Assert.Contains("Read-only file system", result.Exited(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ReadOnlyRoot_AllowsOnlyTmpfs()
    {
        string text = await ShellAsync("touch /x 2>/dev/null && echo written; touch /scratch/x && df /scratch | tail -1", "--read-only", "--tmpfs", "/scratch:size=1m");

        Assert.DoesNotContain("written", text, StringComparison.Ordinal);
        Assert.Contains("1024", text, StringComparison.Ordinal);
    }
}
