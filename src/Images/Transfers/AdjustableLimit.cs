namespace Berth.Images.Transfers;

/// <summary>How many may do something at once; those who come later wait in turn. The number may change meanwhile. Thread-safe.</summary>
/// <param name="most">At least 1.</param>
internal sealed class AdjustableLimit(int most)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = new();
    private int _most = most;
    private int _inside;

    /// <summary>At least 1. With a lower one nobody is thrown out: the next ones wait longer.</summary>
    public int Most
    {
        get => Volatile.Read(ref _most);
        set
        {
            lock (_lock)
            {
                _most = value;
                Admit();
            }
        }
    }

    /// <summary>Goes in where there is room.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_inside >= _most)
            {
                return false;
            }

            _inside++;
            return true;
        }
    }

    /// <summary>Waits for its turn, and goes in; to be given back by <see cref="Leave"/>.</summary>
    public async Task EnterAsync(CancellationToken cancellation)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        LinkedListNode<TaskCompletionSource> place;
        lock (_lock)
        {
            place = _waiting.AddLast(turn);
            Admit();
        }

        try
        {
            await turn.Task.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            GiveUp(place);
            throw;
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            _inside--;
            Admit();
        }
    }

    private void Admit()
    {
        while (_inside < _most && _waiting.First is { } first)
        {
            _waiting.RemoveFirst();
            _inside++;
            first.Value.SetResult();
        }
    }

    // Its turn may have come just now.
    private void GiveUp(LinkedListNode<TaskCompletionSource> place)
    {
        lock (_lock)
        {
            if (place.List is null)
            {
                _inside--;
                Admit();
            }
            else
            {
                _waiting.Remove(place);
            }
        }
    }
}
