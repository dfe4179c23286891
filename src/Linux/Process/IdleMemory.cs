namespace Berth.Linux;

/// <summary>
/// Gives memory back when nothing has been asked for a while: a server idles most of its life, and the collector itself only acts
/// when something is allocated.
/// </summary>
public sealed class IdleMemory : IDisposable
{
    /// <summary>How long nothing has to be asked, at least; twice that at most.</summary>
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(2);

    private readonly ITimer _timer;
    private volatile bool _isTouched;
    private int _isArmed = 1;

    public IdleMemory(TimeProvider time) => _timer = time.CreateTimer(static state => ((IdleMemory)state!).Look(), this, s_quiet, Timeout.InfiniteTimeSpan);

    /// <summary>A request has come to its end. Costs a few nanoseconds: servers call it ten thousand times a second.</summary>
    public void Touch()
    {
        _isTouched = true;
        if (Volatile.Read(ref _isArmed) == 0 && Interlocked.Exchange(ref _isArmed, 1) == 0)
        {
            _timer.Change(s_quiet, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Gives back what there is now: what a start has left behind. Takes some milliseconds.</summary>
    public static void GiveBack() => ResidentMemory.Release();

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        if (_isTouched)
        {
            _isTouched = false;
            _timer.Change(s_quiet, Timeout.InfiniteTimeSpan);
            return;
        }

        GiveBack();
        Volatile.Write(ref _isArmed, 0);
    }
}
