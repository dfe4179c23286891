namespace Berth.Runtime.Logs;

/// <summary>
/// Wakes a follower when a log changes: by inotify(7) where there is a watch left for us, and by looking every now and then,
/// which alone must be enough.
/// </summary>
internal sealed class LogWatch : IDisposable
{
    private static readonly TimeSpan s_watched = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_unwatched = TimeSpan.FromMilliseconds(100);

    private readonly FileSystemWatcher? _watcher;
    private volatile TaskCompletionSource _changed = NewSignal();

    public LogWatch(string path)
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetFileName(path))
            {
                NotifyFilter = NotifyFilters.Size | NotifyFilters.LastWrite | NotifyFilters.FileName,
            };
            watcher.Changed += (_, _) => _changed.TrySetResult();
            watcher.Created += (_, _) => _changed.TrySetResult();
            watcher.EnableRaisingEvents = true;
            _watcher = watcher;
        }
        catch (Exception e) when (e is IOException or ArgumentException)
        {
            watcher?.Dispose();
        }
    }

    /// <summary>Returns when something may have changed since the last call, or <paramref name="end"/> is complete.</summary>
    public async Task WaitAsync(Task end, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task patience = Task.Delay(_watcher is null ? s_unwatched : s_watched, waiting.Token);
        await Task.WhenAny(_changed.Task, end, patience).ConfigureAwait(false);
        await waiting.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        _changed = NewSignal();
    }

    public void Dispose() => _watcher?.Dispose();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
