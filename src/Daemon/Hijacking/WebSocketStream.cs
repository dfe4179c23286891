using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Berth.Engine.Errors;
using Berth.Engine.Streams;

namespace Berth.Daemon.Hijacking;

/// <summary>
/// A request turned into a websocket (RFC 6455) that carries a container's streams: each message that comes is input, whatever is put out
/// goes as messages, without frames of the Engine API's own. The framework does the protocol on the connection that was hijacked; its
/// own way there, Kestrel's upgrade, is the one that cannot be used beside ours.
/// <code>
///   client ── messages ──▶ receive ──▶ Input          close, or the end of the connection: the end of both
///   client ◀── messages ── send ◀── Output            its completion: a closing handshake
/// </code>
/// </summary>
internal sealed class WebSocketStream : IClientStream, IAsyncDisposable
{
    private const int PieceSize = 16 << 10;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly HttpContext _http;
    private readonly IDuplexPipe _transport;
    private readonly WebSocket _socket;
    private readonly Pipe _input = new();
    private readonly Pipe _output = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly WebSocketMessageType _kind;
    private readonly Task _receiving;
    private readonly Task _sending;

    private WebSocketStream(HttpContext http, IDuplexPipe transport, WebSocketMessageType kind)
    {
        _http = http;
        _transport = transport;
        _kind = kind;
        _socket = WebSocket.CreateFromStream(
            new DuplexPipeStream(transport), new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = TimeSpan.Zero });
        _receiving = ReceiveAsync();
        _sending = SendAsync();
    }

    public PipeReader Input => _input.Reader;

    public PipeWriter Output => _output.Writer;

    /// <exception cref="InvalidParameterException">The request is no websocket's opening handshake.</exception>
    public static void Check(HttpContext http)
    {
        bool isHandshake = http.Request.Headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase)
            && http.Request.Headers.Connection.ToString().Contains("upgrade", StringComparison.OrdinalIgnoreCase);
        if (!isHandshake)
        {
            throw new InvalidParameterException("not websocket protocol");
        }

        Span<byte> key = stackalloc byte[24];
        if (!Convert.TryFromBase64String(http.Request.Headers.SecWebSocketKey.ToString(), key, out int length) || length != 16)
        {
            throw new InvalidParameterException("missing or bad WebSocket Key");
        }

        if (http.Request.Headers.SecWebSocketVersion.ToString() != "13")
        {
            throw new InvalidParameterException("missing or bad WebSocket Version");
        }
    }

    /// <summary>Answers the handshake, which has been checked, and takes the connection.</summary>
    /// <param name="http">The request.</param>
    /// <param name="binary">What is sent are binary messages; text otherwise, as before version 1.28.</param>
    public static async Task<WebSocketStream> StartAsync(HttpContext http, bool binary)
    {
        IHijack hijack = http.Features.Get<IHijack>() ?? throw new InvalidOperationException("This listener cannot hijack.");
        string accept = Accept(http.Request.Headers.SecWebSocketKey.ToString());
        IDuplexPipe transport = hijack.Hijack();
        string head = $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n";
        await transport.Output.WriteAsync(Encoding.ASCII.GetBytes(head));
        return new WebSocketStream(http, transport, binary ? WebSocketMessageType.Binary : WebSocketMessageType.Text);
    }

    /// <summary>Sends what is left and says good-bye, to a client that listens.</summary>
    public async ValueTask DisposeAsync()
    {
        await _output.Writer.CompleteAsync();
        _ending.CancelAfter(s_patience);
        await _sending;
        await _ending.CancelAsync();
        await _receiving;
        _socket.Dispose();
        _ending.Dispose();
        await _transport.Output.CompleteAsync();
        _http.Abort();
    }

#pragma warning disable CA5350 // RFC 6455 section 4.2.2: SHA-1 proves that the server has read the handshake, and nothing more.
    private static string Accept(string key) =>
        Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key.Trim() + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350

    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult got = await _socket.ReceiveAsync(_input.Writer.GetMemory(PieceSize), _ending.Token);
                if (got.MessageType == WebSocketMessageType.Close)
                {
                    break;
                }

                _input.Writer.Advance(got.Count);
                if ((await _input.Writer.FlushAsync(_ending.Token)).IsCompleted)
                {
                    break;
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or InvalidOperationException)
        {
            // It has gone without a word, or we are at the end.
        }

        // Who has closed reads no more.
        await _input.Writer.CompleteAsync();
        _output.Reader.CancelPendingRead();
    }

    private async Task SendAsync()
    {
        try
        {
            while (true)
            {
                ReadResult read = await _output.Reader.ReadAsync();
                foreach (ReadOnlyMemory<byte> piece in read.Buffer)
                {
                    await _socket.SendAsync(piece, _kind, endOfMessage: true, _ending.Token);
                }

                _output.Reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted || read.IsCanceled)
                {
                    await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _ending.Token);
                    break;
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or InvalidOperationException)
        {
            // Nobody reads.
        }

        await _output.Reader.CompleteAsync();
    }
}
