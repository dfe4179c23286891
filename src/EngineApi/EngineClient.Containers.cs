using Berth.EngineApi.Containers;
using Berth.EngineApi.Exec;
using Berth.EngineApi.Http;

namespace Berth.EngineApi;

// Containers and the processes executed in them.
public sealed partial class EngineClient
{
    /// <summary><c>POST /containers/create</c>.</summary>
    public CreateContainerResponse CreateContainer(CreateContainerRequest request, string? name, string? platform) =>
        Post(
            new Query("/containers/create").Add("name", name).Add("platform", platform).ToString(),
            request,
            EngineApiJson.Wire.CreateContainerRequest,
            EngineApiJson.Wire.CreateContainerResponse);

    /// <summary><c>GET /containers/json</c>.</summary>
    public IReadOnlyList<ContainerSummary> ListContainers(bool all, int? limit, bool size, Filters filters) =>
        Get(
            new Query("/containers/json").Add("all", all).Add("limit", limit).Add("size", size).Add(filters).ToString(),
            EngineApiJson.Wire.IReadOnlyListContainerSummary);

    /// <summary><c>GET /containers/{id}/json</c>.</summary>
    public ContainerInspect InspectContainer(string id) => Get(Container(id, "json").ToString(), EngineApiJson.Wire.ContainerInspect);

    /// <summary>The same as the daemon wrote it.</summary>
    public byte[] InspectContainerJson(string id, bool size) => GetBytes(Container(id, "json").Add("size", size).ToString());

    /// <summary><c>GET /containers/{id}/top</c>.</summary>
    /// <param name="id">The container.</param>
    /// <param name="arguments">Arguments of ps(1); empty leaves the choice to the daemon.</param>
    public ContainerTopResponse TopContainer(string id, string arguments) =>
        Get(Container(id, "top").Add("ps_args", arguments).ToString(), EngineApiJson.Wire.ContainerTopResponse);

    /// <summary><c>GET /containers/{id}/stats</c>, to be read with <see cref="ReadStats"/>.</summary>
    /// <param name="id">The container.</param>
    /// <param name="stream">One a second until it is removed; else one.</param>
    public EngineResponse OpenStats(string id, bool stream) =>
        Send(new EngineRequest("GET", Container(id, "stats").Add("stream", stream ? "1" : "0").ToString()));

    /// <summary>The frames of <see cref="OpenStats"/> as they come.</summary>
    public static IEnumerable<ContainerStats> ReadStats(EngineResponse response)
    {
        using var lines = new StreamReader(response.Body, leaveOpen: true);
        while (lines.ReadLine() is { } line)
        {
            if (line.Length > 0 && JsonSerializer.Deserialize(line, EngineApiJson.Wire.ContainerStats) is { } stats)
            {
                yield return stats;
            }
        }
    }

    /// <summary><c>POST /containers/{id}/start</c>.</summary>
    public void StartContainer(string id, string? detachKeys = null) => Post(Container(id, "start").Add("detachKeys", detachKeys).ToString());

    /// <summary><c>POST /containers/{id}/stop</c>; the timeout is in seconds.</summary>
    public void StopContainer(string id, string? signal, int? timeout) =>
        Post(Container(id, "stop").Add("signal", signal).Add("t", timeout).ToString());

    /// <summary><c>POST /containers/{id}/restart</c>; the timeout is in seconds.</summary>
    public void RestartContainer(string id, string? signal, int? timeout) =>
        Post(Container(id, "restart").Add("signal", signal).Add("t", timeout).ToString());

    /// <summary><c>POST /containers/{id}/kill</c>.</summary>
    public void KillContainer(string id, string? signal) => Post(Container(id, "kill").Add("signal", signal).ToString());

    /// <summary><c>POST /containers/{id}/pause</c>.</summary>
    public void PauseContainer(string id) => Post(Container(id, "pause").ToString());

    /// <summary><c>POST /containers/{id}/unpause</c>.</summary>
    public void UnpauseContainer(string id) => Post(Container(id, "unpause").ToString());

    /// <summary><c>POST /containers/{id}/rename</c>.</summary>
    public void RenameContainer(string id, string name) => Post(Container(id, "rename").Add("name", name).ToString());

    /// <summary><c>POST /containers/{id}/update</c>.</summary>
    public ContainerUpdateResponse UpdateContainer(string id, UpdateContainerRequest request) => Post(
        Container(id, "update").ToString(), request, EngineApiJson.Wire.UpdateContainerRequest, EngineApiJson.Wire.ContainerUpdateResponse);

    /// <summary><c>POST /containers/{id}/resize</c>, in characters.</summary>
    public void ResizeContainer(string id, int height, int width) =>
        Post(Container(id, "resize").Add("h", height).Add("w", width).ToString());

    /// <summary><c>DELETE /containers/{id}</c>.</summary>
    public void RemoveContainer(string id, bool force, bool volumes, bool link)
    {
        var target = new Query("/containers/" + Query.Escape(id)).Add("force", force).Add("v", volumes).Add("link", link).ToString();
        using var response = Send(new EngineRequest("DELETE", target));
        response.Body.CopyTo(Stream.Null);
    }

    /// <summary><c>POST /containers/prune</c>.</summary>
    public ContainersPruneResponse PruneContainers(Filters filters) =>
        Prune(new Query("/containers/prune"), filters, EngineApiJson.Wire.ContainersPruneResponse);

    /// <summary><c>GET /containers/{id}/logs</c>; the body is framed unless the container has a terminal.</summary>
    public EngineResponse OpenLogs(string id, LogsRequest logs)
    {
        var target = Container(id, "logs").Add("stdout", logs.Stdout).Add("stderr", logs.Stderr).Add("follow", logs.Follow)
            .Add("timestamps", logs.Timestamps).Add("details", logs.Details).Add("since", logs.Since).Add("until", logs.Until)
            .Add("tail", logs.Tail);
        return Send(new EngineRequest("GET", target.ToString()));
    }

    /// <summary>
    /// <c>POST /containers/{id}/wait</c>. The daemon sends its headers when it has begun to wait, which is when this returns; the
    /// answer is read with <see cref="FinishWait"/>.
    /// </summary>
    /// <param name="id">The container.</param>
    /// <param name="condition"><c>not-running</c>, <c>next-exit</c>, <c>removed</c>; null is the first.</param>
    public EngineResponse BeginWait(string id, string? condition) =>
        Send(new EngineRequest("POST", Container(id, "wait").Add("condition", condition).ToString()));

    /// <summary>Blocks until the wait ends.</summary>
    public static ContainerWaitResponse FinishWait(EngineResponse response)
    {
        using (response)
        {
            return ReadJson(response, EngineApiJson.Wire.ContainerWaitResponse);
        }
    }

    /// <summary><c>POST /containers/{id}/attach</c>.</summary>
    public HijackedStream Attach(string id, AttachRequest attach)
    {
        var target = Container(id, "attach").Add("stream", true).Add("stdin", attach.Stdin).Add("stdout", attach.Stdout)
            .Add("stderr", attach.Stderr).Add("logs", attach.Logs).Add("detachKeys", attach.DetachKeys);
        return Hijack(new EngineRequest("POST", target.ToString()));
    }

    /// <summary><c>POST /containers/{id}/exec</c>; the exec's ID.</summary>
    public string CreateExec(string id, ExecCreateRequest request) =>
        Post(Container(id, "exec").ToString(), request, EngineApiJson.Wire.ExecCreateRequest, EngineApiJson.Wire.IdResponse).Id;

    /// <summary><c>POST /exec/{id}/start</c> without streams.</summary>
    public void StartExecDetached(string execId, ExecStartRequest request)
    {
        using var response = Send(ExecStart(execId, request));
        response.Body.CopyTo(Stream.Null);
    }

    /// <summary><c>POST /exec/{id}/start</c> with the streams on the connection.</summary>
    public HijackedStream StartExec(string execId, ExecStartRequest request) => Hijack(ExecStart(execId, request));

    /// <summary><c>GET /exec/{id}/json</c>.</summary>
    public ExecInspect InspectExec(string execId) => Get($"/exec/{Query.Escape(execId)}/json", EngineApiJson.Wire.ExecInspect);

    /// <summary><c>POST /exec/{id}/resize</c>, in characters.</summary>
    public void ResizeExec(string execId, int height, int width) =>
        Post(new Query($"/exec/{Query.Escape(execId)}/resize").Add("h", height).Add("w", width).ToString());

    private static Query Container(string id, string action) => new($"/containers/{Query.Escape(id)}/{action}");

    private static EngineRequest ExecStart(string execId, ExecStartRequest request) =>
        new("POST", $"/exec/{Query.Escape(execId)}/start")
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(request, EngineApiJson.Wire.ExecStartRequest),
        };
}
