using Berth.Linux.Sockets;

namespace Berth.Runtime.Relay;

/// <summary>The pipes of a relay. They are few, for each costs two descriptors and holds on to memory of the kernel's: who gets none copies.</summary>
/// <param name="most">Pipes that there are at once; 0: everything is copied.</param>
internal sealed class PipePool(int most) : IDisposable
{
    /// <summary>Bytes: so many that a call costs little beside what it moves, and few enough to stay in the processor's cache.</summary>
    private const int Capacity = 256 * 1024;

    private readonly Stack<SplicePipe> _free = new();
    private int _count;
    private int _unused;
    private bool _refused;

    /// <summary>Something is to be given back, should nobody want it.</summary>
    public bool HasFree => _free.Count > 0;

    /// <summary>An empty pipe; null: there is none, for now.</summary>
    public SplicePipe? TryTake()
    {
        if (_free.TryPop(out SplicePipe? pipe))
        {
            _unused = Math.Min(_unused, _free.Count);
            return pipe;
        }

        if (_refused || _count >= most)
        {
            return null;
        }

        pipe = SplicePipe.TryCreate(Capacity);
        _refused = pipe is null;
        _count += pipe is null ? 0 : 1;
        return pipe;
    }

    public void Return(SplicePipe pipe)
    {
        if (pipe.Held > 0 || _refused)
        {
            Drop(pipe);
        }
        else
        {
            _free.Push(pipe);
        }
    }

    /// <summary>There is no use for pipes, or there are no descriptors: none until <see cref="Rest"/>.</summary>
    public void Refuse()
    {
        _refused = true;
        Shrink(0);
    }

    /// <summary>Closes those that nobody has wanted since the last time. From now on there may be others.</summary>
    public void Rest()
    {
        Shrink(_free.Count - _unused);
        _unused = _free.Count;
        _refused = false;
    }

    public void Dispose() => Shrink(0);

    private void Shrink(int left)
    {
        while (_free.Count > left)
        {
            Drop(_free.Pop());
        }

        _unused = Math.Min(_unused, _free.Count);
    }

    private void Drop(SplicePipe pipe)
    {
        pipe.Dispose();
        _count--;
    }
}
