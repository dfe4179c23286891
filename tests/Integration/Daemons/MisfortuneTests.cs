using System.Text.Json.Nodes;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Daemons;

/// <summary>What goes wrong around a container, and must neither hide its end nor leave it running unseen.</summary>
public sealed class MisfortuneTests : IAsyncLifetime
{
    private Daemon? _daemon;

    private Daemon Daemon => _daemon ?? throw new InvalidOperationException();

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Target.IsDockerd, "it kills berthd's own monitors");
        _daemon = await Daemon.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            await _daemon.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Kill_OfAMonitor_EndsItsContainer(bool autoRemove)
    {
        string id = await TextAsync(["run", "-d", "--name", "orphan", .. autoRemove ? ["--rm"] : Array.Empty<string>(), Daemon.Busybox, "sleep", "1000"]);
        string process = await TextAsync("inspect", "--format", "{{.State.Pid}}", "orphan");

        await SignalMonitorAsync("KILL", id);

        await Condition.WaitAsync("the container's end is noticed", async () => (await TextAsync("ps", "-q")).Length == 0);
        Assert.True(IsDead(process), "its program runs on with nobody to look after it");
        if (autoRemove)
        {
            await Condition.WaitAsync("the container is removed", async () => (await TextAsync("ps", "-aq")).Length == 0);
        }
        else
        {
            await TextAsync("start", "orphan");
            Assert.Equal("again", await TextAsync("exec", "orphan", "echo", "again"));
        }
    }

    [Fact]
    public async Task Resize_WithoutATerminal_DoesNotHideTheEnd()
    {
        await TextAsync("run", "-d", "--name", "plain", Daemon.Busybox, "sleep", "1000");
        using HttpResponseMessage answer = await Daemon.Http.PostAsync(
            new Uri("/containers/plain/resize?h=10&w=10", UriKind.Relative), null, TestContext.Current.CancellationToken);

        await TextAsync("stop", "-t", "0", "plain");

        Assert.Equal("exited", await TextAsync("inspect", "--format", "{{.State.Status}}", "plain"));
    }

    [Fact]
    public async Task Start_WithAMonitorThatDoesNotAnswer_IsNotHeldUp()
    {
        string id = await TextAsync("run", "-d", "--name", "frozen", Daemon.Busybox, "sleep", "1000");
        await SignalMonitorAsync("STOP", id);
        try
        {
            await Daemon.KillAsync();
            await Daemon.StartAgainAsync();
            Assert.Contains("Up ", await TextAsync("ps"), StringComparison.Ordinal);
        }
        finally
        {
            await SignalMonitorAsync("CONT", id);
        }

        await TextAsync("stop", "-t", "0", "frozen");
        Assert.Equal("137", await TextAsync("wait", "frozen"));
    }

    [Fact]
    public async Task Create_WithSomethingDropped_WarnsOfIt()
    {
        using var body = new StringContent(
            $$$"""{"Image":"{{{Daemon.Busybox}}}","Cmd":["true"],"HostConfig":{"OomKillDisable":true}}""",
            System.Text.Encoding.UTF8,
            "application/json");
        using HttpResponseMessage answer = await Daemon.Http.PostAsync(
            new Uri("/containers/create", UriKind.Relative), body, TestContext.Current.CancellationToken);

        JsonNode? created = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.NotEmpty(created?["Warnings"]?.AsArray() ?? []);
    }

    private async Task<string> TextAsync(params IEnumerable<string> arguments) => (await Daemon.RunAsync(arguments)).Succeeded().Text;

    private static async Task SignalMonitorAsync(string signal, string id)
    {
        string monitor = Directory.GetDirectories("/proc").Single(p => IsMonitorOf(p, id));
        (await Command.RunAsync("kill", ["-" + signal, Path.GetFileName(monitor)])).Succeeded();
    }

    /// <summary>Gone, or a zombie that the machine's init has not fetched yet: no process then has a command line.</summary>
    private static bool IsDead(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Length == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static bool IsMonitorOf(string process, string id)
    {
        try
        {
            string[] arguments = File.ReadAllText(Path.Combine(process, "cmdline")).Split('\0', StringSplitOptions.RemoveEmptyEntries);
            return arguments.Contains("monitor") && arguments[^1] == id;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
