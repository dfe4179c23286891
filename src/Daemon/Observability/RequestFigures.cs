using Berth.Engine.Observability;

namespace Berth.Daemon.Observability;

/// <summary>Counts requests, and how long those that do something to an object took, by the route that they were for.</summary>
internal static class RequestFigures
{
    /// <summary>Goes around everything that may fail, so that the status is the one that was sent.</summary>
    public static void Use(IApplicationBuilder app, EngineFigures figures, TimeProvider time) => app.Use(async (http, next) =>
    {
        long begin = time.GetTimestamp();
        await next(http);
        int status = http.Response.StatusCode;
        string method = http.Request.Method;
        figures.CountRequest(IsUsual(method) ? method : "other", status);
        if (status < StatusCodes.Status400BadRequest && http.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } route })
        {
            Add(figures, method, route, http.Request.Query.ContainsKey("fromSrc"), time.GetElapsedTime(begin));
        }
    });

    /// <summary>The family and the name of what a route does, in dockerd's words where it has some; null: it is not counted.</summary>
    public static (Func<EngineFigures, ActionTimes> Family, string Action)? ActionOf(string method, string route)
    {
        string[] parts = route.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return (method, parts) switch
        {
            ("POST", ["commit"]) => (Containers, "commit"),
            ("POST", ["containers", "{id}", "attach" or "wait"]) => null,
            ("POST", ["containers", "create" or "prune"]) => (Containers, parts[1]),
            ("POST", ["containers", "{id}", var verb]) => (Containers, verb),
            ("GET", ["containers", "{id}", "changes" or "export" or "top"]) => (Containers, parts[2]),
            ("DELETE", ["containers", "{id}"]) => (Containers, "delete"),
            ("POST", ["images", "create"]) => (Images, "pull"),
            ("POST", ["images", "load" or "prune"]) => (Images, parts[1]),
            ("POST" or "GET", ["images", _, "push" or "tag" or "history"]) => (Images, parts[2]),
            ("DELETE", ["images", _]) => (Images, "delete"),
            ("POST", ["networks", "create" or "prune"]) => (Networks, parts[1]),
            ("POST", ["networks", _, var verb]) => (Networks, verb),
            ("DELETE", ["networks", _]) => (Networks, "delete"),
            ("POST", ["volumes", "create" or "prune"]) => (Volumes, parts[1]),
            ("DELETE", ["volumes", _]) => (Volumes, "delete"),
            ("GET", ["info"]) => (Host, "system_info"),
            ("GET", ["version"]) => (Host, "system_version"),
            _ => null,
        };
    }

    // A pull and an import are one route.
    private static void Add(EngineFigures figures, string method, string route, bool isImport, TimeSpan took)
    {
        if (ActionOf(method, route) is { } known)
        {
            known.Family(figures).Add(isImport && known.Action == "pull" ? "import" : known.Action, took);
        }
    }

    // What a client may write into a request's first line is not for a label.
    private static bool IsUsual(string method) => method is "GET" or "HEAD" or "POST" or "PUT" or "DELETE";

    private static ActionTimes Containers(EngineFigures figures) => figures.Containers;

    private static ActionTimes Images(EngineFigures figures) => figures.Images;

    private static ActionTimes Networks(EngineFigures figures) => figures.Networks;

    private static ActionTimes Volumes(EngineFigures figures) => figures.Volumes;

    private static ActionTimes Host(EngineFigures figures) => figures.HostInformation;
}
