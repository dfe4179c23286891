using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Berth.Integration.Registry;

/// <summary>A connection that sends what no HTTP library would, and reads one answer at a time.</summary>
internal sealed class RawHttp : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private static readonly byte[] s_headEnd = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] s_lineEnd = "\r\n"u8.ToArray();

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly List<byte> _received = [];
    private readonly byte[] _buffer = new byte[64 << 10];

    public RawHttp(int port)
    {
        _socket.ReceiveTimeout = _socket.SendTimeout = (int)s_patience.TotalMilliseconds;
        _socket.Connect(IPAddress.Loopback, port);
    }

    /// <summary>A request in bytes; with a body that has its length said.</summary>
    public static byte[] Request(string line, byte[]? body, params IEnumerable<string> headers)
    {
        string length = body is null ? "" : string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n");
        string fields = string.Concat(headers.Select(header => $"{header}\r\n"));
        return [.. Encoding.Latin1.GetBytes($"{line} HTTP/1.1\r\nHost: registry.test\r\n{length}{fields}\r\n"), .. body ?? []];
    }

    /// <summary>Sends; that the server has stopped listening is not noticed here but in what it answered.</summary>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        try
        {
            while (!bytes.IsEmpty)
            {
                bytes = bytes[_socket.Send(bytes)..];
            }
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown or SocketError.ConnectionAborted)
        {
            // It has answered and closed.
        }
    }

    /// <summary>No more from this side.</summary>
    public void EndInput() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Reads an answer; without any, its status is 0.</summary>
    /// <param name="toHead">The request was a HEAD: no body follows.</param>
    public RawAnswer Receive(bool toHead = false)
    {
        int head;
        while ((head = Find(s_headEnd)) < 0)
        {
            if (!More())
            {
                return new RawAnswer(0, [], [.. _received]);
            }
        }

        string[] lines = Encoding.Latin1.GetString([.. Take(head)]).Split("\r\n");
        Take(s_headEnd.Length);
        var answer = new RawAnswer(int.Parse(lines[0].AsSpan(9, 3), CultureInfo.InvariantCulture), lines[1..], []);
        bool hasNone = toHead || answer.Status is 204 or 304;
        return answer with { Body = hasNone ? [] : Body(answer) };
    }

    public void Dispose() => _socket.Dispose();

    private byte[] Body(RawAnswer answer)
    {
        if (answer.Header("Transfer-Encoding") is "chunked")
        {
            return Chunked();
        }

        if (answer.Header("Content-Length") is { } length)
        {
            return Take(int.Parse(length, CultureInfo.InvariantCulture));
        }

        while (More())
        {
        }

        return Take(_received.Count);
    }

    private byte[] Chunked()
    {
        var body = new List<byte>();
        while (true)
        {
            int end;
            while ((end = Find(s_lineEnd)) < 0)
            {
                if (!More())
                {
                    return [.. body];
                }
            }

            int size = int.Parse(Encoding.Latin1.GetString(Take(end)), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            Take(s_lineEnd.Length);
            body.AddRange(Take(size));
            Take(s_lineEnd.Length);
            if (size == 0)
            {
                return [.. body];
            }
        }
    }

    private int Find(byte[] pattern) => global::System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_received).IndexOf(pattern);

    // As many bytes, or those that came before the end.
    private byte[] Take(int count)
    {
        while (_received.Count < count && More())
        {
        }

        byte[] taken = [.. _received.Take(count)];
        _received.RemoveRange(0, taken.Length);
        return taken;
    }

    private bool More()
    {
        try
        {
            int got = _socket.Receive(_buffer);
            _received.AddRange(_buffer.AsSpan(0, got));
            return got > 0;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset)
        {
            return false;
        }
    }
}
