using Berth.Daemon.Http;
using Berth.Engine.Networks;
using Berth.EngineApi;

namespace Berth.Daemon.Endpoints;

/// <summary>Engine API, "Networks": the ones that every engine has.</summary>
internal static class NetworkEndpoints
{
    private const string Own = "networks of one's own";

    public static void MapNetworks(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/networks", List);
        routes.MapGet("/networks/{id}", Inspect);
        routes.MapUnsupported("POST", "/networks/create", Own);
        routes.MapPost("/networks/prune", Prune);
        routes.MapUnsupported("DELETE", "/networks/{id}", Own);
        routes.MapUnsupported("POST", "/networks/{id}/connect", Own);
        routes.MapUnsupported("POST", "/networks/{id}/disconnect", Own);
    }

    private static Task List(HttpContext http, NetworkService networks) => http.WriteJsonAsync(
        networks.List(Filters.Parse(http.QueryText("filters"))), EngineApiJson.Wire.IReadOnlyListNetworkInspect);

    private static Task Prune(HttpContext http, NetworkService networks) => http.WriteJsonAsync(
        networks.Prune(Filters.Parse(http.QueryText("filters"))), EngineApiJson.Wire.NetworksPruneResponse);

    private static Task Inspect(string id, HttpContext http, NetworkService networks) =>
        http.WriteJsonAsync(networks.Inspect(id), EngineApiJson.Wire.NetworkInspect);
}
