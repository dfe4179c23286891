using System.Net.WebSockets;
using System.Text;
using Berth.Integration.Cli;
using Xunit;

namespace Berth.Integration.Engine;

/// <summary><c>GET /containers/{id}/attach/ws</c>.</summary>
public sealed class WebSocketTests(SharedDaemon shared) : CliTest(shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AttachWs_ToAnEcho_CarriesBothWays()
    {
        string name = NewName();
        await TextAsync("run", "-d", "-i", "--name", name, "--network", "none", Busybox, "sh", "-c", "echo ready; cat; echo late");
        using WebSocket socket = await ConnectAsync(name, "stream=1&logs=1&stdin=1&stdout=1&stderr=1");
        var seen = new StringBuilder();

        await socket.SendAsync("typed\n"u8.ToArray(), WebSocketMessageType.Binary, true, Cancellation);
        await ReadUntilAsync(socket, seen, "typed\n");

        Assert.Contains("ready\n", seen.ToString(), StringComparison.Ordinal);
        await TextAsync("rm", "-f", name);
        await ReadToCloseAsync(socket, seen);
        Assert.DoesNotContain('\u0001', seen.ToString());
    }

    [Fact]
    public async Task AttachWs_ToALog_EndsWithAClosingHandshake()
    {
        string name = NewName();
        await TextAsync("run", "--name", name, "--network", "none", Busybox, "sh", "-c", "echo out; echo err >&2");
        using WebSocket socket = await ConnectAsync(name, "logs=1&stdout=1&stderr=1");
        var seen = new StringBuilder();

        await ReadToCloseAsync(socket, seen);

        Assert.Contains("out\n", seen.ToString(), StringComparison.Ordinal);
        Assert.Contains("err\n", seen.ToString(), StringComparison.Ordinal);
        await TextAsync("rm", name);
    }

    [Fact]
    public async Task AttachWs_WithoutAHandshake_IsRefused()
    {
        await using TestContainer container = await StartSleeperAsync("--network", "none");

        using HttpResponseMessage answer = await Daemon.Http.GetAsync(new Uri($"/containers/{container.Name}/attach/ws?stream=1", UriKind.Relative), Cancellation);

        Assert.Equal(400, (int)answer.StatusCode);
    }

    private async Task<WebSocket> ConnectAsync(string container, string query)
    {
        var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        await socket.ConnectAsync(new System.Net.Sockets.UnixDomainSocketEndPoint(Daemon.Socket), Cancellation);
        var stream = new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
        string request = $"GET /v1.41/containers/{container}/attach/ws?{query} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Origin: http://localhost\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), Cancellation);
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, Cancellation);
            head.Append((char)one[0]);
        }

        Assert.StartsWith("HTTP/1.1 101 ", head.ToString(), StringComparison.Ordinal);
        Assert.Contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", head.ToString(), StringComparison.Ordinal);
        return WebSocket.CreateFromStream(stream, new WebSocketCreationOptions());
    }

    private static async Task ReadUntilAsync(WebSocket socket, StringBuilder seen, string end)
    {
        byte[] buffer = new byte[4096];
        while (!seen.ToString().Contains(end, StringComparison.Ordinal))
        {
            WebSocketReceiveResult got = await socket.ReceiveAsync(buffer, Cancellation);
            seen.Append(Encoding.UTF8.GetString(buffer, 0, got.Count));
        }
    }

    private static async Task ReadToCloseAsync(WebSocket socket, StringBuilder seen)
    {
        byte[] buffer = new byte[4096];
        WebSocketReceiveResult got;
        do
        {
            got = await socket.ReceiveAsync(buffer, Cancellation);
            seen.Append(Encoding.UTF8.GetString(buffer, 0, got.Count));
        }
        while (got.MessageType != WebSocketMessageType.Close);
    }
}
