using Berth.Images.Transfers;

namespace Berth.Images.Pushing;

/// <summary>Tells how far a layer is, as docker does in bytes of its files unpacked, ten times a second at most.</summary>
internal sealed class PushMeter(Action<TransferProgress> report, string id, long total, TimeProvider time)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private long _told = time.GetTimestamp();

    /// <param name="share">0 to 1.</param>
    public void Tell(double share)
    {
        lock (_lock)
        {
            if (time.GetElapsedTime(_told) < s_pause)
            {
                return;
            }

            _told = time.GetTimestamp();
        }

        report(new TransferProgress(id, "Pushing", (long)(share * total), total));
    }
}
