using Berth.Linux;

namespace Berth.Runtime.Monitor;

/// <summary>The way to the standard input of the process: the write end of its pipe, or the master of its terminal.</summary>
internal sealed class ProcessInput : IDisposable
{
    /// <summary>From here on no more input is taken from clients.</summary>
    private const int HighWater = 64 * 1024;

    private readonly ByteQueue _unwritten = new();
    private readonly bool _isTerminal;
    private Fd? _fd;
    private bool _endRequested;

    /// <param name="fd">Non-blocking; owned by this object unless it is a terminal, which also has the output.</param>
    public ProcessInput(Fd fd, bool isTerminal)
    {
        _fd = fd;
        _isTerminal = isTerminal;
    }

    /// <summary>What poll(2) is to wait for, if anything is left to write.</summary>
    public Fd? WaitsFor => _unwritten.IsEmpty ? null : _fd;

    /// <summary>How poll(2) knows it, in this turn of the loop.</summary>
    public int PollIndex { get; set; } = -1;

    public bool IsFull => _unwritten.Count >= HighWater;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        // A process that has closed its input does not want the rest: nobody is told, as with a pipe in a shell.
        if (_fd is not null && !_endRequested)
        {
            if (_unwritten.IsEmpty)
            {
                bytes = bytes[TryWrite(bytes)..];
            }

            if (!bytes.IsEmpty && !_endRequested)
            {
                _unwritten.Enqueue(bytes);
            }

            WriteQueued();
        }
    }

    /// <summary>The process reads what was written so far, then the end. A terminal has no end.</summary>
    public void End()
    {
        if (!_isTerminal)
        {
            _endRequested = true;
            WriteQueued();
        }
    }

    public void WriteQueued()
    {
        while (!_unwritten.IsEmpty && TryWrite(_unwritten.Front) is int written and > 0)
        {
            _unwritten.Discard(written);
        }

        if (_endRequested && _unwritten.IsEmpty)
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        if (!_isTerminal)
        {
            _fd?.Dispose();
        }

        _fd = null;
        _unwritten.Clear();
    }

    private int TryWrite(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return _fd is null ? 0 : NonBlocking.Write(_fd, bytes) ?? 0;
        }
        catch (LinuxException)
        {
            // EPIPE, or EIO of a terminal that nobody has open.
            _unwritten.Clear();
            _endRequested |= !_isTerminal;
            return 0;
        }
    }
}
