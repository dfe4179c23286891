using System.Net.Sockets;

namespace Berth.EngineApi.Http;

/// <summary>
/// The raw connection after an attach or exec start. One thread may read while another writes; the write side closes alone, and the
/// rest of the output still comes.
/// </summary>
public sealed class HijackedStream : Stream
{
    private readonly HttpConnection _connection;

    internal HijackedStream(HttpConnection connection)
    {
        _connection = connection;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Tells the daemon that nothing more is written.</summary>
    public void CloseWrite() => _connection.CloseWrite();

    /// <summary>Makes blocked reads and writes end, from any thread.</summary>
    public void Abort() => _connection.Abort();

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return _connection.Read(buffer);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            // A daemon that closes with our input still unread resets: all its output has been delivered by then.
            return 0;
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => _connection.Write(buffer);

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _connection.Dispose();
        }

        base.Dispose(disposing);
    }
}
