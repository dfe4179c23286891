using Berth.Daemon.Hijacking;
using Berth.Daemon.Http;
using Berth.Engine.Containers;
using Berth.Engine.Containers.Attaching;
using Berth.Engine.Containers.Listing;
using Berth.Engine.Errors;
using Berth.Engine.Logs;
using Berth.Engine.Streams;
using Berth.EngineApi;
using Berth.EngineApi.Containers;

namespace Berth.Daemon.Endpoints;

/// <summary>Engine API, "Containers".</summary>
internal static class ContainerEndpoints
{
    public static void MapContainers(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/containers/json", List);
        routes.MapPost("/containers/create", Create);
        routes.MapPost("/containers/prune", Prune);
        routes.MapGet("/containers/{id}/json", Inspect);
        routes.MapGet("/containers/{id}/logs", Logs);
        routes.MapGet("/containers/{id}/top", Top);
        routes.MapPost("/containers/{id}/start", Start);
        routes.MapPost("/containers/{id}/stop", Stop);
        routes.MapPost("/containers/{id}/restart", Restart);
        routes.MapPost("/containers/{id}/kill", Kill);
        routes.MapPost("/containers/{id}/pause", Pause);
        routes.MapPost("/containers/{id}/unpause", Unpause);
        routes.MapPost("/containers/{id}/rename", Rename);
        routes.MapPost("/containers/{id}/update", Update);
        routes.MapPost("/containers/{id}/resize", Resize);
        routes.MapPost("/containers/{id}/attach", Attach);
        routes.MapPost("/containers/{id}/wait", Wait);
        routes.MapDelete("/containers/{id}", Remove);
        routes.MapGet("/containers/{id}/attach/ws", AttachWebSocket);
    }

    private static Task List(HttpContext http, ContainerService containers)
    {
        var request = new ListRequest
        {
            All = http.QueryFlag("all"),
            Limit = http.QueryNumber("limit") ?? -1,
            Size = http.QueryFlag("size"),
            Filters = Filters.Parse(http.QueryText("filters")),
        };
        return http.WriteJsonAsync(containers.List(request), EngineApiJson.Wire.IReadOnlyListContainerSummary);
    }

    private static async Task Create(HttpContext http, ContainerService containers)
    {
        CreateContainerRequest request = await http.ReadJsonAsync(EngineApiJson.Wire.CreateContainerRequest);
        if (request.IsEmpty)
        {
            throw new InvalidParameterException("config cannot be empty in order to create a container");
        }

        CreateContainerResponse created = await containers.CreateAsync(http.QueryText("name"), http.QueryText("platform"), CreateRequests.ForVersion(request, http.RequestedProtocol()));
        await http.WriteJsonAsync(created, EngineApiJson.Wire.CreateContainerResponse, StatusCodes.Status201Created);
    }

    private static async Task Prune(HttpContext http, ContainerService containers)
    {
        ContainersPruneResponse pruned = await containers.PruneAsync(Filters.Parse(http.QueryText("filters")));
        await http.WriteJsonAsync(pruned, EngineApiJson.Wire.ContainersPruneResponse);
    }

    private static Task Inspect(string id, HttpContext http, ContainerService containers) =>
        http.WriteJsonAsync(ContainerInspects.ForVersion(containers.Inspect(id, http.QueryFlag("size")), http.RequestedProtocol()), EngineApiJson.Wire.ContainerInspect);

    private static Task Top(string id, HttpContext http, ContainerService containers) =>
        http.WriteJsonAsync(containers.Top(id, http.QueryText("ps_args")), EngineApiJson.Wire.ContainerTopResponse);

    private static async Task Start(string id, HttpContext http, ContainerService containers)
    {
        // An object with anything in it has at least 7 characters; of a body in chunks nobody knows.
        if (http.Request.ContentLength > 7 || http.Request.Headers.TransferEncoding.Count > 0)
        {
            throw new InvalidParameterException(
                "starting container with non-empty request body was deprecated since API v1.22 and removed in v1.24");
        }

        await containers.StartAsync(id, http.RequestAborted);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task Stop(string id, HttpContext http, ContainerService containers)
    {
        await containers.StopAsync(id, StopSignal(http), http.QueryNumber("t"));
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>Since API 1.42; before, the query value was none and was ignored.</summary>
    private static string? StopSignal(HttpContext http) =>
        http.RequestedProtocol() >= new ProtocolVersion(1, 42) ? http.QueryText("signal") : null;

    private static async Task Restart(string id, HttpContext http, ContainerService containers)
    {
        await containers.RestartAsync(id, StopSignal(http), http.QueryNumber("t"));
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task Kill(string id, HttpContext http, ContainerService containers)
    {
        await containers.KillAsync(id, http.QueryText("signal"), http.RequestAborted);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task Pause(string id, HttpContext http, ContainerService containers)
    {
        await containers.PauseAsync(id, http.RequestAborted);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task Unpause(string id, HttpContext http, ContainerService containers)
    {
        await containers.UnpauseAsync(id, http.RequestAborted);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task Rename(string id, HttpContext http, ContainerService containers)
    {
        await containers.RenameAsync(id, http.QueryText("name") ?? "", http.RequestAborted);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task Update(string id, HttpContext http, ContainerService containers)
    {
        HostConfig change = await http.ReadOptionalJsonAsync(EngineApiJson.Wire.HostConfig) ?? new HostConfig();
        IReadOnlyList<string> warnings = await containers.UpdateAsync(id, change, http.RequestAborted);
        await http.WriteJsonAsync(new ContainerUpdateResponse { Warnings = warnings.Count > 0 ? warnings : null }, EngineApiJson.Wire.ContainerUpdateResponse);
    }

    private static async Task Remove(string id, HttpContext http, ContainerService containers)
    {
        if (http.QueryFlag("link"))
        {
            throw new UnsupportedException("links between containers are not supported by this version");
        }

        await containers.RemoveAsync(id, http.QueryFlag("force"), http.QueryFlag("v"), http.RequestAborted);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task Resize(string id, HttpContext http, ContainerService containers)
    {
        (int rows, int columns) = http.QueryTerminalSize();
        await containers.ResizeAsync(id, rows, columns, http.RequestAborted);
    }

    private static async Task Wait(string id, HttpContext http, ContainerService containers)
    {
        // Conditions came with API 1.30.
        string? asked = http.RequestedProtocol() < new ProtocolVersion(1, 30) ? null : http.QueryText("condition");
        WaitCondition condition = asked switch
        {
            null or "not-running" => WaitCondition.NotRunning,
            "next-exit" => WaitCondition.NextExit,
            "removed" => WaitCondition.Removed,
            string other => throw new InvalidParameterException($"invalid condition: \"{other}\""),
        };
        Task<ContainerEnd> exit = containers.BeginWait(id, condition);

        // Clients start the container once they see the head of this answer.
        await http.StartStreamAsync("application/json");
        ContainerEnd end = await exit.WaitAsync(http.StreamAborted());
        var answer = new ContainerWaitResponse
        {
            StatusCode = end.ExitCode,
            Error = end.Error.Length == 0 ? null : new ContainerWaitError { Message = end.Error },
        };
        await http.WriteJsonLineAsync(answer, EngineApiJson.Wire.ContainerWaitResponse);
    }

    private static async Task Logs(string id, HttpContext http, ContainerService containers, TimeProvider time)
    {
        string tail = http.QueryText("tail") ?? "all";
        LogSession logs = containers.OpenLogs(id, new LogRequest
        {
            Stdout = http.QueryFlag("stdout"),
            Stderr = http.QueryFlag("stderr"),
            Follow = http.QueryFlag("follow"),
            Timestamps = http.QueryFlag("timestamps"),
            Details = http.QueryFlag("details"),
            Tail = int.TryParse(tail, out int lines) && lines >= 0 ? lines : null,
            Since = QueryTime.Parse(http.QueryText("since"), time.GetUtcNow()),
            Until = QueryTime.Parse(http.QueryText("until"), time.GetUtcNow()),
        });
        await http.StartStreamAsync(logs.Framed ? HijackedStream.MultiplexedStream : HijackedStream.RawStream);
        await logs.CopyToAsync(http.Response.BodyWriter, http.StreamAborted());
    }

    private static async Task AttachWebSocket(string id, HttpContext http, ContainerService containers)
    {
        // Clients of older versions could not choose.
        bool chooses = http.RequestedProtocol() >= new ProtocolVersion(1, 42);
        var request = new AttachOptions
        {
            Stdin = !chooses || http.QueryFlag("stdin"),
            Stdout = !chooses || http.QueryFlag("stdout"),
            Stderr = !chooses || http.QueryFlag("stderr"),
            Stream = http.QueryFlag("stream"),
            Logs = http.QueryFlag("logs"),
            Plain = true,
            DetachKeys = DetachKeys.Parse(http.QueryText("detachKeys")),
        };
        WebSocketStream.Check(http);
        await using AttachSession session = await containers.AttachAsync(id, request, http.RequestAborted);
        await using WebSocketStream client = await WebSocketStream.StartAsync(http, http.RequestedProtocol() >= new ProtocolVersion(1, 28));
        await session.RunAsync(client, http.Stopping());
    }

    private static async Task Attach(string id, HttpContext http, ContainerService containers)
    {
        var request = new AttachOptions
        {
            Stdin = http.QueryFlag("stdin"),
            Stdout = http.QueryFlag("stdout"),
            Stderr = http.QueryFlag("stderr"),
            Stream = http.QueryFlag("stream"),
            Logs = http.QueryFlag("logs"),
            DetachKeys = DetachKeys.Parse(http.QueryText("detachKeys")),
        };
        await using AttachSession session = await containers.AttachAsync(id, request, http.RequestAborted);
        await using HijackedStream client = await http.HijackAsync(session.HasTerminal);
        await session.RunAsync(client, http.Stopping());
    }
}
