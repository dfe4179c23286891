using Berth.Daemon.Http;
using Berth.Engine.Containers;
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
