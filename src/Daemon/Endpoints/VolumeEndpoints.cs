using Berth.Daemon.Http;
using Berth.Engine.Volumes;
using Berth.EngineApi;
using Berth.EngineApi.Volumes;

namespace Berth.Daemon.Endpoints;

/// <summary>Engine API, "Volumes".</summary>
internal static class VolumeEndpoints
{
    public static void MapVolumes(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/volumes", List);
        routes.MapPost("/volumes/create", Create);
        routes.MapPost("/volumes/prune", Prune);
        routes.MapGet("/volumes/{name}", Inspect);
        routes.MapPut("/volumes/{name}", (RequestDelegate)(static _ =>
        {
            VolumeService.Update();
            return Task.CompletedTask;
        }));
        routes.MapDelete("/volumes/{name}", Remove);
    }

    private static Task List(HttpContext http, VolumeService volumes) => http.WriteJsonAsync(
        new VolumeListResponse { Volumes = volumes.List(Filters.Parse(http.QueryText("filters"))) }, EngineApiJson.Wire.VolumeListResponse);

    private static async Task Create(HttpContext http, VolumeService volumes)
    {
        VolumeCreateRequest request = await http.ReadOptionalJsonAsync(EngineApiJson.Wire.VolumeCreateRequest) ?? new VolumeCreateRequest();
        await http.WriteJsonAsync(volumes.Create(request), EngineApiJson.Wire.Volume, StatusCodes.Status201Created);
    }

    private static Task Inspect(string name, HttpContext http, VolumeService volumes) =>
        http.WriteJsonAsync(volumes.Inspect(name), EngineApiJson.Wire.Volume);

    private static Task Remove(string name, HttpContext http, VolumeService volumes)
    {
        volumes.Remove(name, http.QueryFlag("force"));
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    /// <summary>Up to API 1.41 a prune took volumes that have a name, too.</summary>
    private static Task Prune(HttpContext http, VolumeService volumes) => http.WriteJsonAsync(
        volumes.Prune(Filters.Parse(http.QueryText("filters")), takesNamed: http.RequestedProtocol() < new ProtocolVersion(1, 42)),
        EngineApiJson.Wire.VolumesPruneResponse);
}
