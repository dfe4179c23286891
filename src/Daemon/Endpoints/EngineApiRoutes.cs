namespace Berth.Daemon.Endpoints;

/// <summary>Every route of the daemon.</summary>
internal static class EngineApiRoutes
{
    public static void MapEngineApi(this IEndpointRouteBuilder routes)
    {
        routes.MapSystem();
        routes.MapContainers();
        routes.MapContainerFiles();
        routes.MapStatistics();
        routes.MapExec();
        routes.MapImages();
        routes.MapImageVerification();
        routes.MapRegistries();
        routes.MapNetworks();
        routes.MapVolumes();
        routes.MapBuilder();
        routes.MapSwarm();
        routes.MapPlugins();
        routes.MapMissingParts();
    }
}
