using Berth.Daemon.Http;
using Berth.Engine.Errors;

namespace Berth.Daemon.Endpoints;

/// <summary>Parts of the Engine API that are not there: each says so in its own words.</summary>
internal static class UnsupportedEndpoints
{
    private const string Experimental =
        "This experimental feature is disabled by default. Start the Docker daemon in experimental mode in order to enable it.";

    /// <summary>A route that answers 501, and what is missing.</summary>
    public static void MapUnsupported(this IEndpointRouteBuilder routes, string method, string pattern, string what) =>
        routes.MapRefused([method], pattern, new UnsupportedException($"{what} is not supported by this version"));

    public static void MapMissingParts(this IEndpointRouteBuilder routes)
    {
        routes.MapUnsupported("POST", "/build", "building images");
        routes.MapUnsupported("POST", "/session", "building images");
        routes.MapUnsupported("POST", "/grpc", "building images");
        routes.MapPost("/build/cancel", (RequestDelegate)(_ => Task.CompletedTask)); // there is none that could be
        var experimental = new UnsupportedException(Experimental);
        routes.MapRefused(["GET", "POST"], "/containers/{id}/checkpoints", experimental);
        routes.MapRefused(["DELETE"], "/containers/{id}/checkpoints/{checkpoint}", experimental);
        routes.MapMethods("/{**path}", ["OPTIONS"], (RequestDelegate)(_ => Task.CompletedTask));
        var unknown = new NotFoundException("page not found");
        routes.MapFallback("/{**path}", (RequestDelegate)(_ => throw unknown)).Refusing(unknown);
    }

    /// <summary>A route that answers with an error, whatever is asked.</summary>
    public static void MapRefused(this IEndpointRouteBuilder routes, string[] methods, string pattern, EngineException error) =>
        routes.MapMethods(pattern, methods, (RequestDelegate)(_ => throw error)).Refusing(error);

    /// <summary>Notes what a route answers in the end, that looks at its request first.</summary>
    public static void Refusing(this IEndpointConventionBuilder route, EngineException error) =>
        route.WithMetadata(new Refusal(ErrorMapping.Status(error), error.Message));
}
