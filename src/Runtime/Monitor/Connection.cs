using Berth.Linux;

namespace Berth.Runtime.Monitor;

/// <summary>One client of the monitor: its requests as they arrive, and the frames it has not taken yet.</summary>
internal sealed class Connection(Fd socket) : IDisposable
{
    /// <summary>From here on the output that this connection subscribed to is not read: the container waits for the client.</summary>
    public const int HighWater = FrameHeader.MaxPayload;

    private readonly ByteQueue _unsent = new();

    public Fd Socket { get; } = socket;

    public RequestParser Requests { get; } = new();

    public MonitorStreams Streams { get; set; }

    /// <summary>The client sends nothing more; it may well go on reading.</summary>
    public bool InputEnded { get; set; }

    /// <summary>The client has closed the connection, but what it sent before is not all served.</summary>
    public bool HasGone { get; set; }

    /// <summary>Nothing can be sent any more. What the client sent before it left is still to be read.</summary>
    public bool IsDeaf { get; private set; }

    public bool IsOver => InputEnded && IsDeaf;

    public bool HasUnsent => !_unsent.IsEmpty;

    public bool IsFull => _unsent.Count >= HighWater;

    /// <summary>How poll(2) knows it, in this turn of the loop.</summary>
    public int PollIndex { get; set; } = -1;

    /// <param name="frame">Header and payload. What the socket does not take now is copied.</param>
    public void Send(ReadOnlySpan<byte> frame)
    {
        if (IsDeaf)
        {
            return;
        }

        if (_unsent.IsEmpty)
        {
            frame = frame[TrySend(frame)..];
        }

        if (!frame.IsEmpty && !IsDeaf)
        {
            _unsent.Enqueue(frame);
        }
    }

    public void SendStatus(MonitorStatus status) =>
        Send(Frame.Of(FrameKind.Status, MonitorDocument.Write(status)));

    public void SendError(string message) =>
        Send(Frame.Of(FrameKind.Error, MonitorDocument.Write(new MonitorError(message))));

    /// <summary>Sends as much of what is queued as the socket takes; true where it took some.</summary>
    public bool SendQueued()
    {
        bool progress = false;
        while (!_unsent.IsEmpty && TrySend(_unsent.Front) is int sent and > 0)
        {
            _unsent.Discard(sent);
            progress = true;
        }

        return progress;
    }

    /// <summary>Neither side has more to say.</summary>
    public void Break()
    {
        InputEnded = true;
        StopSending();
    }

    public void Dispose() => Socket.Dispose();

    private int TrySend(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return NonBlocking.Send(Socket, bytes) ?? 0;
        }
        catch (LinuxException)
        {
            // EPIPE, ECONNRESET: the client has gone. Whatever it was, no more can be said to it.
            StopSending();
            return 0;
        }
    }

    private void StopSending()
    {
        IsDeaf = true;
        _unsent.Clear();
    }
}
