using System.Diagnostics;
using System.Net;
using Berth.Linux;

namespace Berth.Registry.Observability;

/// <summary>What every request meets first and last: (1) its name, (2) whatever answers it, (3) the figures, (4) its line in the log.</summary>
internal sealed class RequestObservation
{
    private static readonly TimeSpan s_quick = TimeSpan.FromMilliseconds(20);

    private readonly RequestDelegate _next;
    private readonly RegistryLog _log;
    private readonly bool _logsRequests;
    private readonly RegistryFigures _figures;
    private readonly IdleMemory _memory;

    public RequestObservation(RequestDelegate next, RegistryLog log, bool logsRequests, RegistryFigures figures, IdleMemory memory)
    {
        _next = next;
        _log = log;
        _logsRequests = logsRequests && log.IsEnabled(LogLevel.Information);
        _figures = figures;
        _memory = memory;
    }

    public async Task InvokeAsync(HttpContext http)
    {
        // 1.
        long start = Stopwatch.GetTimestamp();
        var record = new RequestRecord { Id = RequestId.Of(http.Request.Headers[RequestId.Header]) };
        http.Features.Set(record);
        http.Response.Headers[RequestId.Header] = record.Id;
        _figures.RequestBegins();
        int? failure = StatusCodes.Status500InternalServerError;
        try
        {
            // 2.
            await _next(http);
            failure = null;
        }
        finally
        {
            TimeSpan duration = Stopwatch.GetElapsedTime(start);
            End(http, record, failure ?? Status(http, duration), duration);
        }
    }

    private void End(HttpContext http, RequestRecord record, int status, TimeSpan duration)
    {
        // 3.
        string method = http.Request.Method;
        string path = http.Request.Path.Value ?? "";
        RouteKind kind = RouteKinds.Of(path);
        long bytesOut = HttpMethods.IsHead(method) ? 0 : http.Response.ContentLength ?? 0;
        long bytesIn = record.BytesIn ?? http.Request.ContentLength ?? 0;
        _figures.RequestEnds(kind, method, status, duration, bytesIn, bytesOut);
        _memory.Touch();

        // 4.
        if (_logsRequests)
        {
            LogRecord line = _log.Begin(LogLevel.Information, "request");
            line.Text("method"u8, method);
            line.Text("path"u8, path);
            line.Number("status"u8, status);
            line.Number("bytes"u8, bytesOut);
            if (bytesIn > 0)
            {
                line.Number("received"u8, bytesIn);
            }

            line.Milliseconds("ms"u8, duration);
            line.Text("user"u8, record.User);
            line.Text("from"u8, AddressText(http.Connection.RemoteIpAddress));
            line.Text("agent"u8, http.Request.Headers.UserAgent);
            line.Text("id"u8, record.Id);
            _log.Write(line);
        }
    }

    /// <summary>Of a client that went away before its answer was whole, 499 as nginx has it; asking costs an allocation, so that the quick ones are not asked about.</summary>
    private static int Status(HttpContext http, TimeSpan duration) =>
        duration > s_quick && http.RequestAborted.IsCancellationRequested ? StatusCodes.Status499ClientClosedRequest : http.Response.StatusCode;

    private static string AddressText(IPAddress? address) =>
        address is null ? "unix" : address.Equals(IPAddress.Loopback) ? "127.0.0.1" : address.IsIPv4MappedToIPv6 ? address.MapToIPv4().ToString() : address.ToString();
}
