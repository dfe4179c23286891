using System.Collections.Concurrent;

namespace Berth.Network;

/// <summary>Work that nobody waits for, done one after another on a thread of its own. Each piece is named by its container.</summary>
internal sealed class TeardownQueue : IDisposable
{
    private readonly BlockingCollection<(string Id, Action Work)> _queue = [];
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _pending = new(StringComparer.Ordinal);
    private readonly Action<string> _notice;
    private readonly Thread _worker;

    /// <param name="notice">Told of work that failed.</param>
    public TeardownQueue(Action<string> notice)
    {
        _notice = notice;
        _worker = new Thread(Run, maxStackSize: 256 * 1024) { IsBackground = true, Name = "network teardown" };
        _worker.Start();
    }

    /// <exception cref="ObjectDisposedException">It has ended: the work stays to be done, by whoever restores the container's records.</exception>
    public void Add(string id, Action work)
    {
        _pending[id] = new TaskCompletionSource();
        try
        {
            _queue.Add((id, work));
        }
        catch (InvalidOperationException e)
        {
            _pending.TryRemove(id, out _);
            throw new ObjectDisposedException("no more networks are removed", e);
        }
    }

    /// <summary>Waits until the container's work is done; at once when there is none.</summary>
    public void Wait(string id)
    {
        if (_pending.TryGetValue(id, out TaskCompletionSource? done))
        {
            done.Task.Wait();
        }
    }

    /// <summary>Waits until all that was added is done.</summary>
    public void Drain()
    {
        foreach (string id in _pending.Keys)
        {
            Wait(id);
        }
    }

    /// <summary>Does what is left, then ends.</summary>
    public void Dispose()
    {
        _queue.CompleteAdding();
        _worker.Join();
        _queue.Dispose();
    }

    private void Run()
    {
        foreach ((string id, Action work) in _queue.GetConsumingEnumerable())
        {
            try
            {
                work();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Restore finds it again when the daemon starts next.
                _notice($"the network of container {id} could not be removed: {e.Message}");
            }
            finally
            {
                if (_pending.TryRemove(id, out TaskCompletionSource? done))
                {
                    done.SetResult();
                }
            }
        }
    }
}
