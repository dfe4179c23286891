using Berth.Images.Archive;
using Berth.Images.Layers;
using Berth.Linux;
using Berth.Oci;

namespace Berth.Images.Loading;

/// <summary>
/// Takes in an archive of images:
/// <list type="number">
/// <item>Its files are put aside; the stream need not be seekable.</item>
/// <item>The format is found out: a docker archive has <c>manifest.json</c>, an OCI layout <c>index.json</c>; newer docker writes both.</item>
/// <item>For each image, the layers that are not here are decompressed, unpacked and compared with the configuration.</item>
/// <item>The image is recorded and named.</item>
/// </list>
/// Images before one that fails stay, whole.
/// </summary>
internal sealed class ImageLoad(ImageStore store, Func<LoadProgress, ValueTask>? report)
{
    private const string Doing = "Error processing tar file";

    public async Task<IReadOnlyList<ImageRecord>> RunAsync(Stream stream, CancellationToken cancellation)
    {
        try
        {
            // 1. Put aside.
            using SpooledArchive archive = await SpooledArchive.ReadAsync(
                stream, store.Paths.Temporary, store.Trash, store.Options.Limits, cancellation).ConfigureAwait(false);

            // 2. The format.
            var loaded = new List<ImageRecord>();
            foreach (ArchivedImage image in ReadImages(archive))
            {
                loaded.Add(await LoadImageAsync(archive, image, cancellation).ConfigureAwait(false));
            }

            return loaded;
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
            throw FromIo(e);
        }
    }

    private IEnumerable<ArchivedImage> ReadImages(SpooledArchive archive)
    {
        if (archive.Contains(DockerArchive.ManifestName))
        {
            return DockerArchive.Read(archive, store.Options);
        }

        return archive.Contains(OciLayout.IndexName)
            ? new OciLayout(archive, store.Options).Read()
            : throw ImageException.Invalid("invalid archive: does not contain a manifest.json");
    }

    private async Task<ImageRecord> LoadImageAsync(SpooledArchive archive, ArchivedImage source, CancellationToken cancellation)
    {
        ImageConfig config = ImageDocuments.ParseConfig(source.Config, store.Options);
        IReadOnlyList<Digest> diffIds = config.RootFs.DiffIds;
        if (source.Layers.Count != diffIds.Count)
        {
            throw ImageException.Invalid($"invalid manifest, layers length mismatch: expected {source.Layers.Count}, got {diffIds.Count}");
        }

        if (!string.IsNullOrEmpty(config.Os) && config.Os != store.Options.Platform.Os)
        {
            throw ImageException.Invalid($"cannot load {config.Os} image on {store.Options.Platform.Os}");
        }

        // 3. The layers, held until the image holds them.
        var holds = new List<LayerHold>();
        try
        {
            for (int i = 0; i < diffIds.Count; i++)
            {
                Digest? parent = i == 0 ? null : holds[i - 1].Layer.ChainId;
                holds.Add(await LoadLayerAsync(archive, source.Layers[i], i, diffIds[i], parent, cancellation).ConfigureAwait(false));
            }

            // 4. The image and its names.
            ImageRecord image = Record(source, config, holds);
            return await NameAsync(image, source.Names).ConfigureAwait(false);
        }
        finally
        {
            holds.ForEach(static hold => hold.Dispose());
        }
    }

    private async Task<LayerHold> LoadLayerAsync(
        SpooledArchive archive, string name, int position, Digest diffId, Digest? parent, CancellationToken cancellation)
    {
        if (store.Layers.TryHold(ChainId.Next(parent, diffId)) is { } present)
        {
            return present;
        }

        FileStream file = archive.OpenRead(name);
        await using (file.ConfigureAwait(false))
        {
            await ReportAsync(new LoadProgress(null, diffId.Short, 0, file.Length)).ConfigureAwait(false);
            Stream plain = await Compression.DecompressAsync(file, store.Options.Limits, cancellation: cancellation).ConfigureAwait(false);
            await using (plain.ConfigureAwait(false))
            {
                LayerHold hold = await store.Layers.AddAsync(plain, parent, Verify, cancellation).ConfigureAwait(false);
                await ReportAsync(new LoadProgress(null, diffId.Short, file.Length, file.Length)).ConfigureAwait(false);
                return hold;
            }
        }

        void Verify(Digest actual)
        {
            if (actual != diffId)
            {
                throw ImageException.Invalid($"invalid diffID for layer {position}: expected \"{diffId}\", got \"{actual}\"");
            }
        }
    }

    private ImageRecord Record(ArchivedImage source, ImageConfig config, List<LayerHold> holds)
    {
        var record = new ImageRecord
        {
            Id = Digest.Of(source.Config),
            Config = config,
            Manifest = source.Manifest is null ? null : Digest.Of(source.Manifest),
            Layers = [.. holds.Select(static hold => hold.Layer.ChainId)],
            Size = holds.Sum(static hold => hold.Layer.Size),
            ConfigSize = source.Config.Length,
            LastTagged = store.Options.Time.GetUtcNow(),
        };
        return store.Add(record, source.Config, source.Manifest);
    }

    private async Task<ImageRecord> NameAsync(ImageRecord image, IReadOnlyList<Reference> names)
    {
        foreach (Reference name in names)
        {
            (image, ImageRecord? previous) = store.SetName(name, image.Id);
            if (previous is not null)
            {
                await SayAsync($"The image {name.Familiar} already exists, renaming the old one with ID {previous.Id} to empty string").ConfigureAwait(false);
            }

            await SayAsync($"Loaded image: {name.Familiar}").ConfigureAwait(false);
        }

        if (names.Count == 0)
        {
            await SayAsync($"Loaded image ID: {image.Id}").ConfigureAwait(false);
        }

        return image;
    }

    private ValueTask SayAsync(string line) => ReportAsync(new LoadProgress(line));

    private ValueTask ReportAsync(LoadProgress progress) => report is null ? ValueTask.CompletedTask : report(progress);

    // What .NET's own files throw: the errno is in the HResult.
    private static ImageException FromIo(IOException e)
    {
        bool full = e.HResult is (int)Errno.ENOSPC or (int)Errno.EDQUOT || e.Message.Contains("No space left", StringComparison.OrdinalIgnoreCase);
        return full
            ? new ImageException(ImageErrorKind.NoSpace, $"{Doing}: no space left on device", e)
            : new ImageException(ImageErrorKind.System, $"{Doing}: {e.Message}", e);
    }
}
