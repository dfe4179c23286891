using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Images;

/// <summary>Clients that go away before their image is there.</summary>
public sealed class AbandonedPullTests
{
    [Fact]
    public async Task Pull_TheClientLeaves_LeavesNothing()
    {
        Assert.SkipWhen(Target.IsDockerd, "looks into the data root");
        await using var registry = new StalledRegistry();
        await using Daemon daemon = await Daemon.StartAsync(new DaemonOptions { WithBusybox = false });
        using var leave = new CancellationTokenSource();
        Uri request = new($"/images/create?fromImage={registry.Host}/x&tag=v1", UriKind.Relative);

        Task pull = daemon.Http.PostAsync(request, content: null, leave.Token);
        await registry.Asked.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        string temporary = Path.Combine(daemon.DataRoot, "tmp");
        await Condition.WaitAsync("the layer arrives", () => Directory.EnumerateFileSystemEntries(temporary).Any());
        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pull);
        await Condition.WaitAsync("nothing is left", () => !Directory.EnumerateFileSystemEntries(temporary).Any());
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(daemon.DataRoot, "layers")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(daemon.DataRoot, "blobs", "sha256")));
    }
}
