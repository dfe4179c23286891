namespace Berth.Engine.Containers;

/// <summary>An event that happens again and again, and that any number of tasks wait for: the next one after they asked.</summary>
internal sealed class ExitSignal
{
    private TaskCompletionSource<ContainerEnd> _next = NewSource();

    /// <summary>The end of the next time.</summary>
    public Task<ContainerEnd> Next => Volatile.Read(ref _next).Task;

    public void Raise(ContainerEnd end) => Interlocked.Exchange(ref _next, NewSource()).TrySetResult(end);

    private static TaskCompletionSource<ContainerEnd> NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
