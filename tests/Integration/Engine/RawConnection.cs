using System.Net.Sockets;
using System.Text;

namespace Berth.Integration.Engine;

/// <summary>An HTTP request on a socket of its own, that may turn into a stream: what a client does that hijacks.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    /// <summary>Sends a request and reads the head of the answer.</summary>
    public async Task<string> RequestAsync(string socketPath, string head, string body, CancellationToken cancel)
    {
        await _socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancel);
        await SendAsync(Encoding.UTF8.GetBytes($"{head.ReplaceLineEndings("\r\n")}\r\n\r\n{body}"), cancel);
        var answer = new StringBuilder();
        byte[] one = new byte[1];
        while (!answer.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await _socket.ReceiveAsync(one, cancel) > 0)
        {
            answer.Append((char)one[0]);
        }

        return answer.ToString();
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await _socket.SendAsync(bytes, cancel)..];
        }
    }

    /// <summary>No more input: the half-close that clients send at the end of their standard input.</summary>
    public void EndInput() => _socket.Shutdown(SocketShutdown.Send);

    public async Task<byte[]> ReadToEndAsync(CancellationToken cancel)
    {
        using var all = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        int got;
        while ((got = await _socket.ReceiveAsync(buffer, cancel)) > 0)
        {
            all.Write(buffer, 0, got);
        }

        return all.ToArray();
    }

    public void Dispose() => _socket.Dispose();
}
