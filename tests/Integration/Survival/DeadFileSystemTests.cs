using System.Diagnostics;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Survival;

/// <summary>A container's bind is on a file system that does not answer any more: nothing else may wait for it.</summary>
public sealed class DeadFileSystemTests : IAsyncLifetime
{
    private static readonly TimeSpan s_quick = TimeSpan.FromSeconds(20);

    private readonly string _mount = Directory.CreateTempSubdirectory("berth-test-dead-").FullName;
    private Daemon? _daemon;
    private DeadFileSystem? _files;

    private Daemon Daemon => _daemon ?? throw new InvalidOperationException();

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Target.IsDockerd, "a promise of berthd");
        Assert.SkipUnless(File.Exists("/dev/fuse"), "no FUSE on this machine");
        _files = await DeadFileSystem.MountAsync(_mount);
        _daemon = await Daemon.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_files is not null)
        {
            await _files.DisposeAsync();
        }

        if (_daemon is not null)
        {
            await _daemon.DisposeAsync();
        }

        Directory.Delete(_mount);
    }

    [Fact]
    public async Task Rm_OfAContainerOnADeadFileSystem_HoldsNobodyUp()
    {
        await TextAsync("run", "-d", "--name", "victim", "-v", $"{_mount}:/data", Daemon.Busybox, "sleep", "1000");
        await TextAsync("create", "--name", "stopped", "-v", $"{_mount}:/data", Daemon.Busybox, "true");
        await TextAsync("run", "-d", "--name", "other", Daemon.Busybox, "sleep", "1000");
        await _files!.DieAsync();

        // Whoever asks for the dead one may wait, side by side.
        Task<CommandResult>[] stuck =
        [
            Daemon.RunAsync("create", "--name", "late", "--mount", $"type=bind,src={_mount},dst=/data", Daemon.Busybox, "true"),
            Daemon.RunAsync("start", "stopped"),
            Daemon.RunAsync("exec", "victim", "ls", "/data"),
        ];

        Assert.Equal("other\nvictim", string.Join('\n', (await QuickAsync("ps", "--format", "{{.Names}}")).Split('\n').Order()));
        await QuickAsync("inspect", "victim");
        await QuickAsync("system", "df");
        await QuickAsync("rm", "-f", "victim");
        Assert.Equal("inside", await QuickAsync("exec", "other", "echo", "inside"));
        await QuickAsync("run", "--rm", Daemon.Busybox, "true");
        await Daemon.KillAsync();
        long start = Stopwatch.GetTimestamp();
        await Daemon.StartAgainAsync();
        Assert.True(Stopwatch.GetElapsedTime(start) < s_quick, "the daemon's start waited for the dead file system");
        Assert.Equal("other", await QuickAsync("ps", "--format", "{{.Names}}"));
        await _files.DisposeAsync();
        _files = null;
        await Task.WhenAll(stuck);
    }

    private async Task<string> TextAsync(params IEnumerable<string> arguments) => (await Daemon.RunAsync(arguments)).Succeeded().Text;

    private async Task<string> QuickAsync(params string[] arguments)
    {
        try
        {
            return await TextAsync(arguments).WaitAsync(s_quick);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"still waiting: {string.Join(' ', arguments)}");
        }
    }
}
