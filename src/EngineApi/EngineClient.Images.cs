using Berth.EngineApi.Http;
using Berth.EngineApi.Images;

namespace Berth.EngineApi;

// Images.
public sealed partial class EngineClient
{
    /// <summary><c>GET /images/json</c>.</summary>
    public IReadOnlyList<ImageSummary> ListImages(bool all, Filters filters) =>
        Get(new Query("/images/json").Add("all", all).Add(filters).ToString(), EngineApiJson.Wire.IReadOnlyListImageSummary);

    /// <summary><c>GET /images/{name}/json</c> as the daemon wrote it.</summary>
    /// <param name="name">Of the image, or its ID.</param>
    /// <param name="platform">What it must be for, as JSON; null: anything.</param>
    public byte[] InspectImageJson(string name, string? platform = null) =>
        GetBytes(new Query(Image(name, "json")).Add("platform", platform).ToString());

    /// <summary><c>GET /images/{name}/history</c>, newest first.</summary>
    /// <param name="name">Of the image, or its ID.</param>
    /// <param name="platform">What it must be for, as JSON; null: anything.</param>
    public IReadOnlyList<ImageHistoryItem> ImageHistory(string name, string? platform = null) =>
        Get(new Query(Image(name, "history")).Add("platform", platform).ToString(), EngineApiJson.Wire.IReadOnlyListImageHistoryItem);

    /// <summary><c>POST /images/{name}/tag</c>.</summary>
    public void TagImage(string name, string repository, string? tag) =>
        Post(new Query(Image(name, "tag")).Add("repo", repository).Add("tag", tag).ToString());

    /// <summary><c>DELETE /images/{name}</c>.</summary>
    /// <param name="name">Of the image, or its ID.</param>
    /// <param name="force">Also where several names or a stopped container use it.</param>
    /// <param name="noPrune">Without parents that nothing names any more.</param>
    /// <param name="platforms">What to remove of it, as JSON each; none: all.</param>
    public IReadOnlyList<ImageDeleteItem> RemoveImage(string name, bool force, bool noPrune, IReadOnlyList<string> platforms)
    {
        var query = new Query("/images/" + Query.Escape(name)).Add("force", force).Add("noprune", noPrune);
        foreach (var platform in platforms)
        {
            query.Add("platforms", platform);
        }

        using var response = Send(new EngineRequest("DELETE", query.ToString()));
        return ReadJson(response, EngineApiJson.Wire.IReadOnlyListImageDeleteItem);
    }

    /// <summary><c>POST /images/prune</c>.</summary>
    public ImagesPruneResponse PruneImages(Filters filters) => Prune(new Query("/images/prune"), filters, EngineApiJson.Wire.ImagesPruneResponse);

    /// <summary><c>POST /images/create</c> from a registry; the body is a progress stream.</summary>
    /// <param name="repository">Its name.</param>
    /// <param name="tagOrDigest">Null: every tag.</param>
    /// <param name="platform">Null or empty: the daemon's.</param>
    /// <param name="registryAuth">The <c>X-Registry-Auth</c> header.</param>
    public EngineResponse PullImage(string repository, string? tagOrDigest, string? platform, string registryAuth)
    {
        var query = new Query("/images/create").Add("fromImage", repository).Add("tag", tagOrDigest).Add("platform", platform);
        return Send(new EngineRequest("POST", query.ToString()) { Headers = [RegistryAuthLine(registryAuth)] });
    }

    /// <summary><c>POST /images/create</c> from a tar archive; the body is a progress stream.</summary>
    public EngineResponse ImportImage(ImportRequest import)
    {
        var query = new Query("/images/create").Add("fromSrc", import.Source).Add("message", import.Message).Add("platform", import.Platform)
            .Add("repo", import.Repository).Add("tag", import.Tag);
        foreach (var change in import.Changes)
        {
            query.Add("changes", change);
        }

        return Send(new EngineRequest("POST", query.ToString()) { Upload = import.Archive, ContentType = "application/x-tar" });
    }

    /// <summary><c>POST /images/load</c>; the body is a progress stream.</summary>
    /// <param name="platform">A platform as JSON (OCI image spec); null: every image.</param>
    public EngineResponse LoadImages(Stream archive, bool quiet, string? platform) =>
        Send(new EngineRequest("POST", new Query("/images/load").Add("quiet", quiet).Add("platform", platform).ToString())
        {
            Upload = archive,
            ContentType = "application/x-tar",
        });

    /// <summary><c>POST /berth/images/verify</c>, which docker does not have; the body is a progress stream.</summary>
    /// <param name="names">None: all images.</param>
    public EngineResponse VerifyImages(IReadOnlyList<string> names)
    {
        var query = new Query("/berth/images/verify");
        foreach (var name in names)
        {
            query.Add("names", name);
        }

        return Send(new EngineRequest("POST", query.ToString()));
    }

    /// <summary><c>GET /images/get</c>; the body is a tar archive.</summary>
    /// <param name="platform">A platform as JSON (OCI image spec); null: the one that each image has.</param>
    public EngineResponse SaveImages(IReadOnlyList<string> names, string? platform)
    {
        var query = new Query("/images/get").Add("platform", platform);
        foreach (var name in names)
        {
            query.Add("names", name);
        }

        return Send(new EngineRequest("GET", query.ToString()));
    }

    private static string Image(string name, string action) => $"/images/{Query.Escape(name)}/{action}";
}
