using Berth.Images.Transfers;

namespace Berth.Images.Pushing;

/// <summary>How much goes on at once, over all pushes of a daemon.</summary>
public sealed class PushLimits : IDisposable
{
    // Each compresses on all cores; a second one fills the gaps at the first one's beginning and end.
    private const int MostCompressions = 2;

    private readonly AdjustableLimit _uploads;
    private readonly SemaphoreSlim _compressions = new(MostCompressions);

    /// <param name="uploads">Layers that are looked for and sent at once, at least 1.</param>
    public PushLimits(int uploads) => _uploads = new AdjustableLimit(uploads);

    /// <summary>Layers that are looked for and sent at once from now on, at least 1.</summary>
    public int Uploads
    {
        get => _uploads.Most;
        set => _uploads.Most = value;
    }

    /// <summary>Waits for its turn to send a layer; gives it back by <see cref="EndUpload"/>.</summary>
    /// <param name="waiting">Called if the turn does not come at once.</param>
    internal async Task BeginUploadAsync(Action waiting, CancellationToken cancellation)
    {
        if (!_uploads.TryEnter())
        {
            waiting();
            await _uploads.EnterAsync(cancellation).ConfigureAwait(false);
        }
    }

    internal void EndUpload() => _uploads.Leave();

    /// <summary>Waits for its turn to compress a layer; gives it back by <see cref="EndCompression"/>.</summary>
    internal Task BeginCompressionAsync(CancellationToken cancellation) => _compressions.WaitAsync(cancellation);

    internal void EndCompression() => _compressions.Release();

    public void Dispose() => _compressions.Dispose();
}
