using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;
using Berth.Archive;
using Berth.Images.Layers;
using Berth.Linux;
using Berth.Oci;

namespace Berth.Images.Committing;

/// <summary>
/// What a container wrote becomes a layer on top of its image, and both an image:
/// <list type="number">
/// <item>The container's own layer is read as an archive, which is unpacked and hashed as it is written; nobody changes the container's
/// files until it is read.</item>
/// <item>The layer is recorded on top of the parent's. A container that wrote nothing adds none.</item>
/// <item>A configuration is written: the parent's history and layers, and one step more.</item>
/// <item>The image is recorded and named.</item>
/// </list>
/// </summary>
internal sealed class ImageCommit(ImageStore store, string containerId, CommitOptions options)
{
    private const string Doing = "failed to commit the container";

    // Of two blocks of zeros, an archive of nothing: docker's sign of a step that changed no file.
    private static readonly Digest s_empty = Digest.Parse("sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef");

    /// <param name="read">Called when the container's files have been read, whether or not that went well.</param>
    public async Task<ImageRecord> RunAsync(Action read, CancellationToken cancellation)
    {
        ImageRecord parent = store.Get(options.Parent) ?? throw ImageException.NotFound(options.Parent.ToString());
        if (parent.Layers.Count >= store.Options.MaxLayers)
        {
            throw ImageException.Invalid("max depth exceeded");
        }

        try
        {
            // 1. Its layer.
            using StagedLayer staged = await StageAsync(read, cancellation).ConfigureAwait(false);

            // 2. On top of the parent's.
            bool isEmpty = staged.DiffId == s_empty;
            Digest? below = parent.Layers.Count == 0 ? null : parent.Layers[^1];
            using LayerHold? parentHold = below is { } top ? store.Layers.TryHold(top) ?? throw ImageException.NotFound(parent.Id.ToString()) : null;
            using LayerHold? hold = isEmpty ? null : store.Layers.Commit(staged, below);

            // 3. The configuration.
            ImageConfig config = MakeConfig(parent, isEmpty ? null : staged.DiffId);
            byte[] json = JsonSerializer.SerializeToUtf8Bytes(config, OciJson.Default.ImageConfig);

            // 4. The record and the name.
            var record = new ImageRecord
            {
                Id = Digest.Of(json),
                Config = config,
                Parent = parent.Id,
                Layers = hold is null ? parent.Layers : [.. parent.Layers, hold.Layer.ChainId],
                Size = parent.Size + (hold?.Layer.Size ?? 0),
                ConfigSize = json.Length,
            };
            ImageRecord image = store.Add(record, json, manifest: []);
            return options.Target is null ? image : store.SetName(options.Target, image.Id).Image;
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

    private async Task<StagedLayer> StageAsync(Action read, CancellationToken cancellation)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var pipe = new System.IO.Pipelines.Pipe(new PipeOptions(pauseWriterThreshold: 1 << 20, resumeWriterThreshold: 1 << 19));
        Task reading = Task.Run(() => ReadAsync(pipe.Writer, read, failed.Token), CancellationToken.None);
        try
        {
            Stream plain = pipe.Reader.AsStream();
            await using (plain.ConfigureAwait(false))
            {
                return await store.Layers.StageAsync(plain, cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            // Whatever happened, the container is let go before the caller knows.
            await failed.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }
    }

    // Never fails itself: what goes wrong reaches the other end of the pipe.
    private async Task ReadAsync(PipeWriter writer, Action read, CancellationToken cancellation)
    {
        Exception? failure = null;
        try
        {
            Stream destination = writer.AsStream(leaveOpen: true);
            await store.Snapshots.WriteLayerAsync(containerId, destination, cancellation).ConfigureAwait(false);
            await destination.FlushAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            failure = e;
        }

        read();
        await writer.CompleteAsync(failure).ConfigureAwait(false);
    }

    private ImageConfig MakeConfig(ImageRecord parent, Digest? diffId)
    {
        string created = store.Options.Time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
        var step = new HistoryEntry
        {
            Created = created,
            CreatedBy = options.CreatedBy,
            Author = Absent(options.Author),
            Comment = Absent(options.Comment),
            EmptyLayer = diffId is null,
        };
        return new ImageConfig
        {
            Architecture = parent.Config.Architecture,
            Variant = parent.Config.Variant,
            Os = parent.Config.Os,
            OsVersion = parent.Config.OsVersion,
            OsFeatures = parent.Config.OsFeatures,
            Author = Absent(options.Author),
            Created = created,
            DockerVersion = options.EngineVersion,
            Config = options.Config,
            RootFs = new RootFs { DiffIds = diffId is { } added ? [.. parent.Config.RootFs.DiffIds, added] : parent.Config.RootFs.DiffIds },
            History = [.. parent.Config.History ?? [], step],
        };
    }

    private static string? Absent(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
