using System.Globalization;
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

    /// <summary>
    /// Turns the request into a two-way stream: of a terminal's bytes, or of frames. The name of the latter is said from 1.42 on, and
    /// only to a client that asked for an upgrade.
    /// </summary>
    public static Task<HijackedStream> HijackAsync(this HttpContext http, bool terminal)
    {
        bool framed = !terminal && http.Request.Headers.Upgrade.Count > 0 && http.RequestedProtocol() >= new ProtocolVersion(1, 42);
        return HijackedStream.StartAsync(http, framed ? HijackedStream.MultiplexedStream : HijackedStream.RawStream);
    }

    /// <summary>Rows <c>h</c> and columns <c>w</c>.</summary>
    public static (int Rows, int Columns) QueryTerminalSize(this HttpContext http) => (Side(http, "h", "height"), Side(http, "w", "width"));

    private static int Side(HttpContext http, string name, string side)
    {
        string text = http.QueryText(name) ?? "";
        if (uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint number))
        {
            return (int)Math.Min(number, int.MaxValue);
        }

        bool isNumber = text.TrimStart('-') is { Length: > 0 } digits && !digits.AsSpan().ContainsAnyExceptInRange('0', '9');
        throw new InvalidParameterException($"invalid resize {side} \"{text}\": {(isNumber ? "value out of range" : "invalid syntax")}");
    }
}
