using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Berth.RegistryLoad;

/// <summary>One connection, one request at a time, as little work as can be: the load must not cost more than what it measures.</summary>
internal sealed class RequestConnection : IDisposable
{
    /// <summary>The piece that Go's io.Copy, and so docker, writes at once: 32 KiB.</summary>
    private const int Piece = 32 << 10;

    private static readonly byte[] s_headEnd = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] s_lineEnd = "\r\n"u8.ToArray();
    private static readonly byte[] s_lastChunk = "0\r\n\r\n"u8.ToArray();

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[64 << 10];
    private readonly string _host;

    public RequestConnection(string host, int port)
    {
        _host = $"{host}:{port}";
        _socket.Connect(host, port);
    }

    public Answer Send(string line, byte[] body)
    {
        byte[] head = Encoding.ASCII.GetBytes(
            $"{line}\r\nHost: {_host}\r\nContent-Length: {body.Length}\r\nContent-Type: application/octet-stream\r\n\r\n");
        SendAll([head, body]);
        return Receive();
    }

    public Answer SendChunked(string line, byte[] body)
    {
        SendAll([Encoding.ASCII.GetBytes(
            $"{line}\r\nHost: {_host}\r\nTransfer-Encoding: chunked\r\nContent-Type: application/octet-stream\r\n\r\n")]);
        for (int offset = 0; offset < body.Length; offset += Piece)
        {
            int count = Math.Min(Piece, body.Length - offset);
            SendAll([Encoding.ASCII.GetBytes($"{count:x}\r\n"), new ArraySegment<byte>(body, offset, count), s_lineEnd]);
        }

        SendAll([s_lastChunk]);
        return Receive();
    }

    public void Dispose() => _socket.Dispose();

    private void SendAll(List<ArraySegment<byte>> pieces)
    {
        int left = pieces.Sum(piece => piece.Count);
        int sent = _socket.Send(pieces);
        if (sent != left)
        {
            throw new IOException($"{sent} bytes of {left} were sent");
        }
    }

    private Answer Receive()
    {
        int length = 0, head;
        while ((head = _buffer.AsSpan(0, length).IndexOf(s_headEnd)) < 0)
        {
            int got = _socket.Receive(_buffer, length, _buffer.Length - length, SocketFlags.None);
            length += got > 0 ? got : throw new IOException("the server closed the connection");
        }

        string[] lines = Encoding.ASCII.GetString(_buffer, 0, head).Split("\r\n");
        int left = int.Parse(Field(lines, "Content-Length") ?? "0", CultureInfo.InvariantCulture) - (length - head - s_headEnd.Length);
        while (left > 0)
        {
            int got = _socket.Receive(_buffer);
            left -= got > 0 ? got : throw new IOException("the server closed the connection");
        }

        string location = Field(lines, "Location") ?? "";
        int path = location.StartsWith("http", StringComparison.Ordinal) ? location.IndexOf('/', "https://".Length) : 0;
        return new Answer(int.Parse(lines[0].AsSpan(9, 3), CultureInfo.InvariantCulture), location[path..]);
    }

    private static string? Field(string[] lines, string name) =>
        lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.OrdinalIgnoreCase) && line[name.Length] == ':')?[(name.Length + 1)..].Trim();
}
