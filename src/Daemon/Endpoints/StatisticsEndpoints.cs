using Berth.Daemon.Http;
using Berth.Engine.Errors;
using Berth.Engine.Statistics;
using Berth.EngineApi;
using Berth.EngineApi.Containers;

namespace Berth.Daemon.Endpoints;

/// <summary>Engine API, "Containers": what they use.</summary>
internal static class StatisticsEndpoints
{
    public static void MapStatistics(this IEndpointRouteBuilder routes) => routes.MapGet("/containers/{id}/stats", Stats);

    private static async Task Stats(string id, HttpContext http, StatisticsService statistics)
    {
        bool stream = http.QueryFlag("stream", absent: true);
        bool oneShot = http.QueryFlag("one-shot") && http.RequestedProtocol() >= new ProtocolVersion(1, 41);
        if (stream && oneShot)
        {
            throw new InvalidParameterException("cannot have stream=true and one-shot=true");
        }

        if (!stream)
        {
            ContainerStats stats = oneShot ? statistics.ReadOnce(id) : await statistics.ReadPairAsync(id, http.RequestAborted);
            await http.WriteJsonAsync(stats, EngineApiJson.Wire.ContainerStats);
            return;
        }

        CancellationToken aborted = http.StreamAborted();
        IAsyncEnumerable<ContainerStats> frames = statistics.WatchAsync(id, aborted);
        await http.StartStreamAsync("application/json");
        try
        {
            await foreach (ContainerStats frame in frames)
            {
                await http.WriteJsonLineAsync(frame, EngineApiJson.Wire.ContainerStats);
            }
        }
        catch (OperationCanceledException)
        {
            // The client has gone, or the daemon ends: the stream does, too.
        }
    }
}
