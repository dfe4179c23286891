using System.Net;
using Berth.Engine.Observability;
using Berth.Metrics;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Berth.Daemon.Observability;

/// <summary>
/// The address of <c>metrics-addr</c>. Its connections are marked as soon as they are accepted: whatever comes over them is answered with
/// figures or not at all, and never reaches the API.
/// </summary>
internal sealed class MetricsListener
{
    private static readonly MetricsListener s_mark = new();

    public static void Listen(KestrelServerOptions kestrel, IPEndPoint address) => kestrel.Listen(address, listener =>
    {
        listener.Protocols = HttpProtocols.Http1;
        listener.Use(next => connection =>
        {
            connection.Features.Set(s_mark);
            return next(connection);
        });
    });

    /// <summary>Answers its requests; goes before everything else.</summary>
    public static void Use(IApplicationBuilder app, EngineMetrics metrics) =>
        app.Use((http, next) => http.Features.Get<MetricsListener>() is null ? next(http) : AnswerAsync(http, metrics));

    private static async Task AnswerAsync(HttpContext http, EngineMetrics metrics)
    {
        if (http.Request.Path != "/metrics" || !(HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        byte[] body = System.Text.Encoding.UTF8.GetBytes(metrics.Write());
        http.Response.ContentType = PrometheusText.ContentType;
        http.Response.ContentLength = body.Length;
        if (HttpMethods.IsGet(http.Request.Method))
        {
            await http.Response.BodyWriter.WriteAsync(body, http.RequestAborted);
        }
    }
}
