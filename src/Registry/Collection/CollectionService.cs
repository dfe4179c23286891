using Berth.Registry.Hosting;
using Berth.Registry.Observability;

namespace Berth.Registry.Collection;

/// <summary>Collects every <see cref="RegistryOptions.CollectionInterval"/> while the registry serves. Untagged manifests are left to the command.</summary>
internal sealed partial class CollectionService(
    ContentCollector collector, RegistryOptions options, RegistryFigures figures, TimeProvider time, ILogger<CollectionService> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.CollectionInterval <= TimeSpan.Zero)
        {
            return;
        }

        using var timer = new PeriodicTimer(options.CollectionInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await CollectAsync(stoppingToken);
        }
    }

    // What fails this time may work the next: a full disk, say.
    private async Task CollectAsync(CancellationToken cancellation)
    {
        long began = time.GetTimestamp();
        try
        {
            CollectionReport report = await collector.RunAsync(new CollectionPolicy(options.GracePeriod, TakesUntagged: false), cancellation);
            figures.Collected(report.Blobs, report.Bytes);
            Collected(report.Blobs, report.Links, report.Uploads, report.Orphans, report.Bytes, (long)time.GetElapsedTime(began).TotalMilliseconds);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            figures.CollectionFailed();
            NotCollected(e);
        }
    }

    [LoggerMessage(LogLevel.Information, "collected {Blobs} blobs, {Links} links, {Uploads} uploads and {Orphans} orphans: {Bytes} bytes in {Milliseconds} ms")]
    private partial void Collected(int blobs, int links, int uploads, int orphans, long bytes, long milliseconds);

    [LoggerMessage(LogLevel.Error, "the collection failed")]
    private partial void NotCollected(Exception error);
}
