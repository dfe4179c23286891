namespace Berth.Registry.Observability;

/// <summary>
/// Where log lines go, in batches: whoever logs copies its line into a buffer, and a thread writes what has gathered. A reader that does not read cannot hold up
/// requests: once <see cref="LargestBacklog"/> waits, further lines are counted and left out, and the log says how many.
/// </summary>
internal sealed class LogOutput : IDisposable
{
    /// <summary>Bytes that may wait.</summary>
    public const int LargestBacklog = 4 << 20;

    private const int FirstSize = 64 << 10;

    /// <summary>How long lines gather before they are written.</summary>
    private static readonly TimeSpan s_gathering = TimeSpan.FromMilliseconds(5);

    private readonly Stream _stream;
    private readonly Func<long, byte[]> _dropped;
    private readonly Thread _thread;
    private readonly object _lock = new();
    private byte[] _waiting = new byte[FirstSize];
    private byte[] _writing = new byte[FirstSize];
    private int _length;
    private long _droppedLines;
    private bool _isUrgent;
    private bool _isEnding;
    private bool _isWriting;

    /// <param name="stream">Standard error.</param>
    /// <param name="dropped">The line that says how many were left out.</param>
    public LogOutput(Stream stream, Func<long, byte[]> dropped)
    {
        _stream = stream;
        _dropped = dropped;
        _thread = new Thread(Run) { IsBackground = true, Name = "log" };
        _thread.Start();
    }

    /// <param name="line">With its newline.</param>
    /// <param name="isUrgent">Whether it is written at once; this returns when it has been, where the stream takes it.</param>
    public void Write(ReadOnlySpan<byte> line, bool isUrgent)
    {
        lock (_lock)
        {
            if (_length + line.Length > LargestBacklog || _isEnding)
            {
                _droppedLines++;
                return;
            }

            if (_length + line.Length > _waiting.Length)
            {
                Array.Resize(ref _waiting, Math.Max(_waiting.Length * 2, _length + line.Length));
            }

            line.CopyTo(_waiting.AsSpan(_length));
            bool isFirst = _length == 0;
            _length += line.Length;
            _isUrgent |= isUrgent;
            if (isFirst || isUrgent)
            {
                Monitor.PulseAll(_lock);
            }

            if (isUrgent)
            {
                AwaitWritten();
            }
        }
    }

    /// <summary>Writes what waits, and ends.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isEnding = true;
            Monitor.PulseAll(_lock);
        }

        _thread.Join();
    }

    private void AwaitWritten()
    {
        // A stream that takes nothing is not waited for more than a second.
        while ((_length > 0 || _isWriting) && Monitor.Wait(_lock, TimeSpan.FromSeconds(1)))
        {
        }
    }

    private void Run()
    {
        while (Take() is { IsEmpty: false } batch)
        {
            try
            {
                _stream.Write(batch.Span);
            }
            catch (IOException)
            {
                // Whoever read it is gone. There is nobody to tell.
            }
        }
    }

    /// <summary>What has gathered; empty at the end.</summary>
    private ReadOnlyMemory<byte> Take()
    {
        lock (_lock)
        {
            _isWriting = false;
            Monitor.PulseAll(_lock);
            while (_length == 0 && !_isEnding)
            {
                Monitor.Wait(_lock);
            }

            // A burst costs one write, not one a line.
            if (!_isUrgent && !_isEnding)
            {
                Monitor.Wait(_lock, s_gathering);
            }

            if (_droppedLines > 0 && _length > 0)
            {
                byte[] note = _dropped(_droppedLines);
                _droppedLines = 0;
                Array.Resize(ref _waiting, Math.Max(_waiting.Length, _length + note.Length));
                note.CopyTo(_waiting.AsSpan(_length));
                _length += note.Length;
            }

            (_waiting, _writing) = (_writing, _waiting);
            var batch = new ReadOnlyMemory<byte>(_writing, 0, _length);
            _length = 0;
            _isUrgent = false;
            _isWriting = batch.Length > 0;
            return batch;
        }
    }
}
