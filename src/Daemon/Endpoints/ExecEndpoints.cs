using Berth.Daemon.Hijacking;
using Berth.Daemon.Http;
using Berth.Engine.Exec;
using Berth.EngineApi;
using Berth.EngineApi.Exec;

namespace Berth.Daemon.Endpoints;

/// <summary>Engine API, "Exec".</summary>
internal static class ExecEndpoints
{
    public static void MapExec(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/containers/{id}/exec", Create);
        routes.MapPost("/exec/{id}/start", Start);
        routes.MapPost("/exec/{id}/resize", Resize);
        routes.MapGet("/exec/{id}/json", Inspect);
    }

    private static async Task Create(string id, HttpContext http, ExecService execs)
    {
        ExecCreateRequest request = await http.ReadOptionalJsonAsync(EngineApiJson.Wire.ExecCreateRequest) ?? new ExecCreateRequest();
        if (http.RequestedProtocol() < new ProtocolVersion(1, 42))
        {
            request = request with { ConsoleSize = null };
        }

        await http.WriteJsonAsync(
            new IdResponse { Id = execs.Create(id, request) }, EngineApiJson.Wire.IdResponse, StatusCodes.Status201Created);
    }

    private static async Task Start(string id, HttpContext http, ExecService execs)
    {
        ExecStartRequest request = await http.ReadOptionalJsonAsync(EngineApiJson.Wire.ExecStartRequest) ?? new ExecStartRequest();
        if (request.Detach)
        {
            await execs.StartDetachedAsync(id, request);
            return;
        }

        ExecAttachment attachment = await execs.PrepareAsync(id, request);
        await using HijackedStream client = await http.HijackAsync(attachment.HasTerminal);
        await attachment.RunAsync(client, http.Stopping());
    }

    private static async Task Resize(string id, HttpContext http, ExecService execs)
    {
        (int rows, int columns) = http.QueryTerminalSize();
        await execs.ResizeAsync(id, rows, columns, http.RequestAborted);
    }

    private static Task Inspect(string id, HttpContext http, ExecService execs) =>
        http.WriteJsonAsync(execs.Inspect(id), EngineApiJson.Wire.ExecInspect);
}
