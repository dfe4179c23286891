using Berth.EngineApi.Containers;
using Berth.EngineApi.Http;

namespace Berth.EngineApi;

// What is done with a container's files.
public sealed partial class EngineClient
{
    /// <summary><c>GET /containers/{id}/changes</c>; empty where there are none.</summary>
    public IReadOnlyList<FilesystemChange> ContainerChanges(string id)
    {
        byte[] json = GetBytes(Container(id, "changes").ToString());
        return JsonSerializer.Deserialize(json, EngineApiJson.Wire.IReadOnlyListFilesystemChange) ?? [];
    }

    /// <summary><c>GET /containers/{id}/export</c>; the body is a tar archive.</summary>
    public EngineResponse ExportContainer(string id) => Send(new EngineRequest("GET", Container(id, "export").ToString()));

    /// <summary><c>POST /commit</c>; the image's ID.</summary>
    public string Commit(CommitContainer commit)
    {
        var query = new Query("/commit").Add("container", commit.Container).Add("repo", commit.Repository).Add("tag", commit.Tag)
            .Add("comment", commit.Comment).Add("author", commit.Author).Add("pause", commit.Pause ? "1" : "0");
        foreach (var change in commit.Changes)
        {
            query.Add("changes", change);
        }

        using var response = Send(new EngineRequest("POST", query.ToString()));
        return ReadJson(response, EngineApiJson.Wire.IdResponse).Id;
    }
}
