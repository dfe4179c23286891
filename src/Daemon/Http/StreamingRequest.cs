using Berth.Daemon.Hijacking;
using Berth.Engine.Errors;

namespace Berth.Daemon.Http;

/// <summary>What requests that stay open have in common.</summary>
internal static class StreamingRequest
{
    /// <summary>The daemon ends.</summary>
    public static CancellationToken Stopping(this HttpContext http) =>
        http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

    /// <summary>The client is gone, or the daemon ends.</summary>
    public static CancellationToken StreamAborted(this HttpContext http)
    {
        var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, http.Stopping());
        http.Response.RegisterForDispose(either);
        return either.Token;
    }

    /// <summary>Turns the request into a two-way stream: of a terminal's bytes, or of frames.</summary>
    public static Task<HijackedStream> HijackAsync(this HttpContext http, bool terminal)
    {
        bool framed = !terminal && http.RequestedProtocol() >= new ProtocolVersion(1, 42);
        return HijackedStream.StartAsync(http, framed ? HijackedStream.MultiplexedStream : HijackedStream.RawStream);
    }

    /// <summary>Rows <c>h</c> and columns <c>w</c>.</summary>
    public static (int Rows, int Columns) QueryTerminalSize(this HttpContext http) => (
        http.QueryNumber("h") ?? throw new InvalidParameterException("invalid resize height \"\""),
        http.QueryNumber("w") ?? throw new InvalidParameterException("invalid resize width \"\""));
}
