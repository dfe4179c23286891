using System.Globalization;
using System.Text.Json;
using Berth.Archive;
using Berth.Images.Archive;
using Berth.Images.Changes;
using Berth.Images.Layers;
using Berth.Linux;
using Berth.Oci;

namespace Berth.Images.Importing;

/// <summary>
/// A root file system archive becomes an image of one layer:
/// <list type="number">
/// <item>The changes and the name are checked, before anything is read.</item>
/// <item>The archive is decompressed, unpacked and recorded as a layer.</item>
/// <item>A configuration is written around it; its digest is the image's ID.</item>
/// <item>The image is recorded and named.</item>
/// </list>
/// </summary>
internal sealed class ImageImport(ImageStore store, ImportOptions options)
{
    public async Task<ImageRecord> RunAsync(Stream archive, CancellationToken cancellation)
    {
        // 1. What the user said.
        ExecutionConfig execution = ConfigChanges.Apply(new ExecutionConfig(), options.Changes);
        CheckPlatform(options.Platform);
        Reference? target = options.Target is null ? null : CheckTarget(options.Target);

        // 2. What the archive holds.
        using LayerHold hold = await AddLayerAsync(archive, cancellation).ConfigureAwait(false);

        // 3. The configuration.
        ImageConfig config = MakeConfig(execution, hold.Layer.DiffId);
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(config, OciJson.Default.ImageConfig);

        // 4. The record and the name.
        ImageRecord image = store.Add(ImageRecord.Of(json, config, [hold.Layer]), json, manifest: []);
        return target is null ? image : store.SetName(target, image.Id).Image;
    }

    private static Reference CheckTarget(Reference target) => target.Digest is null
        ? TagTarget.Check(target.WithDefaultTag())
        : throw ImageException.Invalid("cannot import digest reference");

    private void CheckPlatform(Platform? platform)
    {
        if (platform is not null && platform.Os != store.Options.Platform.Os)
        {
            throw ImageException.Invalid("operating system is not supported");
        }
    }

    private async Task<LayerHold> AddLayerAsync(Stream archive, CancellationToken cancellation)
    {
        const string Doing = "Error processing tar file";
        try
        {
            using Stream? metered = options.Progress is { } tell ? new MeteredStream(archive, tell) : null;
            Stream plain = await Compression.DecompressAsync(metered ?? archive, store.Options.Limits, cancellation: cancellation).ConfigureAwait(false);
            await using (plain.ConfigureAwait(false))
            {
                return await store.Layers.AddAsync(plain, parent: null, verify: null, cancellation).ConfigureAwait(false);
            }
        }
        catch (ArchiveException e)
        {
            throw ImageException.Invalid($"{Doing}: {e.Message}", e);
        }
        catch (LinuxException e)
        {
            throw ImageException.From(e, Doing);
        }
    }

    private ImageConfig MakeConfig(ExecutionConfig execution, Digest diffId)
    {
        string created = store.Options.Time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
        string comment = string.IsNullOrEmpty(options.Message) ? $"Imported from {options.Source}" : options.Message;
        Platform platform = options.Platform ?? store.Options.Platform;
        return new ImageConfig
        {
            Architecture = platform.Architecture,
            Os = platform.Os,
            Variant = platform.Variant,
            Created = created,
            Comment = comment,
            Config = execution,
            RootFs = new RootFs { DiffIds = [diffId] },
            History = [new HistoryEntry { Created = created, Comment = comment }],
        };
    }
}
