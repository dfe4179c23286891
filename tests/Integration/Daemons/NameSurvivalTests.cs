using System.Globalization;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Daemons;

/// <summary>Names resolve whatever becomes of the daemon, and the monitors that answer stay small.</summary>
public sealed class NameSurvivalTests : IAsyncLifetime
{
    /// <summary>What a monitor may have resident, in KiB.</summary>
    private const int MonitorBudget = 5 * 1024;

    private Daemon? _daemon;
    private string _log = "";

    private Daemon Daemon => _daemon ?? throw new InvalidOperationException();

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Target.IsDockerd, "a promise of berthd");
        _daemon = await Daemon.StartAsync();
        await TextAsync("network", "create", "names");
        await TextAsync("run", "-d", "--name", "web", "--network", "names", Daemon.Busybox, "sleep", "1000");
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            await _daemon.RunAsync("rm", "-f", "client", "web", "late");
            await _daemon.RunAsync("network", "rm", "names");
            await _daemon.DisposeAsync();
        }
    }

    [Fact]
    public async Task Kill_OfTheDaemon_NoQuestionIsLeftWithoutAnAnswer()
    {
        await TextAsync(
            "run", "-d", "--name", "client", "--network", "names", Daemon.Busybox, "sh", "-c",
            "i=0; while true; do nslookup -type=a web >/dev/null 2>&1 && echo yes || echo no; done");
        _log = await TextAsync("inspect", "--format", "{{.LogPath}}", "client");
        await AnswersAsync(20);

        await Daemon.KillAsync();
        int before = Lines().Length;
        await Condition.WaitAsync("answers while there is no daemon", () => Lines().Length > before + 50);
        await Daemon.StartAgainAsync();
        await AnswersAsync(before + 100);

        string[] all = (await TextAsync("logs", "client")).Split('\n');
        Assert.DoesNotContain("no", all);
        Assert.InRange(all.Length, before + 100, int.MaxValue);
    }

    [Fact]
    public async Task Restart_OfTheDaemon_NamesGoOnToChange()
    {
        await Daemon.KillAsync();
        await Daemon.StartAgainAsync();
        await TextAsync("run", "-d", "--name", "late", "--network", "names", Daemon.Busybox, "sleep", "1000");

        Assert.Contains("Address", await TextAsync("exec", "web", "nslookup", "late"), StringComparison.Ordinal);
        Assert.Contains("Address", await TextAsync("exec", "late", "nslookup", "web"), StringComparison.Ordinal);
        await TextAsync("rm", "-f", "late");
        Assert.NotEqual(0, (await Daemon.RunAsync("exec", "web", "sh", "-c", "timeout 20 nslookup late.names")).ExitCode);
    }

    [Fact]
    public async Task Ask_ThousandsOfTimes_MonitorStaysSmall()
    {
        await TextAsync("exec", "web", "sh", "-c", "i=0; while [ $i -lt 2000 ]; do nslookup -type=a web >/dev/null || exit 1; i=$((i+1)); done");

        string process = await TextAsync("inspect", "--format", "{{.State.Pid}}", "web");
        string monitor = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("PPid:", StringComparison.Ordinal))[5..].Trim();
        await Condition.WaitAsync("5 MB or less", () => Resident(monitor) <= MonitorBudget);
    }

    private static int Resident(string process)
    {
        string line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return int.Parse(line[6..].Replace("kB", "", StringComparison.Ordinal), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
    }

    private string[] Lines() => File.ReadAllLines(_log);

    private Task AnswersAsync(int count) => Condition.WaitAsync($"{count} answers", () => Lines().Length >= count);

    private async Task<string> TextAsync(params IEnumerable<string> arguments) => (await Daemon.RunAsync(arguments)).Succeeded().Text;
}
