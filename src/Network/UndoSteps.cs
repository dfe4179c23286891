namespace Berth.Network;

/// <summary>What takes back the steps that are done, the last first.</summary>
internal sealed class UndoSteps
{
    private readonly Stack<Action> _steps = new();

    public void Push(Action step) => _steps.Push(step);

    public void Run()
    {
        while (_steps.TryPop(out Action? step))
        {
            try
            {
                step();
            }
            catch (IOException)
            {
                // The failure that led here is the one to tell; a leftover is found by Restore.
            }
        }
    }
}
