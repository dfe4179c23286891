using System.Text.Json;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Containers;

/// <summary><c>docker top</c> and what it reads of the API.</summary>
public sealed class TopTests(SharedDaemon shared) : CliTest(shared)
{
    [Fact]
    public async Task Top_OfARunningContainer_ListsItsProcessesByTheHostsNumbers()
    {
        await using TestContainer container = await StartSleeperAsync();
        string pid = await container.InspectAsync("{{.State.Pid}}");

        string[] lines = (await RunAsync("top", container.Name)).Succeeded().Lines;

        Assert.Equal(2, lines.Length);
        Assert.Equal("UID PID PPID C STIME TTY TIME CMD", Squeezed(lines[0]));
        Assert.Matches($"^root +{pid} +[0-9]+ +[0-9]+ +[0-9:A-Za-z]+ +\\? +00:00:0[0-9] +sleep 1000$", lines[1]);
    }

    [Theory]
    [InlineData("-o pid,comm", "PID COMMAND", "sleep")]
    [InlineData("aux", "USER PID %CPU %MEM VSZ RSS TTY STAT START TIME COMMAND", "sleep 1000")]
    [InlineData("-eLf", "UID PID PPID LWP C NLWP STIME TTY TIME CMD", "sleep 1000")]
    [InlineData("auxH", "USER PID %CPU %MEM VSZ RSS TTY STAT START TIME COMMAND", "sleep 1000")]
    [InlineData("-eo pid,ppid,comm --forest", "PID PPID COMMAND", "sleep")]
    [InlineData("axf", "PID TTY STAT TIME COMMAND", "sleep 1000")]
    [InlineData("-ef --sort=-pid", "UID PID PPID C STIME TTY TIME CMD", "sleep 1000")]
    [InlineData("-o pid,ppid,uid,gid,tty,ni,nlwp,cmd", "PID PPID UID GID TT NI NLWP CMD", "sleep 1000")]
    public async Task Top_WithArgumentsOfPs_HasTheirColumns(string arguments, string titles, string end)
    {
        await using TestContainer container = await StartSleeperAsync();

        string[] lines = (await RunAsync(["top", container.Name, .. arguments.Split(' ')])).Succeeded().Lines;

        Assert.Equal(titles, Squeezed(lines[0]));
        Assert.EndsWith(end, lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Top_WithoutAColumnOfNumbers_Fails()
    {
        await using TestContainer container = await StartSleeperAsync();

        CommandResult result = await RunAsync("top", container.Name, "-o", "comm");

        Assert.Equal((1, true), (result.ExitCode, result.Error.Contains("Couldn't find PID field in ps output", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Top_OfAnUnknownColumn_FailsInTheWordsOfPs()
    {
        await using TestContainer container = await StartSleeperAsync();

        CommandResult result = await RunAsync("top", container.Name, "-o", "pid,nothing");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("ps: error: unknown user-defined format specifier \"nothing\"", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Top_OfAStoppedContainer_Conflicts()
    {
        string name = NewName();
        await using var container = new TestContainer(Daemon, name);
        await TextAsync("create", "--name", name, Busybox);

        CommandResult result = await RunAsync("top", name);

        Assert.Equal(1, result.ExitCode);
        Assert.Matches("Error response from daemon: [Cc]ontainer [0-9a-f]{64} is not running", result.Error);
    }

    // Podman's #23981: a list of lists, not of lines.
    [Fact]
    public async Task Top_OfTheApi_IsAListOfLists()
    {
        await using TestContainer container = await StartSleeperAsync();
        CancellationToken cancellation = TestContext.Current.CancellationToken;

        using JsonDocument answer = JsonDocument.Parse(await Daemon.Http.GetStringAsync(
            new Uri($"/containers/{container.Name}/top?ps_args=-o%20pid,args", UriKind.Relative), cancellation));

        Assert.Equal(["PID", "COMMAND"], answer.RootElement.GetProperty("Titles").EnumerateArray().Select(t => t.GetString()));
        JsonElement row = Assert.Single(answer.RootElement.GetProperty("Processes").EnumerateArray());
        Assert.Equal((JsonValueKind.Array, "sleep 1000"), (row.ValueKind, row[1].GetString()));
    }

    private static string Squeezed(string line) => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
