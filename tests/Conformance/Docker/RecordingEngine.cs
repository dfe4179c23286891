using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Berth.Conformance.Docker;

/// <summary>
/// An engine that does nothing, says yes to everything, and keeps what it was asked: to compare the requests of two clients. It keeps what
/// changes something, without the version in the path, the members of objects in one order, and those left out that are empty.
/// </summary>
internal sealed class RecordingEngine : IDisposable
{
    private const string Answer = "{\"Id\":\"abc\",\"Warning\":\"\",\"Warnings\":null}";

    private readonly string _directory = Directory.CreateTempSubdirectory("berth-record-").FullName;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly List<string> _requests = [];
    private readonly Task _serving;

    public RecordingEngine()
    {
        _listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(_directory, "d.sock")));
        _listener.Listen();
        _serving = ServeAsync();
    }

    /// <summary>Where it listens, as <c>-H</c> takes it.</summary>
    public string Host => "unix://" + Path.Combine(_directory, "d.sock");

    /// <summary>What came since the last call, a line each.</summary>
    public string Take()
    {
        lock (_requests)
        {
            string text = string.Join('\n', _requests);
            _requests.Clear();
            return text;
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        _serving.Wait();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task ServeAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                Socket peer = await _listener.AcceptAsync();
                connections.Add(AnswerAsync(peer));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task AnswerAsync(Socket peer)
    {
        try
        {
            await using var stream = new NetworkStream(peer, ownsSocket: true);
            while (await ReadLineAsync(stream) is { Length: > 0 } first)
            {
                int length = 0;
                bool isChunked = false;
                while (await ReadLineAsync(stream) is { Length: > 0 } header)
                {
                    string[] parts = header.Split(':', 2);
                    length = parts[0].Equals("content-length", StringComparison.OrdinalIgnoreCase) ? int.Parse(parts[1], CultureInfo.InvariantCulture) : length;
                    isChunked |= parts[0].Equals("transfer-encoding", StringComparison.OrdinalIgnoreCase);
                }

                byte[] body = isChunked ? await ReadChunksAsync(stream) : await ReadAsync(stream, length);
                string[] words = first.Split(' ');
                Record(words[0], words[1], body);
                string text = words[0] == "HEAD" ? "" : words[1].EndsWith("/json", StringComparison.Ordinal) || words[1].Contains("/networks?", StringComparison.Ordinal) ? "[]" : Answer;
                int status = words[1].EndsWith("/create", StringComparison.Ordinal) ? 201 : 200;
                await stream.WriteAsync(Encoding.ASCII.GetBytes(
                    $"HTTP/1.1 {status} x\r\nApi-Version: 1.51\r\nOstype: linux\r\nContent-Type: application/json\r\nContent-Length: {text.Length}\r\n\r\n{text}"));
            }
        }
        catch (IOException)
        {
            // The client has gone.
        }
    }

    private void Record(string method, string target, byte[] body)
    {
        if (method is "GET" or "HEAD")
        {
            return;
        }

        string path = target.StartsWith("/v1.", StringComparison.Ordinal) ? target[target.IndexOf('/', 1)..] : target;
        lock (_requests)
        {
            _requests.Add($"{method} {path} {(body.Length > 0 ? Ordered(JsonDocument.Parse(body).RootElement) : "")}");
        }
    }

    /// <summary>The document with the members of its objects in one order, one a line.</summary>
    private static string Ordered(JsonElement element, string indent = "\n  ") => element.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Concat(element.EnumerateObject().Where(member => !IsEmpty(member)).OrderBy(member => member.Name, StringComparer.Ordinal).Select(member => $"{indent}{member.Name}: {Ordered(member.Value, indent + "  ")}")) + "}",
        JsonValueKind.Array => "[" + string.Join(", ", element.EnumerateArray().Select(item => Ordered(item, indent + "  "))) + "]",
        _ => element.GetRawText(),
    };

    /// <summary>A member that says no more than one that is not there.</summary>
    private static bool IsEmpty(JsonProperty member) => member.Value.GetRawText() is "null" or "\"\"" or "[]" or "{}" or "0" or "[0,0]"
        || (member.Value.ValueKind == JsonValueKind.False && !member.Name.StartsWith("Enable", StringComparison.Ordinal));

    private static async Task<string> ReadLineAsync(Stream stream)
    {
        var line = new StringBuilder();
        byte[] one = new byte[1];
        while (await stream.ReadAsync(one) == 1 && one[0] != '\n')
        {
            line.Append((char)one[0]);
        }

        return line.ToString().TrimEnd('\r');
    }

    private static async Task<byte[]> ReadAsync(Stream stream, int length)
    {
        byte[] bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes);
        return bytes;
    }

    private static async Task<byte[]> ReadChunksAsync(Stream stream)
    {
        using var body = new MemoryStream();
        while (int.Parse(await ReadLineAsync(stream), NumberStyles.HexNumber, CultureInfo.InvariantCulture) is > 0 and var length)
        {
            body.Write(await ReadAsync(stream, length));
            await ReadLineAsync(stream);
        }

        await ReadLineAsync(stream);
        return body.ToArray();
    }
}
