using Berth.Daemon.Http;
using Berth.Engine.Volumes;
using Berth.EngineApi;

namespace Berth.Daemon.Endpoints;

/// <summary>Engine API, "Volumes". Containers have volumes; looking after them by themselves is not there yet.</summary>
internal static class VolumeEndpoints
{
    private const string Own = "looking after volumes";

    public static void MapVolumes(this IEndpointRouteBuilder routes)
    {
        routes.MapUnsupported("GET", "/volumes", Own);
        routes.MapUnsupported("POST", "/volumes/create", Own);
        routes.MapPost("/volumes/prune", Prune);
        routes.MapUnsupported("GET", "/volumes/{name}", Own);
        routes.MapUnsupported("DELETE", "/volumes/{name}", Own);
    }

    /// <summary>Up to API 1.41 a prune took volumes that have a name, too.</summary>
    private static Task Prune(HttpContext http, VolumeService volumes) => http.WriteJsonAsync(
        volumes.Prune(Filters.Parse(http.QueryText("filters")), takesNamed: http.RequestedProtocol() < new ProtocolVersion(1, 42)),
        EngineApiJson.Wire.VolumesPruneResponse);
}
