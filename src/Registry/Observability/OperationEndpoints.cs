using System.Net;
using Berth.Metrics;

namespace Berth.Registry.Observability;

/// <summary>What whoever runs the registry asks.</summary>
internal static class OperationEndpoints
{
    public static void MapOperation(this WebApplication app)
    {
        // Requests come long after: these are looked up once.
        Health health = app.Services.GetRequiredService<Health>();
        RegistryFigures figures = app.Services.GetRequiredService<RegistryFigures>();
        ContentFigures content = app.Services.GetRequiredService<ContentFigures>();
        DateTimeOffset startedAt = app.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        bool hasOwnAddress = app.Services.GetRequiredService<Hosting.RegistryOptions>().MetricsAddresses.Count > 0;

        app.MapMethods("/healthz", [HttpMethods.Get, HttpMethods.Head], http => AnswerHealthAsync(http, health));
        app.MapGet("/metrics", http => MayRead(http, hasOwnAddress)
            ? AnswerAsync(http, PrometheusText.ContentType, MetricsText.Write(figures, content.Count(), ProcessFigures.Read(startedAt)))
            : AnswerHiddenAsync(http));
    }

    /// <summary>
    /// Figures are for whoever runs the registry: they are at an address of their own where there is one, else for this machine; what comes
    /// through a proxy comes from elsewhere.
    /// </summary>
    public static bool MayRead(HttpContext http, bool hasOwnAddress)
    {
        if (hasOwnAddress)
        {
            return http.Features.Get<Hosting.OperationListener>() is not null;
        }

        bool isForwarded = http.Request.Headers.ContainsKey("X-Forwarded-For") || http.Request.Headers.ContainsKey("Forwarded") || http.Request.Headers.ContainsKey("Via");
        return !isForwarded && (http.Connection.RemoteIpAddress is not { } from || IPAddress.IsLoopback(from.IsIPv4MappedToIPv6 ? from.MapToIPv4() : from));
    }

    private static async Task AnswerHealthAsync(HttpContext http, Health health)
    {
        HealthReport report = await health.CheckAsync();
        http.Response.StatusCode = report.IsHealthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        http.Response.Headers.CacheControl = "no-store";
        string text = report.IsHealthy ? "ok\n" : string.Concat(report.Failures.Select(static f => $"{f.Name}: {f.Reason}\n"));
        await AnswerAsync(http, "text/plain; charset=utf-8", text);
    }

    private static Task AnswerHiddenAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static async Task AnswerAsync(HttpContext http, string contentType, string text)
    {
        byte[] body = System.Text.Encoding.UTF8.GetBytes(text);
        http.Response.ContentType = contentType;
        http.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await http.Response.Body.WriteAsync(body, http.RequestAborted);
        }
    }
}
