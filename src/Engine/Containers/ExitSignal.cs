namespace Berth.Engine.Containers;

/// <summary>An event that happens again and again, and that any number of tasks wait for: the next one after they asked.</summary>
internal sealed class ExitSignal
{
    private TaskCompletionSource<int> _next = NewSource();

    /// <summary>The exit code of the next time.</summary>
    public Task<int> Next => Volatile.Read(ref _next).Task;

    public void Raise(int exitCode) => Interlocked.Exchange(ref _next, NewSource()).TrySetResult(exitCode);

    private static TaskCompletionSource<int> NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
