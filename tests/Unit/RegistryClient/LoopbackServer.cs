using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Berth.Unit.RegistryClient;

/// <summary>A server on the loopback that answers as a function says, byte for byte, well-formed or not. It speaks no TLS.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private const byte FirstByteOfTls = 0x16;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<SeenRequest, LoopbackAnswer> _answer;
    private readonly List<SeenRequest> _requests = [];
    private readonly List<Task> _connections = [];
    private readonly Task _accepting;

    public LoopbackServer(Func<SeenRequest, LoopbackAnswer> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Whether TLS is answered as Go's servers do it: <c>400 Bad Request</c> in the clear. Else the connection is closed.</summary>
    public bool AnswersTlsInTheClear { get; init; }

    /// <summary>Speaks TLS; null: plain HTTP.</summary>
    public SslServerAuthenticationOptions? Tls { get; init; }

    /// <summary>The subjects of the certificates that clients have shown.</summary>
    public ConcurrentQueue<string> Clients { get; } = new();

    public Uri Url => new($"{(Tls is null ? "http" : "https")}://{_listener.LocalEndpoint}/");

    public IReadOnlyList<SeenRequest> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_end.Token);
                _connections.Add(ServeAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The end.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using TcpClient connection = client;
        try
        {
            await using Stream stream = await OpenAsync(connection.GetStream());
            if (await ReadRequestAsync(stream) is not { } request)
            {
                return;
            }

            lock (_requests)
            {
                _requests.Add(request);
            }

            LoopbackAnswer answer = _answer(request);
            if (answer.End is LoopbackEnd.Hangup or LoopbackEnd.Mute)
            {
                await Task.Delay(answer.End == LoopbackEnd.Mute ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, _end.Token);
                return;
            }

            string head = string.Join("\r\n", [$"HTTP/1.1 {answer.Status}", .. answer.Headers, "Connection: close", "", ""]);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head), _end.Token);
            do
            {
                await stream.WriteAsync(answer.Body, _end.Token);
            }
            while (answer.End == LoopbackEnd.Repeat);

            if (answer.End == LoopbackEnd.Silence)
            {
                await Task.Delay(Timeout.Infinite, _end.Token);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or AuthenticationException)
        {
            // The client has gone, or the test has.
        }
    }

    private async Task<Stream> OpenAsync(NetworkStream stream)
    {
        if (Tls is null)
        {
            return stream;
        }

        var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(Tls, _end.Token);
        if (tls.RemoteCertificate is { } client)
        {
            Clients.Enqueue(client.Subject);
        }

        return tls;
    }

    // Null where what comes is not HTTP, such as the first bytes of TLS.
    private async Task<SeenRequest?> ReadRequestAsync(Stream stream)
    {
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _end.Token) == 0)
            {
                return null;
            }

            if (head.Length == 0 && one[0] == FirstByteOfTls)
            {
                byte[] refusal = "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"u8.ToArray();
                await stream.WriteAsync(AnswersTlsInTheClear ? refusal : [], _end.Token);
                return null;
            }

            head.Append((char)one[0]);
        }

        string[] lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Dictionary<string, string> headers = lines.Skip(1).Select(l => l.Split(": ", 2)).ToDictionary(l => l[0], l => l[1], StringComparer.OrdinalIgnoreCase);
        byte[] body = new byte[int.Parse(headers.GetValueOrDefault("Content-Length", "0"), System.Globalization.CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, _end.Token);
        string[] first = lines[0].Split(' ');
        return new SeenRequest(first[0], new Uri(Url, first[1]), headers.GetValueOrDefault("Authorization"), Encoding.UTF8.GetString(body), headers);
    }
}
