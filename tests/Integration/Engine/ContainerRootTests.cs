using Berth.Harness;
using Berth.Linux;
using Xunit;

namespace Berth.Integration.Engine;

/// <summary>Where the root of a container is mounted: in the container, and nowhere else (docs/decisions/0035).</summary>
public sealed class ContainerRootTests : IAsyncLifetime
{
    private Daemon? _daemon;

    private Daemon Daemon => _daemon ?? throw new InvalidOperationException();

    private string Snapshots => Path.Combine(Daemon.DataRoot, "snapshots");

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Target.IsDockerd, "dockerd mounts roots among the host's mounts");
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
    public async Task Start_ManyContainers_TheHostsTableHasNoRootOfThem()
    {
        string[] ids = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => TextAsync("run", "-d", Daemon.Busybox, "sleep", "1000")));

        Assert.Empty(MountsBelow(Snapshots));
        foreach (string id in ids)
        {
            string pid = await TextAsync("inspect", "-f", "{{.State.Pid}}", id);
            string root = Assert.Single(File.ReadLines($"/proc/{pid}/mountinfo"), static line => line.Split(' ')[4] == "/");
            Assert.Contains(" - overlay overlay ", root, StringComparison.Ordinal);
            Assert.Contains(id, root, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Inspect_Running_MergedDirShowsWhatTheContainerHas()
    {
        await TextAsync("run", "-d", "--name", "shown", Daemon.Busybox, "sh", "-c", "echo seen > /mine; exec sleep 1000");
        string merged = await TextAsync("inspect", "-f", "{{.GraphDriver.Data.MergedDir}}", "shown");
        await Condition.WaitAsync("the file is there", () => File.Exists($"{merged}/mine"));
        Assert.Equal("seen\n", await File.ReadAllTextAsync($"{merged}/mine", TestContext.Current.CancellationToken));

        await TextAsync("kill", "shown");
        Assert.Empty(Directory.GetFileSystemEntries(await TextAsync("inspect", "-f", "{{.GraphDriver.Data.MergedDir}}", "shown")));
    }

    // A daemon of an earlier version had it there.
    [Fact]
    public async Task Stop_RootMountedOnTheHost_IsTakenAway()
    {
        string id = await TextAsync("run", "-d", Daemon.Busybox, "sleep", "1000");
        string place = Path.Combine(Snapshots, id, "rootfs");
        TmpfsMount.MountShared("earlier", place, 1 << 20, (0, 0));
        Assert.Single(MountsBelow(Snapshots));

        await TextAsync("kill", id);
        await TextAsync("wait", id);

        Assert.Empty(MountsBelow(Snapshots));
    }

    // The upper directory is of one mount at a time: the earlier one has gone when the container has ended.
    [Fact]
    public async Task Restart_AtOnce_FindsWhatWasWritten()
    {
        await TextAsync("run", "-d", "--name", "again", Daemon.Busybox, "sh", "-c", "echo x >> /count; exec sleep 1000");
        for (int i = 0; i < 5; i++)
        {
            await Condition.WaitAsync(
                "the line is written", async () => (await Daemon.RunAsync("exec", "again", "cat", "/count")).Text.Length == (2 * (i + 1)) - 1);
            await TextAsync("restart", "-t", "0", "again");
        }

        Assert.Empty(MountsBelow(Snapshots));
    }

    private static IEnumerable<string> MountsBelow(string directory) =>
        File.ReadLines("/proc/self/mountinfo").Where(line => line.Split(' ')[4].StartsWith($"{directory}/", StringComparison.Ordinal));

    private async Task<string> TextAsync(params IEnumerable<string> arguments) => (await Daemon.RunAsync(arguments)).Succeeded().Text;
}
