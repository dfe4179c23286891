using Berth.Daemon.Http;
using Berth.Engine.Errors;
using Berth.Engine.Images;
using Berth.EngineApi;
using Berth.EngineApi.Images;
using Berth.Images;

namespace Berth.Daemon.Endpoints;

/// <summary>Engine API, "Images". A name's slashes are escaped in the route's value, see <see cref="ImageNamePaths"/>.</summary>
internal static class ImageEndpoints
{
    public static void MapImages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/images/json", List);
        routes.MapPost("/images/create", Create);
        routes.MapPost("/images/load", Load);
        routes.MapPost("/images/prune", Prune);
        routes.MapGet("/images/{name}/json", Inspect);
        routes.MapGet("/images/{name}/history", History);
        routes.MapPost("/images/{name}/tag", Tag);
        routes.MapDelete("/images/{name}", Remove);
        routes.MapGet("/images/{name}/get", Save);
        routes.MapGet("/images/get", SaveSeveral);
    }

    private static Task List(HttpContext http, ImageService images)
    {
        ProtocolVersion version = http.RequestedProtocol();
        if (version >= new ProtocolVersion(1, 47) && http.QueryFlag("manifests"))
        {
            throw new UnsupportedException("listing an image's manifests is not supported by this version");
        }

        var filters = Filters.Parse(http.QueryText("filters"));
        if (version < new ProtocolVersion(1, 41) && http.QueryText("filter") is { } name)
        {
            filters.Add("reference", name);
        }

        IReadOnlyList<ImageSummary> list = images.List(new ImageListRequest
        {
            All = http.QueryFlag("all"),
            Filters = filters,
            SharedSize = version >= new ProtocolVersion(1, 42) && http.QueryFlag("shared-size"),
            Containers = version >= new ProtocolVersion(1, 51),
        });
        return http.WriteJsonAsync(ImageSummaries.ForVersion(list, version), EngineApiJson.Wire.IReadOnlyListImageSummary);
    }

    private static Task Inspect(string name, HttpContext http, ImageService images)
    {
        ProtocolVersion version = http.RequestedProtocol();
        Oci.Platform? platform = version >= new ProtocolVersion(1, 49) ? http.QueryPlatform() : null;
        if (version >= new ProtocolVersion(1, 48) && http.QueryFlag("manifests"))
        {
            throw platform is null
                ? new UnsupportedException("listing an image's manifests is not supported by this version")
                : new InvalidParameterException("conflicting options: manifests and platform options cannot both be set");
        }

        ImageInspect image = images.Inspect(ImageNamePaths.Unescape(name), platform, withContainer: version < new ProtocolVersion(1, 45));
        return http.WriteJsonAsync(ImageInspects.ForVersion(image, version), EngineApiJson.Wire.ImageInspect);
    }

    private static Task History(string name, HttpContext http, ImageService images)
    {
        Oci.Platform? platform = http.RequestedProtocol() >= new ProtocolVersion(1, 48) ? http.QueryPlatform() : null;
        return http.WriteJsonAsync(images.History(ImageNamePaths.Unescape(name), platform), EngineApiJson.Wire.IReadOnlyListImageHistoryItem);
    }

    private static void Tag(string name, HttpContext http, ImageService images)
    {
        images.Tag(ImageNamePaths.Unescape(name), http.QueryText("repo"), http.QueryText("tag"));
        http.Response.StatusCode = StatusCodes.Status201Created;
    }

    private static async Task Remove(string name, HttpContext http, ImageService images)
    {
        IReadOnlyList<ImageDeleteItem> removed = await images.RemoveAsync(
            ImageNamePaths.Unescape(name),
            http.RequestedProtocol() >= new ProtocolVersion(1, 50) ? http.QueryOnlyPlatform() : null,
            http.QueryFlag("force"),
            !http.QueryFlag("noprune"),
            http.RequestAborted);
        await http.WriteJsonAsync(removed, EngineApiJson.Wire.IReadOnlyListImageDeleteItem);
    }

    private static async Task Prune(HttpContext http, ImageService images) => await http.WriteJsonAsync(
        await images.PruneAsync(Filters.Parse(http.QueryText("filters")), http.RequestAborted), EngineApiJson.Wire.ImagesPruneResponse);

    private static Task Save(string name, HttpContext http, ImageService images) => SaveAsync([ImageNamePaths.Unescape(name)], http, images);

    private static Task SaveSeveral(HttpContext http, ImageService images) =>
        SaveAsync([.. http.Request.Query["names"].OfType<string>()], http, images);

    private static Task SaveAsync(IReadOnlyList<string> names, HttpContext http, ImageService images)
    {
        Func<Stream, CancellationToken, Task> save = images.Save(names, http.QueryPlatform());
        http.Response.ContentType = "application/x-tar";
        return save(http.Response.Body, http.StreamAborted());
    }

    /// <summary>Pull and import share a path: what is made comes from an image of a registry, or from an archive.</summary>
    private static Task Create(HttpContext http, ImageService images, PullService pulls, ImageDownload download)
    {
        if (http.QueryText("fromImage") is { } image)
        {
            return PullAsync(http, pulls, image);
        }

        string source = http.QueryText("fromSrc") ?? throw new InvalidParameterException("one of fromImage and fromSrc is needed");
        var request = new ArchiveImport
        {
            Repository = http.QueryText("repo"),
            Tag = http.QueryText("tag"),
            Changes = [.. http.Request.Query["changes"].OfType<string>()],
            Message = http.QueryText("message"),
            Source = source,
            PlatformText = http.QueryText("platform"),
        };
        return ImportAsync(http, images, download, request);
    }

    private static Task PullAsync(HttpContext http, PullService pulls, string image)
    {
        var progress = new ProgressStream(http);
        return progress.RunAsync(() => pulls.PullAsync(
            image,
            http.QueryText("tag"),
            http.QueryText("platform"),
            http.RegistryCredentials(),
            progress.WriteAsync,
            http.StreamAborted()));
    }

    private static async Task ImportAsync(HttpContext http, ImageService images, ImageDownload download, ArchiveImport request)
    {
        var progress = new ProgressStream(http);
        await progress.RunAsync(async () =>
        {
            Oci.Digest id = request.Source == "-"
                ? await images.ImportAsync(http.Request.Body, request, http.RequestAborted)
                : await DownloadAsync(http, images, download, request, progress);
            await progress.WriteAsync(new ProgressMessage { Status = id.ToString() });
        });
    }

    private static async Task<Oci.Digest> DownloadAsync(
        HttpContext http, ImageService images, ImageDownload download, ArchiveImport request, ProgressStream progress)
    {
        Uri address = ImageDownload.Address(request.Source);
        var (content, length) = await download.OpenAsync(address, http.RequestAborted);
        await using (content)
        {
            await progress.WriteAsync(new ProgressMessage { Status = $"Downloading from {address}" });
            ArchiveImport import = request with
            {
                Source = address.ToString(),
                Progress = read => progress.WriteAsync(Step("Importing", null, read, length)),
            };
            return await images.ImportAsync(content, import, http.RequestAborted);
        }
    }

    private static Task Load(HttpContext http, ImageService images)
    {
        bool quiet = http.QueryFlag("quiet");
        Oci.Platform? platform = http.QueryPlatform();
        var progress = new ProgressStream(http);
        return progress.RunAsync(() => images.LoadAsync(
            http.Request.Body,
            platform,
            news => news.Line is null && quiet ? ValueTask.CompletedTask : progress.WriteAsync(Describe(news)),
            http.RequestAborted));
    }

    private static ProgressMessage Describe(LoadProgress news) => news.Line is { } line
        ? new ProgressMessage { Stream = line + "\n" }
        : Step("Loading layer", news.Layer, news.Current, news.Total);

    private static ProgressMessage Step(string status, string? id, long current, long total)
    {
        var detail = new ProgressDetail { Current = current, Total = total };
        return new ProgressMessage { Status = status, Id = id, ProgressDetail = detail, Progress = ProgressBar.Text(detail) };
    }
}
