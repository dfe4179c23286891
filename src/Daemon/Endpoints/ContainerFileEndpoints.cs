using System.Text.Json;
using Berth.Daemon.Http;
using Berth.Engine.Containers;
using Berth.Engine.Containers.Files;
using Berth.Engine.Errors;
using Berth.EngineApi;
using Berth.EngineApi.Containers;

namespace Berth.Daemon.Endpoints;

/// <summary>Engine API, "Containers" and "Images": what is done with a container's files.</summary>
internal static class ContainerFileEndpoints
{
    public static void MapContainerFiles(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/containers/{id}/changes", Changes);
        routes.MapGet("/containers/{id}/export", Export);
        routes.MapPost("/commit", Commit);
        routes.MapMethods("/containers/{id}/archive", ["HEAD"], Stat);
        routes.MapGet("/containers/{id}/archive", Archive);
        routes.MapPut("/containers/{id}/archive", Extract);
    }

    private static async Task Changes(string id, HttpContext http, ContainerService containers)
    {
        IReadOnlyList<FilesystemChange> changes = await containers.ChangesAsync(id, http.RequestAborted);

        // No changes are null, as Go writes an empty list that was never made; clients know it.
        await http.WriteJsonAsync(changes.Count == 0 ? null! : changes, EngineApiJson.Wire.IReadOnlyListFilesystemChange);
    }

    private static Task Export(string id, HttpContext http, ContainerService containers)
    {
        Func<Stream, CancellationToken, Task> export = containers.Export(id);
        http.Response.ContentType = "application/x-tar";
        return export(http.Response.Body, http.StreamAborted());
    }

    private static Task Stat(string id, HttpContext http, ContainerService containers)
    {
        WriteStat(http, containers.StatPath(id, http.QueryText("path")));
        http.Response.ContentType = "application/json";
        return Task.CompletedTask;
    }

    private static async Task Archive(string id, HttpContext http, ContainerService containers)
    {
        using ContainerArchive archive = containers.OpenArchive(id, http.QueryText("path"));
        WriteStat(http, archive.Stat);
        http.Response.ContentType = "application/x-tar";
        await archive.CopyToAsync(http.Response.Body, http.StreamAborted());
    }

    private static Task Extract(string id, HttpContext http, ContainerService containers)
    {
        var request = new ExtractRequest
        {
            Path = http.QueryText("path"),
            NoOverwriteDirNonDir = http.QueryFlag("noOverwriteDirNonDir"),
            CopyUidGid = http.QueryFlag("copyUIDGID"),
        };
        return containers.ExtractAsync(id, request, http.Request.Body, http.StreamAborted());
    }

    private static void WriteStat(HttpContext http, ContainerPathStat stat) =>
        http.Response.Headers[ContainerPathStat.Header] =
            Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(stat, EngineApiJson.Wire.ContainerPathStat));

    private static async Task Commit(HttpContext http, ContainerService containers)
    {
        ContainerConfig? config = await http.ReadOptionalJsonAsync(EngineApiJson.Wire.CreateContainerRequest);
        var request = new CommitRequest
        {
            Container = http.QueryText("container") ?? throw new InvalidParameterException("invalid name or ID supplied: \"\""),
            Config = config?.ToConfig(),
            Repository = http.QueryText("repo"),
            Tag = http.QueryText("tag"),
            Author = http.QueryText("author"),
            Comment = http.QueryText("comment"),
            Changes = [.. http.Request.Query["changes"].OfType<string>()],
            Pause = http.QueryText("pause") is null || http.QueryFlag("pause"),
        };
        Oci.Digest id = await containers.CommitAsync(request, http.RequestAborted);
        await http.WriteJsonAsync(new IdResponse { Id = id.ToString() }, EngineApiJson.Wire.IdResponse, StatusCodes.Status201Created);
    }
}
