using Berth.Images.Layers;
using Berth.Images.Transfers;
using Berth.Oci;
using Berth.RegistryClient;
using Berth.RegistryClient.Uploads;

namespace Berth.Images.Pushing;

/// <summary>
/// An image goes to a repository under one tag:
/// <list type="number">
/// <item>Its layers are held, its documents read: whoever removes it meanwhile takes nothing away from the push.</item>
/// <item>The manifest that it came with is sent again, byte for byte, if each of its layers is at the registry or kept here: the digest
/// that was pulled is the digest that is pushed.</item>
/// <item>Layers (<see cref="LayerPush"/>) and configuration go side by side.</item>
/// <item>The manifest goes last, when all that it names is there: the one it came with, or one that is made.</item>
/// <item>What was pushed is remembered: the manifest, the digest as a name, who has which archive.</item>
/// </list>
/// </summary>
internal sealed class ImagePush(ImageStore store, ImageRecord image, Reference target, RemoteRepository repository, PushOptions options)
{
    // Small requests, which wait for answers rather than for the line.
    private const int MostQuestions = 8;

    public async Task<PushedManifest> RunAsync(Action<TransferProgress> report, CancellationToken cancellation)
    {
        // 1.
        byte[] config = store.ReadConfig(image.Id);
        ReceivedManifest? received = ReadManifest();
        using LayerHold? hold = store.HoldLayers(image.Id);
        IReadOnlyList<LayerRecord> layers = image.Layers.Count == 0 ? [] : [.. store.Layers.Chain(image.Layers[^1]).Reverse()];
        foreach (LayerRecord layer in layers.Reverse())
        {
            report(new TransferProgress(layer.DiffId.Short, "Preparing"));
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var places = new ArchivePlaces(repository, store.Archives, stop.Token);

        // 2.
        if (received is not null && !await CanSendAsync(received, places, stop.Token).ConfigureAwait(false))
        {
            received = null;
        }

        // 3.
        Task<Descriptor> configuration = OrStopAsync(SendConfigAsync(config, places, stop.Token), stop);
        Task<Descriptor>[] sending = Send(layers, received, places, report, stop);
        await Task.WhenAll([.. sending, configuration]).ConfigureAwait(false);

        // 4.
        string type = received?.MediaType ?? MadeManifest.MediaType(options.Compression);
        byte[] manifest = received?.Bytes
            ?? MadeManifest.Write(await configuration.ConfigureAwait(false), [.. sending.Select(static s => s.Result)], options.Compression);
        string tag = target.Tag ?? Reference.DefaultTag;
        Digest digest = await repository.PutManifestAsync(tag, type, manifest, cancellation).ConfigureAwait(false);

        // 5.
        store.RememberPush(image.Id, manifest, target.WithDigest(digest));
        var pushed = new PushedManifest(tag, digest, manifest.Length);
        report(new TransferProgress(null, $"{tag}: digest: {digest} size: {manifest.Length}") { IsLine = true, Pushed = pushed });
        return pushed;
    }

    private ReceivedManifest? ReadManifest()
    {
        try
        {
            return image.Manifest is { } digest ? ReceivedManifest.Parse(store.Blobs.ReadAll(digest), image) : null;
        }
        catch (Exception e) when (e is FileNotFoundException or InvalidDataException)
        {
            return null;
        }
    }

    private async Task<bool> CanSendAsync(ReceivedManifest manifest, ArchivePlaces places, CancellationToken cancellation)
    {
        Descriptor[] unkept = [.. manifest.Layers
            .Where(layer => layer.Urls is not { Count: > 0 } && store.Blobs.SizeOf(layer.Digest) != layer.Size).DistinctBy(static layer => layer.Digest)];
        bool all = true;
        await Parallel.ForEachAsync(unkept, new ParallelOptions { MaxDegreeOfParallelism = MostQuestions, CancellationToken = cancellation }, async (layer, _) =>
        {
            ArchivePlace place = await places.FindAsync(layer.Digest).ConfigureAwait(false);
            if (!place.IsThere)
            {
                Volatile.Write(ref all, false);
            }
        }).ConfigureAwait(false);
        return all;
    }

    /// <summary>Begins to send each layer; a layer that the image has twice goes once.</summary>
    private Task<Descriptor>[] Send(
        IReadOnlyList<LayerRecord> layers, ReceivedManifest? received, ArchivePlaces places, Action<TransferProgress> report, CancellationTokenSource stop)
    {
        var sending = new Dictionary<(Digest DiffId, Digest? Archive), Task<Descriptor>>();
        var tasks = new Task<Descriptor>[layers.Count];
        for (int i = layers.Count - 1; i >= 0; i--)
        {
            Descriptor? wanted = received?.Layers[i];
            var key = (layers[i].DiffId, wanted?.Digest);
            if (!sending.TryGetValue(key, out Task<Descriptor>? task))
            {
                var push = new LayerPush(store, layers[i], repository, places, options, report);
                task = OrStopAsync(wanted is null ? push.RunAsync(stop.Token) : push.RunAsync(wanted, stop.Token), stop);
                sending.Add(key, task);
            }

            tasks[i] = task;
        }

        return tasks;
    }

    private async Task<Descriptor> SendConfigAsync(byte[] config, ArchivePlaces places, CancellationToken cancellation)
    {
        ArchivePlace place = await places.FindAsync(image.Id).ConfigureAwait(false);
        return place.IsThere
            ? new Descriptor { Digest = image.Id, Size = config.Length }
            : await repository.UploadBlobAsync(new BytesContent(config), null, cancellation).ConfigureAwait(false);
    }

    /// <summary>The first failure ends the rest.</summary>
    private static async Task<Descriptor> OrStopAsync(Task<Descriptor> work, CancellationTokenSource stop)
    {
        try
        {
            return await work.ConfigureAwait(false);
        }
        catch
        {
            await stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }
}
