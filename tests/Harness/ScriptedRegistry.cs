using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Berth.Harness;

/// <summary>
/// A registry on a loopback port that says what it is told to, right or wrong, well-formed or not; what nothing is told of is a 404. It
/// speaks HTTP/1.1 without TLS, one request a connection.
/// </summary>
public sealed class ScriptedRegistry : IAsyncDisposable
{
    private const int MaxHead = 64 << 10;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Dictionary<string, Func<ScriptedRequest, ScriptedAnswer>> _answers = new(StringComparer.Ordinal);
    private readonly List<ScriptedRequest> _requests = [];
    private readonly List<Task> _connections = [];
    private readonly Task _accepting;

    public ScriptedRegistry()
    {
        _listener.Start();
        _answers["/v2/"] = static _ => ScriptedAnswer.Ok("application/json", "{}");
        _accepting = AcceptAsync();
    }

    /// <summary>As references name it: <c>127.0.0.1:PORT</c>.</summary>
    public string Host => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>All requests so far, in order.</summary>
    public IReadOnlyList<ScriptedRequest> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Says what to answer to a path, whatever its query.</summary>
    public void Answer(string path, ScriptedAnswer answer) => Answer(path, _ => answer);

    /// <inheritdoc cref="Answer(string,ScriptedAnswer)"/>
    public void Answer(string path, Func<ScriptedRequest, ScriptedAnswer> answer)
    {
        lock (_answers)
        {
            _answers[path] = answer;
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
                _connections.Add(Task.Run(() => ServeAsync(client)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The end.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using TcpClient connection = client;
        try
        {
            NetworkStream stream = connection.GetStream();
            if (await ReadRequestAsync(stream) is { } request)
            {
                lock (_requests)
                {
                    _requests.Add(request);
                }

                await SendAsync(stream, request.Method, Find(request));
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // The client has had enough, or the test has.
        }
    }

    private ScriptedAnswer Find(ScriptedRequest request)
    {
        string path = request.Target.Split('?')[0];
        lock (_answers)
        {
            return _answers.TryGetValue(path, out Func<ScriptedRequest, ScriptedAnswer>? answer)
                ? answer(request)
                : ScriptedAnswer.Empty("404 Not Found");
        }
    }

    private async Task SendAsync(NetworkStream stream, string method, ScriptedAnswer answer)
    {
        string head = string.Join("\r\n", [$"HTTP/1.1 {answer.Status}", .. answer.Headers, "Connection: close", "", ""]);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head), _end.Token);
        if (method == "HEAD")
        {
            return;
        }

        foreach (byte[] chunk in answer.Body)
        {
            await stream.WriteAsync(chunk, _end.Token);
        }

        if (answer.IsStalled)
        {
            await Task.Delay(Timeout.Infinite, _end.Token);
        }
    }

    // Null where what comes is not HTTP, such as the first bytes of TLS.
    private async Task<ScriptedRequest?> ReadRequestAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (head.Length > MaxHead || await stream.ReadAsync(one, _end.Token) == 0 || one[0] == 0x16)
            {
                return null;
            }

            head.Append((char)one[0]);
        }

        string[] lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        string[] first = lines[0].Split(' ');
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string[] pair in lines.Skip(1).Select(line => line.Split(": ", 2)))
        {
            headers[pair[0]] = pair[^1];
        }

        return new ScriptedRequest(first[0], first[1], headers);
    }
}
