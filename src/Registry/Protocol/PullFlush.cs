namespace Berth.Registry.Protocol;

/// <summary>Writes down the counted pulls every few seconds, and at the end.</summary>
internal sealed partial class PullFlush(PullCounter counter, TimeProvider time, ILogger<PullFlush> log) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await FlushAsync();
            }
        }
        catch (OperationCanceledException)
        {
            await FlushAsync();
        }
    }

    // Statistics: no reason to stop serving.
    private async Task FlushAsync()
    {
        try
        {
            await counter.FlushAsync();
        }
        catch (Exception e)
        {
            LogFailed(log, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "pulls could not be counted")]
    private static partial void LogFailed(ILogger log, Exception error);
}
