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

    /// <summary><c>HEAD /containers/{id}/archive</c>: what a path is; a symbolic link is not followed.</summary>
    /// <exception cref="EngineApiException">404: nothing is there.</exception>
    public ContainerPathStat StatPath(string id, string path)
    {
        using var response = Send(new EngineRequest("HEAD", Container(id, "archive").Add("path", path).ToString()));
        return PathStat(response);
    }

    /// <summary><c>GET /containers/{id}/archive</c>; the body is a tar archive.</summary>
    public EngineResponse GetArchive(string id, string path, out ContainerPathStat stat)
    {
        var response = Send(new EngineRequest("GET", Container(id, "archive").Add("path", path).ToString()));
        try
        {
            stat = PathStat(response);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary><c>PUT /containers/{id}/archive</c>: unpacks an archive into a directory; what is there keeps its kind.</summary>
    /// <param name="id">The container.</param>
    /// <param name="path">The directory.</param>
    /// <param name="archive">A tar archive, compressed or not.</param>
    /// <param name="copyOwner">Files get the container's user as their owner.</param>
    public void PutArchive(string id, string path, Stream archive, bool copyOwner)
    {
        var query = Container(id, "archive").Add("path", path).Add("noOverwriteDirNonDir", "true").Add("copyUIDGID", copyOwner ? "true" : null);
        using var response = Send(new EngineRequest("PUT", query.ToString()) { Upload = archive, ContentType = "application/x-tar" });
        response.Body.CopyTo(Stream.Null);
    }

    private static ContainerPathStat PathStat(EngineResponse response)
    {
        var text = response.Head[ContainerPathStat.Header] ?? throw new InvalidDataException($"the daemon's answer has no {ContainerPathStat.Header}");
        try
        {
            return JsonSerializer.Deserialize(Convert.FromBase64String(text), EngineApiJson.Wire.ContainerPathStat)
                ?? throw new InvalidDataException("the daemon answered null");
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw new InvalidDataException($"the daemon's {ContainerPathStat.Header} cannot be read", e);
        }
    }
}
