using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Berth.EngineApi.Http;

/// <summary>
/// One HTTP/1.1 connection (RFC 9112) over a blocking transport. It does what the Engine API needs and a general client does not:
/// it starts in well under a millisecond, and it hands the raw connection over after a 101 or a 200.
/// </summary>
internal sealed class HttpConnection(EngineTransport transport) : IDisposable
{
    private const int MaximumLine = 64 * 1024;
    private const int ChunkSize = 64 * 1024;

    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    /// <summary>True while the last answer has been read to its end and another request may follow.</summary>
    internal bool IsReusable { get; private set; }

    public void Dispose() => transport.Dispose();

    /// <summary>Ends reads and writes that block in other threads.</summary>
    internal void Abort() => transport.Abort();

    /// <summary>Sends a request with its whole body.</summary>
    internal void Send(EngineRequest request, string versionPrefix)
    {
        IsReusable = false;
        var head = new StringBuilder(256);
        head.Append(request.Method).Append(' ').Append(versionPrefix).Append(request.Target).Append(" HTTP/1.1\r\nHost: api.moby.localhost\r\n");
        head.Append("User-Agent: berth\r\n");
        if (request.Hijack)
        {
            head.Append("Connection: Upgrade\r\nUpgrade: tcp\r\n");
        }

        foreach (var header in request.Headers)
        {
            head.Append(header).Append("\r\n");
        }

        AppendBodyHeaders(head, request);
        head.Append("\r\n");
        var bytes = Encoding.UTF8.GetBytes(head.ToString());
        Write(request.Body is { Length: > 0 } body ? [.. bytes, .. body.Span] : bytes);
        if (request.Upload is not null)
        {
            SendChunks(request.Upload);
        }
    }

    /// <summary>Reads an answer's head; interim answers (1xx other than 101) are skipped.</summary>
    internal ResponseHead ReadHead()
    {
        ResponseHead head;
        do
        {
            head = ResponseHead.Read(ReadLine);
        }
        while (head.Status is >= 100 and < 200 and not 101);

        return head;
    }

    /// <summary>The body that follows a head.</summary>
    internal Stream OpenBody(ResponseHead head, bool isHead)
    {
        if (isHead || head.Status is 204 or 304)
        {
            IsReusable = !head.Closes;
            return Stream.Null;
        }

        var reusable = !head.Closes;
        Action completed = () => IsReusable = reusable;
        return head switch
        {
            { IsChunked: true } => new ChunkedBodyStream(this, completed),
            { ContentLength: { } length } => new FixedBodyStream(this, length, completed),
            _ => new HijackedStream(this),
        };
    }

    /// <summary>Reads what the buffer holds, else from the socket; 0 at the end.</summary>
    internal int Read(Span<byte> target)
    {
        if (_start == _end)
        {
            if (target.Length >= _buffer.Length)
            {
                return transport.Read(target);
            }

            if (!Fill())
            {
                return 0;
            }
        }

        var count = Math.Min(target.Length, _end - _start);
        _buffer.AsSpan(_start, count).CopyTo(target);
        _start += count;
        return count;
    }

    /// <summary>Reads a line without its end; null at the end of the connection.</summary>
    internal string? ReadLine()
    {
        var line = new StringBuilder();
        while (true)
        {
            if (_start == _end && !Fill())
            {
                return line.Length == 0 ? null : throw new EndOfStreamException("the connection ended inside a line");
            }

            var rest = _buffer.AsSpan(_start, _end - _start);
            var newline = rest.IndexOf((byte)'\n');
            line.Append(Encoding.Latin1.GetString(newline < 0 ? rest : rest[..newline]));
            _start += newline < 0 ? rest.Length : newline + 1;
            if (line.Length > MaximumLine)
            {
                throw new InvalidDataException("the daemon sent a header line over 64 KiB");
            }

            if (newline >= 0)
            {
                return line.Length > 0 && line[^1] == '\r' ? line.ToString(0, line.Length - 1) : line.ToString();
            }
        }
    }

    /// <summary>Writes all bytes.</summary>
    internal void Write(ReadOnlySpan<byte> bytes) => transport.Write(bytes);

    /// <summary>Half-close: tells the daemon that nothing more comes, and goes on reading.</summary>
    internal void CloseWrite() => transport.CloseWrite();

    private static void AppendBodyHeaders(StringBuilder head, EngineRequest request)
    {
        if (request.Upload is not null)
        {
            head.Append("Content-Type: ").Append(request.ContentType).Append("\r\nTransfer-Encoding: chunked\r\n");
        }
        else if (request.Body is { } body)
        {
            head.Append("Content-Type: ").Append(request.ContentType).Append("\r\nContent-Length: ").Append(body.Length).Append("\r\n");
        }
        else if (request.Method is not ("GET" or "HEAD"))
        {
            head.Append("Content-Length: 0\r\n");
        }
    }

    /// <summary>A daemon that refuses an upload answers before it has read all of it: then sending stops and the answer is read.</summary>
    private void SendChunks(Stream upload)
    {
        var chunk = new byte[ChunkSize];
        try
        {
            int read;
            while ((read = upload.Read(chunk)) > 0)
            {
                Write(Encoding.ASCII.GetBytes(read.ToString("x", CultureInfo.InvariantCulture) + "\r\n"));
                Write(chunk.AsSpan(0, read));
                Write("\r\n"u8);
            }

            Write("0\r\n\r\n"u8);
        }
        catch (SocketException)
        {
            IsReusable = false;
        }
    }

    private bool Fill()
    {
        _start = 0;
        _end = transport.Read(_buffer);
        return _end > 0;
    }
}
