using Berth.Archive;
using Berth.Images.Archive;
using Berth.Images.Checking;
using Berth.Images.Recipes;
using Berth.Linux;
using Berth.Oci;

namespace Berth.Images.Layers;

/// <summary>
/// Whether a layer on the disk is still what its digest says:
/// <list type="number">
/// <item>Its archive is put together from its recipe and its files, and hashed.</item>
/// <item>What that archive unpacks to is made once more beside it, names and attributes without contents, and compared.</item>
/// <item>What was found is remembered: a damaged layer is replaced when it is added again; one that is whole is not damaged any more.</item>
/// </list>
/// </summary>
internal sealed partial class LayerStore
{
    /// <summary>Reads the whole layer and says what is wrong with it, a line each; none: it is whole. The caller holds it.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="progress">Told of bytes read so far; null: nobody.</param>
    /// <exception cref="ImageException">NoSpace, System: it could not be found out.</exception>
    public async Task<IReadOnlyList<string>> VerifyAsync(LayerRecord layer, Func<long, ValueTask>? progress, CancellationToken cancellation)
    {
        var problems = new ProblemList();
        try
        {
            await Task.Run(() => VerifyAsync(layer, problems, progress, cancellation), cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidDataException or ArchiveException)
        {
            problems.Add(e is InvalidDataException ? e.Message : "its recipe is damaged");
        }
        catch (LinuxException e)
        {
            throw ImageException.From(e, $"failed to verify layer {layer.DiffId}");
        }

        // 3.
        if (problems.Lines.Count > 0)
        {
            MarkDamaged(layer.DiffId);
        }
        else
        {
            MarkWhole(layer.DiffId);
        }

        return problems.Lines;
    }

    private async Task VerifyAsync(LayerRecord layer, ProblemList problems, Func<long, ValueTask>? progress, CancellationToken cancellation)
    {
        if (!File.Exists(_paths.Recipe(layer.Directory)) || !Directory.Exists(_paths.Layer(layer.Directory)))
        {
            throw new InvalidDataException($"its {(Directory.Exists(_paths.Layer(layer.Directory)) ? "recipe is" : "files are")} missing");
        }

        using var staged = new StagedLayer(Path.Combine(_paths.Temporary, $"verify-{Path.GetRandomFileName()}"), _trash);
        Directory.CreateDirectory(staged.Files);
        Fd root = Fd.Open(staged.Files, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        root.SetMode(0x1ed);
        FileTime start = root.Status().Modified;

        // 1.
        var unreadable = new List<Exception>();
        using var tar = new RecipeStream(
            Recipe.Open(_paths.Recipe(layer.Directory)),
            ConfinedRoot.Open(_paths.Layer(layer.Directory)),
            layer.DiffId,
            static e => e is LinuxException ? e : new InvalidDataException(e.Message, e),
            unreadable.Add);
        using var counted = new CountedStream(tar, progress);
        using var replaced = new ReplacedFiles(staged.Replaced);
        using (var unpacker = new LayerUnpacker(root, new TarReader(counted, _limits), _limits, recipe: null, replaced))
        {
            await unpacker.UnpackAsync(cancellation).ConfigureAwait(false);
        }

        await counted.CopyToAsync(Stream.Null, cancellation).ConfigureAwait(false);
        replaced.Discard();

        // 2.
        using Fd expected = Fd.Open(staged.Files, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        using Fd actual = Fd.Open(_paths.Layer(layer.Directory), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        new TreeComparison(problems.Add, start).Compare(expected, actual);
        unreadable.ForEach(e => problems.Add(e.Message));
    }

    private void MarkWhole(Digest diffId)
    {
        lock (_lock)
        {
            if (_directories.TryGetValue(diffId, out LayerDirectory? directory) && directory.IsDamaged)
            {
                _damaged.Remove(diffId);
                directory.IsDamaged = false;
            }
        }
    }

    /// <summary>Tells how much was read through it, each few MiB.</summary>
    private sealed class CountedStream(Stream source, Func<long, ValueTask>? progress) : ReadOnlyStream
    {
        private const long Step = 4 << 20;

        private long _count;
        private long _told;

        public override int Read(Span<byte> buffer) => throw new NotSupportedException();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int got = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            _count += got;
            if (progress is not null && _count - _told >= Step)
            {
                _told = _count;
                await progress(_count).ConfigureAwait(false);
            }

            return got;
        }
    }
}
