namespace Berth.Images.Loading;

/// <summary>Tells the caller what happens, one message at a time, whoever has something to say.</summary>
internal sealed class LoadReport(Func<LoadProgress, ValueTask>? report) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    public async ValueTask SendAsync(LoadProgress progress)
    {
        if (report is null)
        {
            return;
        }

        await _one.WaitAsync().ConfigureAwait(false);
        try
        {
            await report(progress).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
