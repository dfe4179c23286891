using System.Globalization;

namespace Berth.EngineApi.Http;

/// <summary>A stream that is only read, from a connection.</summary>
internal abstract class BodyStream : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public abstract override int Read(Span<byte> buffer);

    // The caller has nothing else to do: a thread for each read would only cost.
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>A body of known length.</summary>
internal sealed class FixedBodyStream : BodyStream
{
    private readonly HttpConnection _connection;
    private readonly Action _completed;
    private long _left;

    internal FixedBodyStream(HttpConnection connection, long length, Action completed)
    {
        _connection = connection;
        _completed = completed;
        _left = length;
        if (length == 0)
        {
            completed();
        }
    }

    public override int Read(Span<byte> buffer)
    {
        if (_left == 0 || buffer.IsEmpty)
        {
            return 0;
        }

        var read = _connection.Read(buffer[..(int)Math.Min(buffer.Length, _left)]);
        if (read == 0)
        {
            throw new EndOfStreamException("the connection ended inside an answer");
        }

        _left -= read;
        if (_left == 0)
        {
            _completed();
        }

        return read;
    }
}

/// <summary>A chunked body (RFC 9112 section 7.1); trailers are read and dropped.</summary>
internal sealed class ChunkedBodyStream(HttpConnection connection, Action completed) : BodyStream
{
    private long _left;
    private bool _ended;

    public override int Read(Span<byte> buffer)
    {
        if (_ended || buffer.IsEmpty || (_left == 0 && !NextChunk()))
        {
            return 0;
        }

        var read = connection.Read(buffer[..(int)Math.Min(buffer.Length, _left)]);
        if (read == 0)
        {
            throw new EndOfStreamException("the connection ended inside an answer");
        }

        _left -= read;
        if (_left == 0)
        {
            connection.ReadLine();
        }

        return read;
    }

    private bool NextChunk()
    {
        var line = connection.ReadLine() ?? throw new EndOfStreamException("the connection ended inside an answer");
        var size = line.AsSpan();
        var extension = size.IndexOf(';');
        size = (extension < 0 ? size : size[..extension]).Trim();
        if (!long.TryParse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _left) || _left < 0)
        {
            throw new InvalidDataException("malformed chunk in the daemon's answer");
        }

        if (_left > 0)
        {
            return true;
        }

        while (connection.ReadLine() is { Length: > 0 })
        {
        }

        _ended = true;
        completed();
        return false;
    }
}
