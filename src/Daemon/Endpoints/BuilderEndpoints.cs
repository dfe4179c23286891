using Berth.Daemon.Http;
using Berth.Engine.Builder;
using Berth.EngineApi;

namespace Berth.Daemon.Endpoints;

/// <summary>What of building there is: the pruning of a cache.</summary>
internal static class BuilderEndpoints
{
    public static void MapBuilder(this IEndpointRouteBuilder routes) => routes.MapPost("/build/prune", Prune);

    private static Task Prune(HttpContext http, BuildCache cache) => http.WriteJsonAsync(
        cache.Prune(Filters.Parse(http.QueryText("filters")), http.QueryText("keep-storage")), EngineApiJson.Wire.BuildCachePruneResponse);
}
