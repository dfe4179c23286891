using Berth.Images.Layers;
using Berth.Oci;

namespace Berth.Images.Checking;

/// <summary>
/// Reads all that the disk has of some images, and says what is not as its digest says:
/// <list type="number">
/// <item>each image's configuration and manifest;</item>
/// <item>each layer once, with its kept archives, whichever images have it.</item>
/// </list>
/// Damaged layers are marked, so that a pull or a load replaces them; damaged archives are dropped, because they can be made again.
/// </summary>
internal sealed class ImageVerification(ImageStore store, LayerArchiveTable archives, Func<VerifyProgress, ValueTask> report)
{
    private const string Replace = "pull, load or import its image again, which replaces it";

    private readonly HashSet<Digest> _seen = [];
    private readonly HashSet<Digest> _damaged = [];
    private int _layers;
    private int _dropped;

    public async Task<VerifyReport> RunAsync(IReadOnlyList<ImageRecord> images, CancellationToken cancellation)
    {
        foreach (ImageRecord image in images)
        {
            // 1.
            await VerifyDocumentAsync(image.Id, "configuration", cancellation).ConfigureAwait(false);
            if (image.Manifest is { } manifest)
            {
                await VerifyDocumentAsync(manifest, "manifest", cancellation).ConfigureAwait(false);
            }

            // 2.
            foreach (Digest chainId in image.Layers)
            {
                await VerifyLayerAsync(chainId, cancellation).ConfigureAwait(false);
            }
        }

        return new VerifyReport(images.Count, _layers, [.. images.Where(IsDamaged)], _dropped);
    }

    private bool IsDamaged(ImageRecord image) =>
        _damaged.Contains(image.Id) || (image.Manifest is { } manifest && _damaged.Contains(manifest))
        || image.Layers.Any(store.Layers.IsDamaged);

    private async Task VerifyDocumentAsync(Digest digest, string what, CancellationToken cancellation)
    {
        if (!_seen.Add(digest))
        {
            return;
        }

        string? problem = await ReadBlobAsync(digest, cancellation).ConfigureAwait(false);
        if (problem is not null)
        {
            _damaged.Add(digest);
        }

        await TellAsync(digest, what, problem, Replace).ConfigureAwait(false);
    }

    private async Task VerifyLayerAsync(Digest chainId, CancellationToken cancellation)
    {
        // An image that is removed meanwhile has nothing to be verified.
        using LayerHold? hold = store.Layers.TryHoldDamaged(chainId);
        if (hold is null || !_seen.Add(hold.Layer.DiffId))
        {
            return;
        }

        _layers++;
        LayerRecord layer = hold.Layer;
        long total = SizeOf(layer);
        await report(new VerifyProgress(layer.DiffId, "layer", 0, total)).ConfigureAwait(false);
        IReadOnlyList<string> problems = await store.Layers.VerifyAsync(
            layer, count => report(new VerifyProgress(layer.DiffId, "layer", count, total)), cancellation).ConfigureAwait(false);
        await report(new VerifyProgress(layer.DiffId, "layer", total, total, problems, problems.Count > 0 ? Replace : "")).ConfigureAwait(false);
        foreach (LayerArchive archive in archives.Of(layer.DiffId).Where(static a => a.IsKept))
        {
            await VerifyArchiveAsync(archive, cancellation).ConfigureAwait(false);
        }
    }

    private long SizeOf(LayerRecord layer)
    {
        try
        {
            return store.Layers.TarSize(layer);
        }
        catch (ImageException)
        {
            // What is wrong with it is about to be found out.
            return 0;
        }
    }

    private async Task VerifyArchiveAsync(LayerArchive archive, CancellationToken cancellation)
    {
        string? problem = await ReadBlobAsync(archive.Digest, cancellation).ConfigureAwait(false);
        if (problem is not null)
        {
            _dropped++;
            store.Layers.DropArchive(archive.Digest);
        }

        await TellAsync(archive.Digest, $"archive of layer {archive.DiffId}", problem, "it is dropped; a push makes one again").ConfigureAwait(false);
    }

    private ValueTask TellAsync(Digest digest, string what, string? problem, string remedy) =>
        report(new VerifyProgress(digest, what, 0, 0, problem is null ? [] : [problem], problem is null ? "" : remedy));

    // What is wrong with a blob; null: nothing.
    private async Task<string?> ReadBlobAsync(Digest digest, CancellationToken cancellation)
    {
        try
        {
            FileStream file = store.Blobs.OpenRead(digest);
            await using (file.ConfigureAwait(false))
            {
                byte[] hash = await System.Security.Cryptography.SHA256.HashDataAsync(file, cancellation).ConfigureAwait(false);
                return Digest.FromHash(hash) is var actual && actual == digest ? null : $"its bytes have the digest {actual}";
            }
        }
        catch (FileNotFoundException)
        {
            return "it is missing";
        }
        catch (IOException e)
        {
            return e.Message;
        }
    }
}
