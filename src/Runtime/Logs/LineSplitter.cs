namespace Berth.Runtime.Logs;

/// <summary>
/// Cuts the bytes of one stream into log entries: at each newline, and every 16 KiB of a line that is longer, where dockerd cuts.
/// The pieces of one line share the time of the first.
/// </summary>
internal sealed class LineSplitter(LogStream stream, IContainerLog log)
{
    /// <summary>The longest text of an entry.</summary>
    public const int MaxPiece = 16 * 1024;

    private byte[] _pending = [];
    private int _length;
    private DateTimeOffset? _lineTime;

    public void Append(ReadOnlySpan<byte> data, DateTimeOffset time)
    {
        while (!data.IsEmpty)
        {
            int room = MaxPiece - _length;
            int newline = data[..Math.Min(data.Length, room)].IndexOf((byte)'\n');
            if (newline >= 0)
            {
                Emit(data[..newline], time, endsLine: true);
                data = data[(newline + 1)..];
            }
            else if (data.Length >= room)
            {
                Emit(data[..room], time, endsLine: false);
                data = data[room..];
            }
            else
            {
                Keep(data);
                return;
            }
        }
    }

    /// <summary>The stream is at its end: what is left is an entry without a newline.</summary>
    public void Complete(DateTimeOffset time)
    {
        if (_length != 0)
        {
            Emit([], time, endsLine: false);
        }
    }

    private void Emit(ReadOnlySpan<byte> rest, DateTimeOffset time, bool endsLine)
    {
        time = _lineTime ?? time;
        if (_length == 0)
        {
            log.Append(stream, time, rest, endsLine);
        }
        else
        {
            Keep(rest);
            log.Append(stream, time, _pending.AsSpan(0, _length), endsLine);
            _length = 0;
        }

        _lineTime = endsLine ? null : time;
    }

    private void Keep(ReadOnlySpan<byte> data)
    {
        if (_pending.Length < _length + data.Length)
        {
            Array.Resize(ref _pending, Math.Min(MaxPiece, Math.Max(512, 2 * (_length + data.Length))));
        }

        data.CopyTo(_pending.AsSpan(_length));
        _length += data.Length;
    }
}
