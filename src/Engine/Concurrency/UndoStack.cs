namespace Berth.Engine.Concurrency;

/// <summary>
/// What a sequence of steps has made so far, and how to take each away again. A step pushes its undoing once it is done; a failure
/// unwinds in reverse. An undoing that fails is reported and does not keep the others from running.
/// </summary>
internal sealed class UndoStack
{
    private readonly Stack<(string What, Func<ValueTask> Undo)> _steps = new();

    public void Push(string what, Action undo) => _steps.Push((what, () =>
    {
        undo();
        return ValueTask.CompletedTask;
    }));

    public void Push(string what, Func<ValueTask> undo) => _steps.Push((what, undo));

    /// <summary>All steps are done: nothing is taken back.</summary>
    public void Commit() => _steps.Clear();

    public async Task UnwindAsync(Action<string, Exception> failed)
    {
        while (_steps.TryPop(out (string What, Func<ValueTask> Undo) step))
        {
            try
            {
                await step.Undo();
            }
            catch (Exception e)
            {
                failed(step.What, e);
            }
        }
    }
}
