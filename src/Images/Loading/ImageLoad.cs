using Berth.Archive;
using Berth.Images.Layers;
using Berth.Linux;
using Berth.Oci;

namespace Berth.Images.Loading;

/// <summary>
/// Takes in an archive of images:
/// <list type="number">
/// <item>Its files are put aside; the stream need not be seekable.</item>
/// <item>The format is found out: a docker archive has <c>manifest.json</c>, an OCI layout <c>index.json</c>; newer docker writes both.</item>
/// <item>Of each image, for the platform that was asked for, the layers that are not here are taken in (<see cref="LayerIntake"/>).
/// Layers that came compressed stay as they came, and with them the manifest (<see cref="ArchiveIntake"/>).</item>
/// <item>The image is recorded and named.</item>
/// </list>
/// Images before one that fails stay, whole.
/// </summary>
internal sealed class ImageLoad(ImageStore store, LoadOptions options)
{
    private const string Doing = "Error processing tar file";

    public async Task<IReadOnlyList<ImageRecord>> RunAsync(Stream stream, CancellationToken cancellation)
    {
        using var report = new LoadReport(options.Report);
        try
        {
            // 1. Put aside.
            using SpooledArchive archive = await SpooledArchive.ReadAsync(
                stream, store.Paths.Temporary, store.Trash, store.Options.Limits, cancellation).ConfigureAwait(false);

            // 2. The format.
            var loaded = new List<ImageRecord>();
            var parents = new ParentLinks(store);
            foreach (ArchivedImage image in new ArchivedImages(archive, store.Options, options.Platform).Read())
            {
                if (await LoadImageAsync(archive, image, report, cancellation).ConfigureAwait(false) is { } record)
                {
                    options.Loaded?.Invoke(record);
                    loaded.Add(record);
                    parents.Add(record.Id, image.Parent);
                }
            }

            parents.Record();
            return options.Platform is not null && loaded.Count == 0
                ? throw new ImageException(ImageErrorKind.NotFound, $"no images providing the requested platform {options.Platform} found")
                : loaded;
        }
        catch (ArchiveException e)
        {
            throw ImageException.Invalid($"{Doing}: {e.Message}", e);
        }
        catch (LinuxException e)
        {
            throw ImageException.From(e, Doing);
        }
        catch (IOException e)
        {
            throw ImageException.From(e, Doing);
        }
    }

    /// <returns>Null where the image is for another platform than the one that was asked for.</returns>
    private async Task<ImageRecord?> LoadImageAsync(SpooledArchive archive, ArchivedImage source, LoadReport report, CancellationToken cancellation)
    {
        ImageConfig config = ImageDocuments.ParseConfig(source.Config, store.Options);
        IReadOnlyList<Digest> diffIds = config.RootFs.DiffIds;
        if (!string.IsNullOrEmpty(config.Os) && config.Os != store.Options.Platform.Os)
        {
            throw ImageException.Invalid($"cannot load {config.Os} image on {store.Options.Platform.Os}");
        }

        if (options.Platform is { } wanted && !wanted.IsSameAs(ImageRecord.PlatformOf(config)))
        {
            return null;
        }

        if (source.Layers.Count != diffIds.Count)
        {
            throw ImageException.Invalid($"invalid manifest, layers length mismatch: expected {source.Layers.Count}, got {diffIds.Count}");
        }

        // 3. The layers, held until the image holds them.
        var intake = new LayerIntake(store, archive, report);
        IReadOnlyList<LayerHold> holds = await intake.TakeAsync(source.Layers, diffIds, cancellation).ConfigureAwait(false);
        try
        {
            byte[]? manifest = await KeepAsync(archive, source, diffIds, intake.Verified, cancellation).ConfigureAwait(false) ? source.Manifest : null;

            // 4. The image and its names.
            ImageRecord image = Record(source, config, holds, manifest);
            return await NameAsync(image, source.Names, report).ConfigureAwait(false);
        }
        finally
        {
            foreach (LayerHold hold in holds)
            {
                hold.Dispose();
            }
        }
    }

    private async Task<bool> KeepAsync(
        SpooledArchive archive, ArchivedImage source, IReadOnlyList<Digest> diffIds, IReadOnlySet<Digest> verified, CancellationToken cancellation) =>
        source.Manifest is not null && store.Options.KeepLayerArchives
        && await new ArchiveIntake(store, archive).KeepAsync(source.Layers, diffIds, verified, cancellation).ConfigureAwait(false);

    private ImageRecord Record(ArchivedImage source, ImageConfig config, IReadOnlyList<LayerHold> holds, byte[]? manifest) =>
        store.Add(ImageRecord.Of(source.Config, config, [.. holds.Select(static hold => hold.Layer)], manifest), source.Config, manifest);

    private async Task<ImageRecord> NameAsync(ImageRecord image, IReadOnlyList<Reference> names, LoadReport report)
    {
        foreach (Reference name in names)
        {
            (image, ImageRecord? previous) = store.SetName(name, image.Id);
            if (previous is not null)
            {
                await report.SendAsync(new LoadProgress(
                    $"The image {name.Familiar} already exists, renaming the old one with ID {previous.Id} to empty string")).ConfigureAwait(false);
            }

            await report.SendAsync(new LoadProgress($"Loaded image: {name.Familiar}")).ConfigureAwait(false);
        }

        if (names.Count == 0)
        {
            await report.SendAsync(new LoadProgress($"Loaded image ID: {image.Id}")).ConfigureAwait(false);
        }

        return image;
    }
}
