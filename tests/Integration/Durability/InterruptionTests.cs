using Berth.Harness;
using Xunit;

namespace Berth.Integration.Durability;

/// <summary>Clients that go away in the middle, and a disk that fills up: nothing of it stays.</summary>
public sealed class InterruptionTests : IAsyncLifetime
{
    private readonly string _disk = Directory.CreateTempSubdirectory("berth-test-disk-").FullName;
    private Daemon? _daemon;

    private Daemon Daemon => _daemon ?? throw new InvalidOperationException();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Target.IsDockerd, "a promise of berthd");
        (await Command.RunAsync("mount", ["-t", "tmpfs", "-o", "size=32m", "berth-test", _disk])).Succeeded();
        _daemon = await Daemon.StartAsync(new DaemonOptions { WithBusybox = false, Arguments = ["--data-root", _disk] });
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            await _daemon.DisposeAsync();
            (await Command.RunAsync("umount", [_disk])).Succeeded();
        }

        Directory.Delete(_disk);
    }

    [Theory]
    [InlineData("/images/load")]
    [InlineData("/images/create?fromSrc=-&repo=interrupted")]
    public async Task Upload_ByAClientThatGoesAway_LeavesNothing(string path)
    {
        byte[] archive = await SmallImages.DockerAsync("interrupted:1", 1, 1, 4 << 20);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var body = new StreamContent(new StallingStream(archive[..(archive.Length / 2)]));
        Task<HttpResponseMessage> request = Daemon.Http.PostAsync(new Uri(path, UriKind.Relative), body, gone.Token);
        await WaitForWorkAsync();

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => request);
        await NothingIsLeftAsync();
    }

    [Theory]
    [InlineData("import")]
    [InlineData("load")]
    public async Task Upload_OfAFileWithoutEnd_EndsWhenTheDiskIsFull(string verb)
    {
        byte[] noise = new byte[1 << 20];
        new Random(1).NextBytes(noise);
        byte[] header = new RawTarHeader { Name = "endless"u8.ToArray(), Size = 1L << 32 }.ToBlock();
        await using var archive = new ChunkStream(Enumerable.Repeat(noise, int.MaxValue).Prepend(header));

        CommandResult result = verb == "load" ? await Daemon.RunWithStreamAsync(archive, "load") : await Daemon.RunWithStreamAsync(archive, "import", "-", "x");

        Assert.Contains("no space left on device", result.Exited(1).Error, StringComparison.Ordinal);
        await NothingIsLeftAsync();
    }

    private Task WaitForWorkAsync() =>
        Condition.WaitAsync("something is being made", () => Directory.EnumerateFileSystemEntries(Path.Combine(_disk, "tmp")).Any());

    private async Task NothingIsLeftAsync()
    {
        await Condition.WaitAsync("nothing is left", () => StoreOwnership.Differences(_disk).Length == 0);
        Assert.Empty((await Daemon.RunAsync("images", "-aq")).Succeeded().Text);
    }
}
