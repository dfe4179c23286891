using Berth.Harness;
using Xunit;

namespace Berth.Integration.Daemons;

/// <summary>Containers outlive their daemon: killed, restarted, they run on with their logs, ports and exit codes.</summary>
public sealed class SurvivalTests : IAsyncLifetime
{
    private Daemon? _daemon;

    private Daemon Daemon => _daemon ?? throw new InvalidOperationException();

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Target.IsDockerd, "a promise of berthd");
        _daemon = await Daemon.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            await _daemon.DisposeAsync();
        }
    }

    [Fact]
    public async Task Kill_OfTheDaemon_LosesNoLogLine()
    {
        await TextAsync("run", "-d", "--name", "writer", Daemon.Busybox, "sh", "-c", "i=0; while [ $i -lt 300 ]; do echo line $i; i=$((i+1)); sleep 0.01; done");

        await Daemon.KillAsync();
        await Daemon.StartAgainAsync();

        Assert.Equal("0", await TextAsync("wait", "writer"));
        Assert.Equal(Enumerable.Range(0, 300).Select(i => $"line {i}"), (await TextAsync("logs", "writer")).Split('\n'));
    }

    [Fact]
    public async Task Kill_OfTheDaemon_KeepsAnExitCodeOfTheMeantime()
    {
        string mark = Directory.CreateDirectory(Path.Combine(Daemon.Root, "shared")).FullName;
        await TextAsync("run", "-d", "--name", "leaver", "-v", $"{mark}:/shared", Daemon.Busybox, "sh", "-c", "while [ ! -e /shared/go ]; do sleep 0.02; done; touch /shared/gone; exit 23");

        await Daemon.KillAsync();
        await File.WriteAllTextAsync(Path.Combine(mark, "go"), "", TestContext.Current.CancellationToken);
        await Condition.WaitAsync("the container ends without a daemon", () => File.Exists(Path.Combine(mark, "gone")));
        await Daemon.StartAgainAsync();

        Assert.Equal("23", await TextAsync("wait", "leaver"));
        Assert.Contains("Exited (23)", await TextAsync("ps", "-a"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kill_OfTheDaemon_LeavesContainersUsableAfterwards()
    {
        await TextAsync("run", "-d", "--name", "sleeper", "--init", Daemon.Busybox, "sleep", "1000");
        string process = await TextAsync("inspect", "--format", "{{.State.Pid}}", "sleeper");

        await Daemon.KillAsync();
        Assert.True(Directory.Exists($"/proc/{process}"), "the container died with the daemon");
        await Daemon.StartAgainAsync();

        Assert.Contains("Up ", await TextAsync("ps"), StringComparison.Ordinal);
        Assert.Equal(process, await TextAsync("inspect", "--format", "{{.State.Pid}}", "sleeper"));
        Assert.Equal("inside", await TextAsync("exec", "sleeper", "echo", "inside"));
        await TextAsync("stop", "sleeper");
        Assert.Equal("143", await TextAsync("wait", "sleeper"));
    }

    [Theory]
    [InlineData("127.0.0.1::80")]
    [InlineData("[::1]::80")]
    public async Task Kill_OfTheDaemon_KeepsPublishedPortsAnswering(string form)
    {
        await TextAsync("run", "-d", "--name", "web", "-p", form, Daemon.Busybox, "httpd", "-f", "-p", "80", "-h", "/www");
        string address = await TextAsync("port", "web", "80/tcp");
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        var page = new Uri($"http://{address}/");
        await Condition.WaitAsync("the first page", () => AnswersAsync(client, page));

        await Daemon.KillAsync();
        Assert.True(await AnswersAsync(client, page), "the port went dead with the daemon");
        await Daemon.StartAgainAsync();
        Assert.True(await AnswersAsync(client, page), "the port went dead when the daemon came back");

        await TextAsync("rm", "-f", "web");
        Assert.False(await AnswersAsync(client, page), "the port outlived its container");
    }

    [Fact]
    public async Task Stop_OfTheDaemon_IsQuickAndClean()
    {
        Assert.Equal(0, await Daemon.StopAsync());
        Assert.False(File.Exists(Daemon.Socket), "the socket is still there");
        await Daemon.StartAgainAsync();
    }

    [Fact]
    public async Task TwoDaemons_SideBySide_DoNotSeeEachOther()
    {
        await using Daemon other = await Daemon.StartAsync();
        await TextAsync("run", "-d", "--name", "same-name", Daemon.Busybox, "sleep", "1000");
        (await other.RunAsync("run", "-d", "--name", "same-name", Daemon.Busybox, "sleep", "1000")).Succeeded();

        Assert.Single((await other.RunAsync("ps", "-q")).Succeeded().Lines);
        Assert.Single((await Daemon.RunAsync("ps", "-q")).Succeeded().Lines);
    }

    private async Task<string> TextAsync(params IEnumerable<string> arguments) => (await Daemon.RunAsync(arguments)).Succeeded().Text;

    private static async Task<bool> AnswersAsync(HttpClient client, Uri page)
    {
        try
        {
            return (await client.GetStringAsync(page)).Length > 0;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
