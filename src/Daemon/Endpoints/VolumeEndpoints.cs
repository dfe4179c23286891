namespace Berth.Daemon.Endpoints;

/// <summary>Engine API, "Volumes". Containers have volumes; looking after them by themselves is not there yet.</summary>
internal static class VolumeEndpoints
{
    private const string Own = "looking after volumes";

    public static void MapVolumes(this IEndpointRouteBuilder routes)
    {
        routes.MapUnsupported("GET", "/volumes", Own);
        routes.MapUnsupported("POST", "/volumes/create", Own);
        routes.MapUnsupported("POST", "/volumes/prune", Own);
        routes.MapUnsupported("GET", "/volumes/{name}", Own);
        routes.MapUnsupported("DELETE", "/volumes/{name}", Own);
    }
}
