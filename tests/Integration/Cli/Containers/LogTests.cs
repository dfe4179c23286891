using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Containers;

public sealed class LogTests(SharedDaemon shared) : CliTest(shared)
{
    [Fact]
    public async Task Logs_EndedContainer_KeepsBothStreamsApart()
    {
        await using TestContainer container = await EndedAsync("echo out; echo err >&2");

        CommandResult result = (await RunAsync("logs", container.Name)).Succeeded();

        Assert.Equal(("out\n", "err\n"), (result.Output, result.Error));
    }

    [Fact]
    public async Task Logs_Tail_ShowsTheLastLines()
    {
        await using TestContainer container = await EndedAsync("seq 1 100");

        Assert.Equal("99\n100", await TextAsync("logs", "--tail", "2", container.Name));
    }

    [Fact]
    public async Task Logs_Timestamps_PrecedeEachLine()
    {
        await using TestContainer container = await EndedAsync("echo line");

        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z line$", await TextAsync("logs", "-t", container.Name));
    }

    [Fact]
    public async Task Logs_Follow_EndsWithTheContainer()
    {
        string name = NewName();
        await TextAsync("run", "-d", "--name", name, Busybox, "sh", "-c", "for i in 1 2 3; do echo $i; sleep 0.1; done");
        await using var container = new TestContainer(Daemon, name);

        Assert.Equal("1\n2\n3", await TextAsync("logs", "-f", name));
    }

    [Fact]
    public async Task Logs_LongLine_IsWhole()
    {
        await using TestContainer container = await EndedAsync("head -c 100000 /dev/zero | tr '\\0' x; echo");

        Assert.Equal(100000, (await TextAsync("logs", container.Name)).Length);
    }

    private async Task<TestContainer> EndedAsync(string script)
    {
        string name = NewName();
        (await RunAsync("run", "--name", name, Busybox, "sh", "-c", script)).Succeeded();
        return new TestContainer(Daemon, name);
    }
}
