using Berth.Engine.Containers;
using Berth.Engine.Errors;
using Berth.Engine.Events;
using Berth.EngineApi;
using Berth.EngineApi.Images;
using Berth.Images;
using Berth.Oci;

namespace Berth.Engine.Images;

/// <summary>Images, as clients see them. What they are made of is <see cref="ImageStore"/>'s.</summary>
public sealed class ImageService(ImageStore store, ContainerService containers, EventBus events)
{
    private static readonly string[] s_filters = ["dangling", "label", "before", "since", "reference", "until"];

    public int Count => store.Count;

    /// <summary>The newest first.</summary>
    public IReadOnlyList<ImageSummary> List(bool all, Filters filters)
    {
        if (filters.Keys.FirstOrDefault(k => !s_filters.Contains(k)) is { } unknown)
        {
            throw new InvalidParameterException($"invalid filter '{unknown}'");
        }

        IReadOnlyList<ImageUser> users = containers.ImageUsers();
        return [.. store.List(Filter(all, filters)).Select(image => ImageDescription.Summary(image, users.Count(u => u.ImageId == image.Id)))];
    }

    public ImageInspect Inspect(string name) => ImageDescription.Inspect(store.Find(name));

    public IReadOnlyList<ImageHistoryItem> History(string name) => [.. store.History(name).Select(ImageDescription.History)];

    public void Tag(string name, string? repository, string? tag)
    {
        if (string.IsNullOrEmpty(repository))
        {
            throw new InvalidParameterException("invalid reference format");
        }

        ImageRecord image = store.Tag(name, repository, tag);
        Publish("tag", image.Id, tag is null ? repository : $"{repository}:{tag}");
    }

    public async Task<IReadOnlyList<ImageDeleteItem>> RemoveAsync(string name, bool force, bool prune, CancellationToken cancellation)
    {
        var options = new RemoveOptions { Force = force, PruneParents = prune };
        IReadOnlyList<RemovedItem> removed = await store.RemoveAsync(name, options, containers.ImageUsers, cancellation);
        foreach (RemovedItem item in removed)
        {
            Publish(item.Kind == RemovedItemKind.Deleted ? "delete" : "untag", item.Text);
        }

        return [.. removed.Select(ImageDescription.Removed)];
    }

    /// <summary>Makes an image of a root filesystem's archive.</summary>
    public async Task<Digest> ImportAsync(Stream archive, ArchiveImport request, CancellationToken cancellation)
    {
        var options = new ImportOptions
        {
            Target = request.Target(),
            Changes = request.Changes,
            Message = string.IsNullOrEmpty(request.Message) ? null : request.Message,
            Source = request.Source,
            Platform = request.ParsePlatform(),
        };
        ImageRecord image = await store.ImportAsync(archive, options, cancellation);
        Publish("import", image.Id, image.Id.ToString());
        return image.Id;
    }

    /// <summary>Prepares to write images as a tar archive; what is wrong is said before a byte is written.</summary>
    /// <returns>Does it. The images may be removed meanwhile.</returns>
    public Func<Stream, CancellationToken, Task> Save(IReadOnlyList<string> names, Platform? platform)
    {
        ImageArchive archive = store.Save(names, platform);
        return async (destination, cancellation) =>
        {
            using (archive)
            {
                await archive.WriteAsync(destination, cancellation);
            }

            foreach (Digest id in archive.ImageIds)
            {
                Publish("save", id, id.ToString());
            }
        };
    }

    /// <summary>Takes in the images of a <c>docker save</c> archive or an OCI layout.</summary>
    /// <param name="platform">Only images for it; null: all.</param>
    public Task LoadAsync(Stream archive, Platform? platform, Func<LoadProgress, ValueTask> report, CancellationToken cancellation) =>
        store.LoadAsync(
            archive,
            new LoadOptions { Platform = platform, Report = report, Loaded = image => Publish("load", image.Id, image.Id.ToString()) },
            cancellation);

    /// <summary>Removes images that nothing uses: those without a name, or with <c>dangling=false</c> the named ones too.</summary>
    public async Task<ImagesPruneResponse> PruneAsync(Filters filters, CancellationToken cancellation)
    {
        if (filters.Keys.FirstOrDefault(k => k is not ("dangling" or "label" or "until")) is { } unknown)
        {
            throw new InvalidParameterException($"invalid filter '{unknown}'");
        }

        bool dangling = filters["dangling"] is not [string value] || value is "true" or "1";
        ImageFilter filter = Filter(all: false, filters) with { Dangling = dangling ? true : null };
        HashSet<Digest> used = [.. containers.ImageUsers().Select(u => u.ImageId)];
        var deleted = new List<ImageDeleteItem>();
        long reclaimed = 0;
        foreach (ImageRecord image in store.List(filter).Where(i => !used.Contains(i.Id)))
        {
            IReadOnlyList<ImageDeleteItem> items = await RemoveAsync(image.Id.ToString(), force: true, prune: true, cancellation);
            deleted.AddRange(items);
            reclaimed += items.Any(i => i.Deleted is not null) ? image.Size : 0;
        }

        return new ImagesPruneResponse { ImagesDeleted = deleted.Count == 0 ? null : deleted, SpaceReclaimed = reclaimed };
    }

    private static ImageFilter Filter(bool all, Filters filters) => new()
    {
        All = all,
        Dangling = filters["dangling"] switch
        {
            [] => null,
            ["true" or "1"] => true,
            ["false" or "0"] => false,
            [string other, ..] => throw new InvalidParameterException($"invalid filter 'dangling=[{other}]'"),
        },
        Labels = filters["label"],
        References = filters["reference"],
        Before = filters["before"] is [string before, ..] ? before : null,
        Since = filters["since"] is [string since, ..] ? since : null,
        Until = filters["until"] is [string until, ..] ? Moment(until) : null,
    };

    private static DateTimeOffset Moment(string text) =>
        long.TryParse(text, out long seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds)
        : DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out DateTimeOffset moment) ? moment
        : throw new InvalidParameterException($"invalid filter 'until=[{text}]'");

    private void Publish(string action, Digest id, string name) => Publish(action, id.ToString(), name);

    private void Publish(string action, string id, string? name = null) =>
        events.Publish("image", action, id, new Dictionary<string, string> { ["name"] = name ?? id });
}
