using Berth.Engine.Containers;
using Berth.Engine.Errors;
using Berth.Engine.Events;
using Berth.Engine.Filtering;
using Berth.EngineApi;
using Berth.EngineApi.Images;
using Berth.Images;
using Berth.Oci;

namespace Berth.Engine.Images;

/// <summary>Images, as clients see them. What they are made of is <see cref="ImageStore"/>'s.</summary>
public sealed class ImageService(ImageStore store, ContainerService containers, EventBus events, TimeProvider time)
{
    public int Count => store.Count;

    /// <summary>The newest first.</summary>
    /// <exception cref="InvalidParameterException">A filter is none.</exception>
    public IReadOnlyList<ImageSummary> List(ImageListRequest request)
    {
        FilterValues.RefuseOthers(request.Filters, "dangling", "label", "before", "since", "reference", "until");
        IReadOnlyList<ImageRecord> images = store.List(Filter(request.All, request.Filters));
        IReadOnlyDictionary<Digest, long>? shared = request.SharedSize ? store.SharedSizes(images) : null;
        Dictionary<Digest, int>? users = request.Containers ? Users() : null;
        return [.. images.Select(image => ImageDescription.Summary(image) with
        {
            SharedSize = shared?[image.Id] ?? -1,
            Containers = users is null ? -1 : users.GetValueOrDefault(image.Id),
        })];
    }

    /// <summary>Bytes of the disk that images take together, and the images, the newest first, with what each of them takes.</summary>
    public (long Total, IReadOnlyList<ImageSummary> Images) DiskUsage()
    {
        IReadOnlyList<ImageRecord> images = store.List();
        StoreUsage usage = store.DiskUsage(images);
        Dictionary<Digest, int> users = Users();
        return (usage.Total, [.. images.Select(image => ImageDescription.Summary(image) with
        {
            Size = usage.Images[image.Id].Size,
            SharedSize = usage.Images[image.Id].Shared,
            Containers = users.GetValueOrDefault(image.Id),
        })]);
    }

    /// <param name="name">Of the image, or its ID.</param>
    /// <param name="platform">What it must be for; null: anything.</param>
    /// <param name="withContainer">With the container that docker made it of, as answers up to API 1.44 have it.</param>
    public ImageInspect Inspect(string name, Platform? platform = null, bool withContainer = false)
    {
        ImageRecord image = Find(name, platform);
        ImageInspect described = ImageDescription.Inspect(image, store.LayerDirectories(image));
        return withContainer ? ImageDescription.WithContainer(described, store.ReadConfig(image.Id)) : described;
    }

    public IReadOnlyList<ImageHistoryItem> History(string name, Platform? platform = null) =>
        [.. store.History(Find(name, platform).Id.ToString()).Select(ImageDescription.History)];

    public void Tag(string name, string? repository, string? tag)
    {
        if (string.IsNullOrEmpty(repository))
        {
            throw new InvalidParameterException("invalid reference format");
        }

        ImageRecord image = store.Tag(name, repository, tag);
        Publish("tag", image, ImageStore.NewName(repository, tag).WithDefaultTag().Familiar);
    }

    /// <summary>Removes a name, and with the last one the image; see <see cref="ImageStore.RemoveAsync"/>.</summary>
    /// <param name="name">Of the image, or its ID.</param>
    /// <param name="platform">What it must be for; null: anything.</param>
    /// <param name="force">Also where several names or a stopped container use it.</param>
    /// <param name="prune">Also parents that nothing names any more.</param>
    /// <param name="cancellation">Gives it up.</param>
    public Task<IReadOnlyList<ImageDeleteItem>> RemoveAsync(
        string name, Platform? platform, bool force, bool prune, CancellationToken cancellation)
    {
        Find(name, platform);
        return RemoveAsync(name, force, prune, cancellation);
    }

    private async Task<IReadOnlyList<ImageDeleteItem>> RemoveAsync(string name, bool force, bool prune, CancellationToken cancellation)
    {
        var options = new RemoveOptions { Force = force, PruneParents = prune };
        ImageRecord image = store.Find(name);
        HashSet<string> images = [.. store.List(new ImageFilter { All = true }).Select(static i => i.Id.ToString())];
        IReadOnlyList<RemovedItem> removed = await store.RemoveAsync(name, options, containers.ImageUsers, cancellation);
        foreach (RemovedItem item in removed)
        {
            if (item.Kind == RemovedItemKind.Untagged)
            {
                Publish("untag", image.Id, image);
            }
            else if (images.Contains(item.Text))
            {
                // Layers are told to the client, and no events.
                Publish("delete", Digest.Parse(item.Text), image: null);
            }
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
            Progress = request.Progress,
        };
        ImageRecord image = await store.ImportAsync(archive, options, cancellation);
        if (options.Target is { } target)
        {
            Publish("tag", image, target.WithDefaultTag().Familiar);
        }

        Publish("import", image.Id, image);
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
                Publish("save", id, store.Get(id));
            }
        };
    }

    /// <summary>Takes in the images of a <c>docker save</c> archive or an OCI layout.</summary>
    /// <param name="platform">Only images for it; null: all.</param>
    public Task LoadAsync(Stream archive, Platform? platform, Func<LoadProgress, ValueTask> report, CancellationToken cancellation) =>
        store.LoadAsync(
            archive,
            new LoadOptions { Platform = platform, Report = report, Loaded = image => Publish("load", image.Id, image) },
            cancellation);

    /// <summary>Reads all that the disk has of images, by names or IDs, or of all, and says what is damaged.</summary>
    public Task<VerifyReport> VerifyAsync(
        IReadOnlyList<string> names, Func<VerifyProgress, ValueTask> report, CancellationToken cancellation) =>
        store.VerifyAsync(names, report, cancellation);

    /// <summary>
    /// Removes images that no container uses: those without a tag, or with <c>dangling=false</c> all. What is in use stays, without an
    /// error.
    /// </summary>
    public async Task<ImagesPruneResponse> PruneAsync(Filters filters, CancellationToken cancellation)
    {
        FilterValues.RefuseOthers(filters, "dangling", "label", "label!", "until");
        bool dangling = FilterValues.Flag(filters, "dangling") ?? true;
        var filter = new PruneFilter(filters, time.GetUtcNow());
        LayerFootprints before = store.Footprints();
        var deleted = new List<ImageDeleteItem>();
        foreach (ImageRecord image in store.List(new ImageFilter { Dangling = dangling ? true : null }))
        {
            if (filter.Matches(image.Created, image.Config.Config?.Labels))
            {
                deleted.AddRange(await TryRemoveAsync(image, cancellation));
            }
        }

        long reclaimed = store.FreedSince(before);
        events.PublishPrune("image", reclaimed);
        return new ImagesPruneResponse { ImagesDeleted = deleted.Count == 0 ? null : deleted, SpaceReclaimed = reclaimed };
    }

    // Name by name, as a user would without force: what a container uses keeps its names.
    private async Task<IReadOnlyList<ImageDeleteItem>> TryRemoveAsync(ImageRecord image, CancellationToken cancellation)
    {
        var removed = new List<ImageDeleteItem>();
        string[] names = image.IsDangling ? [image.Id.ToString()] : [.. image.References.Select(static r => r.ToString())];
        foreach (string name in names)
        {
            try
            {
                removed.AddRange(await RemoveAsync(name, force: false, prune: true, cancellation));
            }
            catch (ImageException e) when (e.Kind is ImageErrorKind.Conflict or ImageErrorKind.NotFound)
            {
                // In use, or gone with the name before.
            }
        }

        return removed;
    }

    // An image here is for one platform; asking for another is asking for what is not here.
    private ImageRecord Find(string name, Platform? platform)
    {
        ImageRecord image = store.Find(name);
        return platform is null || platform.Normalised().Accepts(image.Platform.Normalised())
            ? image
            : throw new NotFoundException(
                $"image with reference {name} was found but its platform ({image.Platform}) does not match the specified platform ({platform})");
    }

    // How many containers use each image.
    private Dictionary<Digest, int> Users() => containers.ImageUsers().CountBy(static u => u.ImageId).ToDictionary();

    private ImageFilter Filter(bool all, Filters filters)
    {
        DateTimeOffset now = time.GetUtcNow();
        return new ImageFilter
        {
            All = all,
            Dangling = FilterValues.Flag(filters, "dangling"),
            Labels = filters["label"],
            References = filters["reference"],
            Before = filters["before"],
            Since = filters["since"],
            Until = filters["until"] is { Count: > 0 } until ? until.Min(text => FilterValues.Moment(text, now)) : null,
        };
    }

    private void Publish(string action, ImageRecord image, string name) => Publish(action, image.Id, image, name);

    private void Publish(string action, Digest id, ImageRecord? image, string? name = null) =>
        new ImageEvents(events).Publish(action, id.ToString(), name ?? id.ToString(), image);
}
