using Berth.Archive;
using Berth.Images.Diffing;
using Berth.Images.Layers;
using Berth.Linux;

namespace Berth.Images;

// What a container's file system holds, read from the layers: the same whether it is mounted, runs, or is stopped.
public sealed partial class Snapshots
{
    private const string InitName = "init";

    /// <summary>What the container changed of its image.</summary>
    /// <exception cref="ImageException">NotFound, System.</exception>
    public Task<IReadOnlyList<FileChange>> ChangesAsync(string containerId, CancellationToken cancellation = default) =>
        ReadAsync(containerId, "failed to read the container's changes", row => Task.Run(
            () =>
            {
                using OverlayDirectory upper = OverlayDirectory.Open([UpperPath(containerId)]);
                using OverlayDirectory lower = OverlayDirectory.Open(LowerPaths(row));
                return ChangeList.Of(upper, lower, _store.Options.Limits, cancellation);
            },
            cancellation));

    /// <summary>Writes all of the container's files as a tar archive.</summary>
    /// <exception cref="ImageException">NotFound, also where it is removed meanwhile; System.</exception>
    public Task ExportAsync(string containerId, Stream destination, CancellationToken cancellation = default) =>
        ReadAsync(containerId, "failed to export the container", async row =>
        {
            using OverlayDirectory root = OverlayDirectory.Open([UpperPath(containerId), .. LowerPaths(row)]);
            await TreeArchive.WriteAsync(root, destination, _store.Options.Limits, cancellation).ConfigureAwait(false);
            return true;
        });

    /// <summary>Writes what the container changed as the archive of a layer on top of its image.</summary>
    /// <exception cref="ImageException">NotFound, also where it is removed meanwhile; InvalidParameter: no layer can say it; System.</exception>
    internal Task WriteLayerAsync(string containerId, Stream destination, CancellationToken cancellation) =>
        ReadAsync(containerId, "failed to read the container's changes", async _ =>
        {
            using OverlayDirectory upper = OverlayDirectory.Open([UpperPath(containerId)]);
            await TreeArchive.WriteLayerAsync(upper, destination, _store.Options.Limits, cancellation).ConfigureAwait(false);
            return true;
        });

    // The layers are held, so only the container's own directory can go meanwhile: then what was read is not all.
    private async Task<T> ReadAsync<T>(string containerId, string doing, Func<SnapshotRow, Task<T>> read)
    {
        SnapshotRow row = Get(containerId);
        using LayerHold? hold = row.TopLayer is { } top ? _layers.TryHold(top) : null;
        try
        {
            T result = await read(row).ConfigureAwait(false);
            Get(containerId);
            return result;
        }
        catch (LinuxException e)
        {
            Get(containerId);
            throw ImageException.From(e, doing);
        }
        catch (ArchiveException e)
        {
            throw ImageException.Invalid($"{doing}: {e.Message}", e);
        }
    }

    private string UpperPath(string containerId) => Path.Combine(Root(containerId), "upper");

    // Uppermost first. A container of an older version has no layer of its own below its files.
    private List<string> LowerPaths(SnapshotRow row)
    {
        string root = Root(row.ContainerId);
        List<string> paths = row.TopLayer is { } top ? [.. _layers.Chain(top).Select(layer => _store.Paths.Layer(layer.Directory))] : [];
        string init = Path.Combine(root, InitName);
        if (Directory.Exists(init))
        {
            paths.Insert(0, init);
        }
        else if (paths.Count == 0)
        {
            paths.Add(Path.Combine(root, "empty"));
        }

        return paths;
    }

    private void MakeInitLayer(Fd directory, ImageRecord image)
    {
        directory.MakeDirectory(InitName, 0x1ed);
        using Fd init = directory.OpenAt(InitName, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        string[] layers = image.Layers.Count == 0
            ? []
            : [.. _layers.Chain(image.Layers[^1]).Select(layer => _store.Paths.Layer(layer.Directory))];
        using OverlayDirectory? below = layers.Length == 0 ? null : OverlayDirectory.Open(layers);
        InitLayer.Make(init, below);
    }
}
