using Berth.Harness;
using Xunit;

namespace Berth.Integration.Daemons;

/// <summary>A data root without room: nothing new is made, but what ends has ended, and can be removed once there is room.</summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private readonly string _disk = Directory.CreateTempSubdirectory("berth-test-disk-").FullName;
    private Daemon? _daemon;

    private Daemon Daemon => _daemon ?? throw new InvalidOperationException();

    private string Ballast => Path.Combine(_disk, "ballast");

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Target.IsDockerd, "a promise of berthd");
        (await Command.RunAsync("mount", ["-t", "tmpfs", "-o", "size=16m", "berth-test", _disk])).Succeeded();
        _daemon = await Daemon.StartAsync(new DaemonOptions { Arguments = ["--data-root", _disk] });
    }

    public async ValueTask DisposeAsync()
    {
        File.Delete(Ballast);
        if (_daemon is not null)
        {
            await _daemon.DisposeAsync();
            (await Command.RunAsync("umount", [_disk])).Succeeded();
        }

        Directory.Delete(_disk);
    }

    [Fact]
    public async Task FullDisk_EndsAreNoticedAndRemovalsCanBeRepeated()
    {
        await TextAsync("run", "-d", "--rm", "--name", "fleeting", Daemon.Busybox, "sleep", "1000");
        await TextAsync("run", "-d", "--name", "lasting", Daemon.Busybox, "sleep", "1000");
        Fill();

        await TextAsync("kill", "fleeting");
        await TextAsync("stop", "-t", "0", "lasting");
        Assert.Equal("137", await TextAsync("wait", "lasting"));
        await Condition.WaitAsync("both have ended", async () => (await TextAsync("ps", "-q")).Length == 0);

        // What could not be removed for want of room can be, once there is some.
        await Daemon.RunAsync("rm", "lasting");
        File.Delete(Ballast);
        await TextAsync(["rm", .. (await TextAsync("ps", "-aq")).Split('\n', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Empty(await TextAsync("ps", "-aq"));
        await TextAsync("rmi", Daemon.Busybox);
    }

    [Fact]
    public async Task FullDisk_Import_SaysSoAndLeavesNothing()
    {
        Fill();

        CommandResult import = await Daemon.RunWithInputAsync(new string('x', 1 << 20), "import", "-", "large");

        Assert.NotEqual(0, import.ExitCode);
        Assert.Equal([Daemon.Busybox.Split(':')[0]], (await TextAsync("images", "--format", "{{.Repository}}")).Split('\n'));
    }

    /// <summary>Takes all the room that there is, to the last page.</summary>
    private void Fill()
    {
        using FileStream ballast = File.Create(Ballast, bufferSize: 1);
        byte[] page = new byte[4096];
        try
        {
            while (true)
            {
                ballast.Write(page);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    private async Task<string> TextAsync(params IEnumerable<string> arguments) => (await Daemon.RunAsync(arguments)).Succeeded().Text;
}
