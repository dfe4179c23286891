using Berth.Engine.Health;
using Berth.Unit.RegistryClient;
using Xunit;

namespace Berth.Unit.Engine.Health;

public sealed class HealthWatchTests
{
    [Fact]
    public async Task Watch_UntilDisposed_ChecksAfterEachDelay()
    {
        var time = new ManualTime();
        var enough = new TaskCompletionSource();
        int checks = 0;
        using var watch = new HealthWatch(
            () => TimeSpan.FromSeconds(checks + 1),
            async stopped =>
            {
                if (++checks == 3)
                {
                    enough.SetResult();
                    await Task.Delay(Timeout.InfiniteTimeSpan, stopped);
                }
            },
            time);

        await enough.Task.WaitAsync(TestContext.Current.CancellationToken);

        Assert.Equal([1, 2, 3], time.Pauses.Select(pause => pause.TotalSeconds));
    }

    [Fact]
    public async Task Dispose_DuringACheck_CancelsIt()
    {
        var begun = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        var watch = new HealthWatch(
            () => TimeSpan.FromSeconds(1),
            stopped =>
            {
                stopped.Register(cancelled.SetResult);
                begun.SetResult();
                return Task.Delay(Timeout.InfiniteTimeSpan, stopped);
            },
            new ManualTime());
        await begun.Task.WaitAsync(TestContext.Current.CancellationToken);

        watch.Dispose();

        await cancelled.Task.WaitAsync(TestContext.Current.CancellationToken);
    }
}
