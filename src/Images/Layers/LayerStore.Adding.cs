using Berth.Archive;
using Berth.Images.Archive;
using Berth.Images.Recipes;
using Berth.Linux;
using Berth.Oci;

namespace Berth.Images.Layers;

/// <summary>
/// How a layer enters: it is staged, for which nothing of the image must be here yet, so that the layers of an image unpack side by
/// side; then committed, lowest first.
/// </summary>
internal sealed partial class LayerStore
{
    /// <summary>Adds a layer from its plain archive, with everything there is after the archive's end counted into its digest.</summary>
    /// <param name="archive">Uncompressed; read to its end.</param>
    /// <param name="parent">The layer below; the caller holds it.</param>
    /// <param name="verify">Called with the diff ID before anything is recorded; throws to refuse it.</param>
    public async Task<LayerHold> AddAsync(
        Stream archive, Digest? parent, Action<Digest>? verify, CancellationToken cancellation)
    {
        // 1. Unpack into a private directory, hashing on the way, and sync it.
        using StagedLayer staged = await StageAsync(archive, cancellation).ConfigureAwait(false);

        // 2. It must be what it was said to be.
        verify?.Invoke(staged.DiffId);

        // 3. Rename and record it; or take the one that is here already.
        return Commit(staged, parent);
    }

    /// <summary>
    /// Unpacks a plain archive, read to its end, writes down how it is put together again, and syncs both. Nothing of it is visible before <see cref="Commit"/>; the caller
    /// compares <see cref="StagedLayer.DiffId"/> with what it should be, and disposes the result in any case.
    /// </summary>
    /// <remarks>
    /// Reading and hashing <paramref name="plain"/>, which is where decompression happens, and writing files go on at once, each on a
    /// core of its own (<see cref="ReadAhead"/>).
    /// </remarks>
    /// <exception cref="ArchiveException">The archive is damaged or asks for what cannot be.</exception>
    /// <exception cref="LinuxException">The file system refused.</exception>
    public async Task<StagedLayer> StageAsync(Stream plain, CancellationToken cancellation)
    {
        var staged = new StagedLayer(Path.Combine(_paths.Temporary, $"layer-{Path.GetRandomFileName()}"), _trash);
        try
        {
            await StageAsync(staged, plain, cancellation).ConfigureAwait(false);
            Failpoint.Hit("layer.staged");
            return staged;
        }
        catch
        {
            staged.Dispose();
            throw;
        }
    }

    private async Task StageAsync(StagedLayer staged, Stream plain, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var ahead = new ReadAhead();
        Task<LayerContents> unpacking = Task.Factory.StartNew(
            () =>
            {
                try
                {
                    return Unpack(staged, ahead.Reader);
                }
                catch
                {
                    // There is no use in reading on.
                    stop.Cancel();
                    throw;
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Task<Digest> reading = ahead.RunAsync(plain, stop.Token);
        await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // It throws what reading threw, too.
        staged.Contents = await unpacking.ConfigureAwait(false);
        staged.DiffId = await reading.ConfigureAwait(false);
    }

    // On a thread of its own, which waits for the archive and for the disk.
    private LayerContents Unpack(StagedLayer staged, Stream archive)
    {
        Directory.CreateDirectory(staged.Files);
        Fd root = Fd.Open(staged.Files, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        root.SetMode(0x1ed);
        using var recipe = new RecipeWriter(staged.Recipe);
        using var replaced = new ReplacedFiles(staged.Replaced);
        var reader = new TarReader(archive, _limits) { Raw = recipe.AddLiteral };
        using var unpacker = new LayerUnpacker(root, reader, _limits, recipe, replaced);
        LayerContents contents = unpacker.UnpackAsync(CancellationToken.None).GetAwaiter().GetResult();
        reader.DrainAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        recipe.Finish(replaced);
        replaced.Discard();
        staged.Sync();
        return contents;
    }

    /// <summary>
    /// Records a staged layer on top of its parent. Where the same chain or the same diff ID is here already, perhaps since a moment
    /// ago, that one is taken and the staged one goes with its disposal. May be called again, for another place in a chain.
    /// </summary>
    /// <param name="parent">The layer below; the caller holds it.</param>
    public LayerHold Commit(StagedLayer staged, Digest? parent)
    {
        lock (_lock)
        {
            return Hold(Record(staged, parent));
        }
    }

    private Entry Record(StagedLayer staged, Digest? parent)
    {
        Digest chainId = ChainId.Next(parent, staged.DiffId);
        if (_layers.TryGetValue(chainId, out Entry? present))
        {
            Repair(present.Directory, staged);
            return present;
        }

        if (_directories.TryGetValue(staged.DiffId, out LayerDirectory? shared))
        {
            Repair(shared, staged);
        }

        string directory = shared?.Name ?? NewDirectoryName();
        if (shared is null)
        {
            staged.Place(_paths, directory);
            Failpoint.Hit("layer.renamed");
        }

        return Insert(new LayerRecord(chainId, parent, staged.DiffId, directory, staged.Contents.Size, staged.Contents.Root));
    }

    private Entry Insert(LayerRecord record)
    {
        _table.Insert(record);
        Enter(record);
        if (record.Parent is { } below)
        {
            _layers[below].References++;
        }

        Failpoint.Hit("layer.recorded");
        return _layers[record.ChainId];
    }

    // Files that are missing or damaged are replaced by good ones. A container that runs on the old ones keeps those.
    private void Repair(LayerDirectory directory, StagedLayer staged)
    {
        if (directory.IsDamaged)
        {
            Discard(directory.Name);
            Failpoint.Hit("layer.discarded");
            staged.Place(_paths, directory.Name);
            _damaged.Remove(staged.DiffId);
            directory.IsDamaged = false;
        }
    }
}
