using Berth.Engine.Errors;

namespace Berth.Daemon.Endpoints;

/// <summary>Parts of the Engine API that are not there: each says so in its own words.</summary>
internal static class UnsupportedEndpoints
{
    private const string NotInSwarm =
        "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again.";

    private static readonly string[] s_anyMethod = ["GET", "POST", "PUT", "DELETE", "HEAD"];

    /// <summary>A route that answers 501, and what is missing.</summary>
    public static void MapUnsupported(this IEndpointRouteBuilder routes, string method, string pattern, string what) =>
        routes.MapMethods(pattern, [method], (RequestDelegate)(_ => throw new UnsupportedException($"{what} is not supported by this version")));

    public static void MapMissingParts(this IEndpointRouteBuilder routes)
    {
        foreach (string resource in (string[])["swarm", "nodes", "services", "tasks", "secrets", "configs"])
        {
            routes.MapMethods($"/{resource}/{{**rest}}", s_anyMethod, (RequestDelegate)(_ => throw new UnavailableException(NotInSwarm)));
        }

        routes.MapUnsupported("POST", "/build", "building images");
        routes.MapUnsupported("POST", "/session", "building images");
        routes.MapUnsupported("POST", "/grpc", "building images");
        routes.MapGet("/plugins", (RequestDelegate)(http => http.Response.WriteAsync("[]")));
        routes.MapFallback((RequestDelegate)(_ => throw new NotFoundException("page not found")));
    }
}
