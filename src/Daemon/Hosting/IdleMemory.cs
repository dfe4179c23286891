namespace Berth.Daemon.Hosting;

/// <summary>
/// Gives memory back when nothing has been asked for a while: a daemon idles most of its life, and the collector itself only acts
/// when something is allocated.
/// </summary>
internal sealed class IdleMemory : IDisposable
{
    /// <summary>How long nothing has to be asked.</summary>
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(2);

    private readonly ITimer _timer;

    public IdleMemory(TimeProvider time) =>
        _timer = time.CreateTimer(static _ => GiveBack(), null, s_quiet, Timeout.InfiniteTimeSpan);

    /// <summary>A request has come to its end.</summary>
    public void Postpone() => _timer.Change(s_quiet, Timeout.InfiniteTimeSpan);

    public void Dispose() => _timer.Dispose();

    private static void GiveBack() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
}
