using Berth.Images.Archive;
using Berth.Images.Layers;
using Berth.Images.Transfers;
using Berth.Linux;
using Berth.Oci;
using Berth.RegistryClient;

namespace Berth.Images.Pushing;

/// <summary>
/// Sees to it that the repository has one layer, the cheapest way first:
/// <list type="number">
/// <item>An archive of it that the registry has already, in this repository or in one that it is mounted from.</item>
/// <item>An archive that is kept here, sent as it is.</item>
/// <item>One that is compressed now, and sent while it is; kept, for the next time.</item>
/// </list>
/// </summary>
internal sealed class LayerPush(
    ImageStore store, LayerRecord layer, RemoteRepository repository, ArchivePlaces places, PushOptions options, Action<TransferProgress> report)
{
    private string Id => layer.DiffId.Short;

    private LayerArchiveTable Archives => store.Archives;

    /// <summary>In whatever form comes cheapest.</summary>
    /// <returns>What the manifest is to say.</returns>
    public Task<Descriptor> RunAsync(CancellationToken cancellation) => InTurnAsync(() => SendAnyAsync(cancellation), cancellation);

    /// <summary>In the form that the manifest names. It is there, or kept here, or not for registries.</summary>
    public Task<Descriptor> RunAsync(Descriptor wanted, CancellationToken cancellation) =>
        InTurnAsync(() => SendAsync(wanted, cancellation), cancellation);

    private async Task<Descriptor> InTurnAsync(Func<Task<Descriptor>> work, CancellationToken cancellation)
    {
        await options.Limits.BeginUploadAsync(() => Say("Waiting"), cancellation).ConfigureAwait(false);
        try
        {
            return await work().ConfigureAwait(false);
        }
        finally
        {
            options.Limits.EndUpload();
        }
    }

    private async Task<Descriptor> SendAsync(Descriptor wanted, CancellationToken cancellation)
    {
        if (wanted.Urls is { Count: > 0 })
        {
            Say("Skipped foreign layer");
            return wanted;
        }

        var archive = new LayerArchive(wanted.Digest, layer.DiffId, wanted.MediaType ?? "", wanted.Size, IsKept: false);
        if (!await IsThereAsync(archive).ConfigureAwait(false))
        {
            await SendKeptAsync(archive, cancellation).ConfigureAwait(false);
        }

        return wanted;
    }

    private async Task<Descriptor> SendAnyAsync(CancellationToken cancellation)
    {
        // 1.
        LayerArchive[] usable = [.. Archives.Of(layer.DiffId).Where(a => MadeManifest.LayerType(a, options.Compression) is not null)
            .OrderBy(a => a.MediaType == options.Compression.MediaType() ? 0 : 1)];
        foreach (LayerArchive archive in usable)
        {
            if (await IsThereAsync(archive).ConfigureAwait(false))
            {
                return Describe(archive);
            }
        }

        // 2.
        if (Array.Find(usable, a => a.IsKept && store.Blobs.SizeOf(a.Digest) == a.Size) is { } kept)
        {
            await SendKeptAsync(kept, cancellation).ConfigureAwait(false);
            return Describe(kept);
        }

        // 3.
        return Describe(await MakeAsync(cancellation).ConfigureAwait(false));
    }

    private async Task<bool> IsThereAsync(LayerArchive archive)
    {
        ArchivePlace place = await places.FindAsync(archive.Digest).ConfigureAwait(false);
        if (place.IsThere)
        {
            Remember(archive);
            Say(place.MountedFrom is { } path ? $"Mounted from {path}" : "Layer already exists");
        }

        return place.IsThere;
    }

    private async Task SendKeptAsync(LayerArchive archive, CancellationToken cancellation)
    {
        await UploadAsync(
            new KeptArchive(store.Blobs, archive), sent => archive.Size == 0 ? 1 : (double)sent / archive.Size, cancellation).ConfigureAwait(false);
        Remember(archive);
        Say("Pushed");
    }

    private async Task<LayerArchive> MakeAsync(CancellationToken cancellation)
    {
        ArchiveMaking making = await BeginAsync(cancellation).ConfigureAwait(false);
        await using (making.ConfigureAwait(false))
        {
            Task<LayerArchive> keeping = KeepAsync(making);
            try
            {
                await UploadAsync(making, making.Share, cancellation).ConfigureAwait(false);
            }
            catch
            {
                // What was compressed to its end is kept: the next attempt need only send it.
                making.Stop();
                await ((Task)keeping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw;
            }

            LayerArchive made = await keeping.ConfigureAwait(false);
            Remember(made);
            Say("Pushed");
            return made;
        }
    }

    private async Task<ArchiveMaking> BeginAsync(CancellationToken cancellation)
    {
        await options.Limits.BeginCompressionAsync(cancellation).ConfigureAwait(false);
        Stream? plain = null;
        try
        {
            plain = store.Layers.OpenTar(layer);
            ArchiveMaking making = ArchiveMaking.Start(
                store.Blobs.Begin(), plain, store.Layers.TarSize(layer), options.Compression, cancellation);
            _ = making.Ended.ContinueWith(_ => options.Limits.EndCompression(), TaskScheduler.Default);
            return making;
        }
        catch
        {
            plain?.Dispose();
            options.Limits.EndCompression();
            throw;
        }
    }

    private async Task<LayerArchive> KeepAsync(ArchiveMaking making)
    {
        Descriptor blob = await making.DescribeAsync(CancellationToken.None).ConfigureAwait(false);
        if (options.KeepArchives)
        {
            await making.KeepAsync(store.Blobs).ConfigureAwait(false);
        }

        var archive = new LayerArchive(blob.Digest, layer.DiffId, options.Compression.MediaType(), blob.Size, options.KeepArchives);
        Archives.Put(archive);
        Failpoint.Hit("archive.recorded");
        return archive;
    }

    private Task<Descriptor> UploadAsync(IUploadContent content, Func<long, double> share, CancellationToken cancellation)
    {
        var meter = new PushMeter(report, Id, layer.Size, store.Options.Time);
        return repository.UploadBlobAsync(content, sent => meter.Tell(share(sent)), cancellation);
    }

    private void Remember(LayerArchive archive)
    {
        if (Archives.Get(archive.Digest) is null)
        {
            Archives.Put(archive);
        }

        Archives.AddSource(archive.Digest, repository.Name.Name);
    }

    private Descriptor Describe(LayerArchive archive) => new()
    {
        MediaType = MadeManifest.LayerType(archive, options.Compression),
        Digest = archive.Digest,
        Size = archive.Size,
    };

    private void Say(string status) => report(new TransferProgress(Id, status));
}
