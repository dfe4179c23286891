using Berth.Daemon.Http;
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
        routes.MapRefused([method], pattern, new UnsupportedException($"{what} is not supported by this version"));

    public static void MapMissingParts(this IEndpointRouteBuilder routes)
    {
        foreach (string resource in (string[])["swarm", "nodes", "services", "tasks", "secrets", "configs"])
        {
            routes.MapRefused(s_anyMethod, $"/{resource}/{{**rest}}", new UnavailableException(NotInSwarm));
        }

        routes.MapUnsupported("POST", "/build", "building images");
        routes.MapUnsupported("POST", "/session", "building images");
        routes.MapUnsupported("POST", "/grpc", "building images");
        routes.MapGet("/plugins", (RequestDelegate)(http => http.Response.WriteAsync("[]")));
        var unknown = new NotFoundException("page not found");
        routes.MapFallback((RequestDelegate)(_ => throw unknown)).WithMetadata(Describe(unknown));
    }

    /// <summary>A route that answers with an error, whatever is asked.</summary>
    private static void MapRefused(this IEndpointRouteBuilder routes, string[] methods, string pattern, EngineException error) =>
        routes.MapMethods(pattern, methods, (RequestDelegate)(_ => throw error)).WithMetadata(Describe(error));

    private static Refusal Describe(EngineException error) => new(ErrorMapping.Status(error), error.Message);
}
