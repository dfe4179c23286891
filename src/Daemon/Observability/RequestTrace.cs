using System.Diagnostics;
using Berth.Engine.Observability;

namespace Berth.Daemon.Observability;

/// <summary>A span a request, below the client's where it says which (https://www.w3.org/TR/trace-context/).</summary>
internal static class RequestTrace
{
    /// <summary>Goes after routing, whose route names the span.</summary>
    public static void Use(IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (!EngineTrace.Source.HasListeners())
        {
            await next(http);
            return;
        }

        string route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "unknown";

        // The server has made an activity for its log, which nobody records: below it ours would not be recorded either.
        Activity.Current = null;
        ActivityContext.TryParse(http.Request.Headers.TraceParent, http.Request.Headers.TraceState, isRemote: true, out ActivityContext parent);
        using Activity? span = EngineTrace.Source.StartActivity($"{http.Request.Method} {route}", ActivityKind.Server, parent);
        span?.SetTag("http.request.method", http.Request.Method).SetTag("http.route", route).SetTag("url.path", http.Request.Path.Value);
        try
        {
            await next(http);
            span?.SetTag("http.response.status_code", http.Response.StatusCode);
        }
        catch (Exception e)
        {
            int status = Http.ErrorMapping.Status(e);
            span?.SetTag("http.response.status_code", status).SetTag("error.type", e.GetType().Name);
            if (status >= StatusCodes.Status500InternalServerError)
            {
                span?.SetStatus(ActivityStatusCode.Error, e.Message);
            }

            throw;
        }
    });
}
