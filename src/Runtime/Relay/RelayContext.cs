
namespace Berth.Runtime.Relay;

/// <summary>What the ports of one container's relay share: one thread works with it, one thing at a time.</summary>
internal sealed class RelayContext(RelayLimits limits, TimeProvider time) : IDisposable
{
    /// <summary>As much as is moved at once. The kernel's socket buffers hold everything else.</summary>
    private const int BufferSize = 64 * 1024;

    private byte[]? _buffer;
    private int _most = limits.Connections;
    private bool _hasLeft;

    public RelayLimits Limits { get; } = limits;

    public TimeProvider Time { get; } = time;

    public ReadySet Set { get; } = new();

    public PipePool Pipes { get; } = new(limits.Pipes);

    /// <summary>Open TCP connections.</summary>
    public HashSet<RelayedConnection> Connections { get; } = [];

    /// <summary>Remembered peers of UDP ports.</summary>
    public HashSet<RelayedFlow> Flows { get; } = [];

    /// <summary>For one move; what is in it afterwards is nobody's. Made when it is first needed.</summary>
    public Span<byte> Buffer => _buffer ??= new byte[BufferSize];

    /// <summary>Ports whose callers wait for room.</summary>
    public HashSet<StreamRelay> Waiting { get; } = [];

    /// <summary>No more can be open: the limit, or what descriptors the process may have.</summary>
    public bool IsFull => Connections.Count >= _most;

    /// <summary>Something is to be looked after though nothing happens.</summary>
    public bool NeedsRounds => Flows.Count > 0 || Waiting.Count > 0 || Pipes.HasFree || (_buffer is not null && Connections.Count == 0);

    /// <summary>There was no descriptor for another connection: there will be when one of those that are there has ended.</summary>
    public void LowerLimit()
    {
        _most = Math.Max(1, Connections.Count);
        Pipes.Refuse();
    }

    /// <summary>A connection has ended: who waits may have its place.</summary>
    public void Leave(RelayedConnection connection)
    {
        Connections.Remove(connection);
        _hasLeft = true;
    }

    /// <summary>Lets those in who wait for a connection that has ended.</summary>
    public void Admit(bool always)
    {
        if ((always || _hasLeft) && Waiting.Count > 0)
        {
            foreach (StreamRelay relay in Waiting.Where(_ => !IsFull).ToArray())
            {
                relay.Resume();
            }
        }

        _hasLeft = false;
    }

    /// <summary>Gives memory back that nothing needs for now.</summary>
    public void Rest()
    {
        _most = Limits.Connections;
        Pipes.Rest();
        if (Connections.Count == 0 && Flows.Count == 0)
        {
            _buffer = null;
        }
    }

    public void Dispose()
    {
        Pipes.Dispose();
        Set.Dispose();
    }
}
