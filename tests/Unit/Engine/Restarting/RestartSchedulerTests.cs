using Berth.Engine.Containers.Restarting;
using Berth.Unit.RegistryClient;
using Xunit;

namespace Berth.Unit.Engine.Restarting;

public sealed class RestartSchedulerTests
{
    private static readonly TimeSpan s_delay = TimeSpan.FromMilliseconds(400);

    [Fact]
    public async Task Schedule_TimeHasPassed_Starts()
    {
        var time = new ManualTime();
        using var scheduler = new RestartScheduler(time);
        var started = new TaskCompletionSource<PendingRestart>();

        PendingRestart pending = scheduler.Schedule(s_delay, Start, started.SetException);

        Assert.Same(pending, await started.Task.WaitAsync(TestContext.Current.CancellationToken));
        Assert.Equal([s_delay], time.Pauses);

        Task Start(PendingRestart mine)
        {
            started.SetResult(mine);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Schedule_StartFails_IsReported()
    {
        using var scheduler = new RestartScheduler(new ManualTime());
        var reported = new TaskCompletionSource<Exception>();

        scheduler.Schedule(s_delay, _ => throw new IOException("no"), reported.SetResult);

        Assert.Equal("no", (await reported.Task.WaitAsync(TestContext.Current.CancellationToken)).Message);
    }

    [Fact]
    public void Cancel_BeforeItsTime_StartsNothing()
    {
        // A pause this long does not pass.
        using var scheduler = new RestartScheduler(new ManualTime());
        bool started = false;
        PendingRestart pending = scheduler.Schedule(TimeSpan.FromHours(1), _ => Task.FromResult(started = true), _ => { });

        pending.Cancel();
        pending.Cancel();

        Assert.True(pending.Cancelled.IsCancellationRequested);
        Assert.False(started);
    }

    [Fact]
    public void Dispose_WithPendingStarts_CancelsThem()
    {
        var scheduler = new RestartScheduler(new ManualTime());
        PendingRestart pending = scheduler.Schedule(TimeSpan.FromHours(1), _ => Task.CompletedTask, _ => { });

        scheduler.Dispose();

        Assert.True(pending.Cancelled.IsCancellationRequested);
    }
}
