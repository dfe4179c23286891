using System.Text.Json;
using Berth.EngineApi.Containers;
using Berth.EngineApi.Images;
using Berth.Images;
using Berth.Oci;
using Berth.Runtime.Logs;
using ApiEmpty = Berth.EngineApi.EmptyObject;
using ApiImageConfig = Berth.EngineApi.Images.ImageConfig;

namespace Berth.Engine.Images;

/// <summary>The store's records of images in the Engine API's words.</summary>
internal static class ImageDescription
{
    public const string Driver = "overlay2";

    private static readonly ContainerConfig s_noContainer =
        new() { Hostname = "", Domainname = "", User = "", Image = "", WorkingDir = "" };

    public static ImageSummary Summary(ImageRecord image) => new()
    {
        Id = image.Id.ToString(),
        ParentId = image.Parent?.ToString() ?? "",
        RepoTags = image.RepoTags,
        RepoDigests = image.RepoDigests,
        Created = image.Created.ToUnixTimeSeconds(),
        Size = image.Size,
        Labels = image.Config.Config?.Labels,
    };

    /// <param name="image">The image.</param>
    /// <param name="layers">The directories of its layers, uppermost first.</param>
    public static ImageInspect Inspect(ImageRecord image, IReadOnlyList<string> layers) => new()
    {
        Id = image.Id.ToString(),
        RepoTags = image.RepoTags,
        RepoDigests = image.RepoDigests,
        Parent = image.Parent?.ToString() ?? "",
        Comment = image.Config.Comment ?? (image.Config.History is [.., var last] ? last.Comment : null) ?? "",
        Created = image.Config.CreatedAt is { } created ? Rfc3339Nano.Format(created) : null,
        DockerVersion = image.Config.DockerVersion ?? "",
        Author = image.Config.Author ?? "",
        Config = Config(image.Config.Config ?? new ExecutionConfig()),
        Architecture = image.Platform.Architecture,
        Variant = image.Platform.Variant,
        Os = image.Platform.Os,
        OsVersion = image.Platform.OsVersion,
        Size = image.Size,
        GraphDriver = new DriverData { Name = Driver, Data = LayerData(layers) },
        RootFS = new ImageRootFs { Layers = [.. image.Config.RootFs.DiffIds.Select(d => d.ToString())] },
        Metadata = new ImageMetadata { LastTagTime = Rfc3339Nano.Format(image.LastTagged) },
    };

    public static ImageHistoryItem History(ImageHistoryLine line) => new()
    {
        Id = line.Id?.ToString() ?? "<missing>",
        Created = line.Created.ToUnixTimeSeconds(),
        CreatedBy = line.CreatedBy,
        Tags = line.Tags.Count == 0 ? null : line.Tags,
        Size = line.Size,
        Comment = line.Comment,
    };

    public static ImageDeleteItem Removed(RemovedItem item) => item.Kind == RemovedItemKind.Deleted
        ? new ImageDeleteItem { Deleted = item.Text }
        : new ImageDeleteItem { Untagged = item.Text };

    /// <summary>
    /// Adds the container that docker made the image of, which answers up to API 1.44 have. It stands in the configuration of docker's own
    /// images only, where nobody vouches for it: what cannot be read is nothing.
    /// </summary>
    public static ImageInspect WithContainer(ImageInspect image, byte[] configJson)
    {
        try
        {
            DockerContainer? container = JsonSerializer.Deserialize(configJson, DockerContainerJson.Default.DockerContainer);
            return image with { Container = container?.Container, ContainerConfig = container?.ContainerConfig ?? s_noContainer };
        }
        catch (JsonException)
        {
            return image with { ContainerConfig = s_noContainer };
        }
    }

    // The names that docker's overlay2 has for them; nothing is mounted for an image, so there is no MergedDir and no WorkDir.
    private static Dictionary<string, string>? LayerData(IReadOnlyList<string> layers)
    {
        if (layers.Count == 0)
        {
            return null;
        }

        var data = new Dictionary<string, string> { ["UpperDir"] = layers[0] };
        if (layers.Count > 1)
        {
            data["LowerDir"] = string.Join(':', layers.Skip(1));
        }

        return data;
    }

    private static ApiImageConfig Config(ExecutionConfig config) => new()
    {
        Hostname = config.Hostname ?? "",
        Domainname = config.Domainname ?? "",
        AttachStdin = false,
        AttachStdout = false,
        AttachStderr = false,
        Tty = false,
        OpenStdin = false,
        StdinOnce = false,
        Image = "",
        User = config.User ?? "",
        ExposedPorts = Set(config.ExposedPorts?.Keys),
        Env = config.Env,
        Cmd = config.Cmd,
        Healthcheck = config.Healthcheck is { } health ? Health(health) : null,
        ArgsEscaped = config.ArgsEscaped,
        Volumes = Set(config.Volumes?.Keys),
        WorkingDir = config.WorkingDir ?? "",
        Entrypoint = config.Entrypoint,
        OnBuild = config.OnBuild,
        Labels = config.Labels,
        StopSignal = config.StopSignal,
        Shell = config.Shell,
    };

    private static HealthConfig Health(HealthCheck check) => new()
    {
        Test = check.Test,
        Interval = check.Interval ?? 0,
        Timeout = check.Timeout ?? 0,
        StartPeriod = check.StartPeriod ?? 0,
        StartInterval = check.StartInterval ?? 0,
        Retries = check.Retries ?? 0,
    };

    private static Dictionary<string, ApiEmpty>? Set(IEnumerable<string>? keys) =>
        keys?.ToDictionary(k => k, _ => ApiEmpty.Instance);
}
