using System.IO.Pipelines;
using System.Text;
using Berth.Engine.Streams;

namespace Berth.Daemon.Hijacking;

/// <summary>
/// A request turned into a two-way byte stream, as the Engine API's attach and exec start do it.
/// <code>
///   client  POST /containers/ID/attach?stream=1… HTTP/1.1      client  POST /exec/ID/start HTTP/1.1
///           Connection: Upgrade                                        Content-Length: 32
///           Upgrade: tcp
///   server  HTTP/1.1 101 UPGRADED                              server  HTTP/1.1 200 OK
///           Content-Type: application/vnd.docker.raw-stream            Content-Type: …
///           Connection: Upgrade
///           Upgrade: tcp
///   then bytes, both ways: the client's end of input is a half-close, the server's end of output closes the connection.
/// </code>
/// Source: Engine API 1.51, "Attach to a container", "Hijacking".
/// </summary>
internal sealed class HijackedStream : IClientStream, IAsyncDisposable
{
    /// <summary>What a terminal says, byte for byte.</summary>
    public const string RawStream = "application/vnd.docker.raw-stream";

    /// <summary>Standard output and error in frames of an 8-byte header and bytes.</summary>
    public const string MultiplexedStream = "application/vnd.docker.multiplexed-stream";

    private readonly HttpContext _http;
    private readonly IDuplexPipe _transport;

    private HijackedStream(HttpContext http, IDuplexPipe transport)
    {
        _http = http;
        _transport = transport;
    }

    public PipeReader Input => _transport.Input;

    public PipeWriter Output => _transport.Output;

    /// <summary>Takes the connection of <paramref name="http"/>, whose body the caller has read to its end, and answers the request's head.</summary>
    public static async Task<HijackedStream> StartAsync(HttpContext http, string contentType)
    {
        IHijack hijack = http.Features.Get<IHijack>() ?? throw new InvalidOperationException("This listener cannot hijack.");
        bool upgrade = http.Request.Headers.Upgrade.Count > 0;
        IDuplexPipe transport = hijack.Hijack();
        string head = upgrade
            ? $"HTTP/1.1 101 UPGRADED\r\nContent-Type: {contentType}\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n"
            : $"HTTP/1.1 200 OK\r\nContent-Type: {contentType}\r\nConnection: close\r\n\r\n";
        await transport.Output.WriteAsync(Encoding.ASCII.GetBytes(head));
        return new HijackedStream(http, transport);
    }

    /// <summary>Ends the output, then lets the HTTP server give up its own side: it must not answer a second time.</summary>
    public async ValueTask DisposeAsync()
    {
        await _transport.Output.CompleteAsync();
        _http.Abort();
    }
}
