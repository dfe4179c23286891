using System.Runtime.InteropServices;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Survival;

/// <summary>
/// A data root that an earlier engine wrote is opened by today's. The fixture is what the engine of commit 042f82e (2026-11-30) left when the
/// machine went down under it, in /tmp/sv-fix/d/data: a small image (<c>/bin/p WORD CODE</c> prints a word and ends with a code; without arguments
/// it waits), named twice and committed once, and containers <c>created</c>, <c>exited</c>, <c>volumes</c>, <c>renamed</c>, <c>published</c> (which ran),
/// <c>killed</c> and <c>removed</c> (which ran, with <c>--rm</c>).
/// </summary>
public sealed class EarlierStateTests : IAsyncLifetime
{
    private const string OldRoot = "/tmp/sv-fix/d/data";

    private Daemon? _daemon;

    private Daemon Daemon => _daemon ?? throw new InvalidOperationException();

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Target.IsDockerd, "berthd's own state");
        Assert.SkipWhen(RuntimeInformation.OSArchitecture != Architecture.X64, "the fixture's program is of x86-64");
        _daemon = await Daemon.StartAsync(new DaemonOptions { WithBusybox = false });
        await _daemon.StopAsync();
        Directory.Delete(_daemon.DataRoot, recursive: true);
        Directory.CreateDirectory(_daemon.DataRoot);
        string fixture = Path.Combine(Installation.Root, "tests", "Integration", "Survival", "Fixtures", "data-root-042f82e.tar.gz");
        (await Command.RunAsync("tar", ["--numeric-owner", "-xpzf", fixture, "-C", _daemon.DataRoot])).Succeeded();
        StoreOwnership.Change(_daemon.DataRoot, $"UPDATE containers SET record=CAST(replace(record, '{OldRoot}', '{_daemon.DataRoot}') AS BLOB)");
        await _daemon.StartAgainAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            await _daemon.DisposeAsync();
        }
    }

    [Fact]
    public async Task Start_OnStateOfAnEarlierEngine_KeepsContainersAndImages()
    {
        string[] states = (await TextAsync("ps", "-a", "--format", "{{.Names}} {{.State}}")).Split('\n');

        Assert.Equal(["created created", "exited exited", "killed exited", "published exited", "renamed created", "volumes exited"], states.Order());
        Assert.Equal("3", await TextAsync("inspect", "-f", "{{.State.ExitCode}}", "exited"));
        Assert.Equal("255", await TextAsync("inspect", "-f", "{{.State.ExitCode}}", "published"));
        Assert.Equal("b", await TextAsync("inspect", "-f", "{{.Config.Labels.a}}", "created"));
        Assert.Equal("67108864", await TextAsync("inspect", "-f", "{{.HostConfig.Memory}}", "renamed"));
        Assert.Equal("said", await TextAsync("logs", "exited"));
        Assert.Equal(["fixture/other:2", "fixture/p:1", "fixture/p:committed"], (await TextAsync("images", "--format", "{{.Repository}}:{{.Tag}}")).Split('\n').Order());
        Assert.Empty(StoreOwnership.Differences(Daemon.DataRoot));
        Assert.True(File.Exists(Path.Combine(Daemon.DataRoot, "volumes", "named", "_data", "seed")), "the volume's files are gone");
    }

    [Theory]
    [InlineData("created", "created", 0)]
    [InlineData("exited", "said", 3)]
    [InlineData("volumes", "filled", 0)]
    [InlineData("renamed", "renamed", 0)]
    public async Task Start_OfAContainerOfAnEarlierEngine_Runs(string name, string output, int code)
    {
        CommandResult result = await Daemon.RunAsync("start", "-a", name);

        Assert.Equal((output, code), (result.Text, result.ExitCode));
        await TextAsync("rm", "-v", name);
    }

    [Fact]
    public async Task Run_BesideContainersOfAnEarlierEngine_TakesNothingOfTheirs()
    {
        await TextAsync("start", "published");

        Assert.Equal("new", await TextAsync("run", "--rm", "fixture/p:committed", "/bin/p", "new", "0"));
        Assert.Equal("running", await TextAsync("inspect", "-f", "{{.State.Status}}", "published"));
        Assert.Contains("80/tcp", await TextAsync("port", "published"), StringComparison.Ordinal);
        Assert.NotEqual(0, (await Daemon.RunAsync("create", "--name", "renamed", "fixture/p:1")).ExitCode);
    }

    private async Task<string> TextAsync(params IEnumerable<string> arguments) => (await Daemon.RunAsync(arguments)).Succeeded().Text;
}
