namespace Berth.Daemon.Http;

/// <summary>The debug log of requests: each as it comes, in dockerd's words, and each that is refused with the reason.</summary>
internal static partial class RequestLog
{
    public static void UseRequestLog(this IApplicationBuilder app)
    {
        ILogger log = app.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(RequestLog));
        app.Use((http, next) =>
        {
            LogCalling(log, http.Request.Method, http.Request.Path, http.Request.QueryString);
            return next(http);
        });
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Calling {Method} {Path}{Query}")]
    private static partial void LogCalling(ILogger log, string method, PathString path, QueryString query);
}
