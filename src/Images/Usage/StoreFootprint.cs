using System.Collections.Concurrent;
using Berth.Linux;
using Berth.Oci;

namespace Berth.Images.Usage;

/// <summary>
/// Bytes of the disk that images take, as du(1) counts them: what is in <c>layers/</c>, <c>recipes/</c> and <c>blobs/sha256/</c> of the
/// data root, which is unpacked files, what puts their archives together again, kept archives, configurations and manifests. What is
/// being fetched (<c>tmp/</c>) and what is being removed (<c>trash/</c>) is no image's.
/// </summary>
internal sealed class StoreFootprint(StorePaths paths)
{
    // The files of a layer never change: each is walked once.
    private readonly ConcurrentDictionary<string, long> _layers = new(StringComparer.Ordinal);

    private string Blobs => Path.Combine(paths.Blobs, "sha256");

    /// <summary>All of it.</summary>
    public long Total() => Layers() + ContentOf(paths.Recipes) + ContentOf(Blobs);

    /// <summary>A layer with its recipe and its kept archives.</summary>
    public long Of(string directory, IEnumerable<Digest> archives) =>
        OfLayer(directory) + OfFile(paths.Recipes, directory) + archives.Sum(OfBlob);

    /// <summary>A configuration, a manifest or a kept archive.</summary>
    public long OfBlob(Digest digest) => OfFile(Blobs, digest.Hex);

    private long Layers()
    {
        using Fd directory = Fd.Open(paths.Layers, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        List<string> names = FileTree.Names(directory);
        foreach (string gone in _layers.Keys.Except(names, StringComparer.Ordinal))
        {
            _layers.TryRemove(gone, out _);
        }

        return names.Sum(OfLayer);
    }

    private long OfLayer(string name)
    {
        if (_layers.TryGetValue(name, out long known))
        {
            return known;
        }

        long bytes = Measure(paths.Layer(name), FileTree.Allocated);
        return bytes == 0 ? 0 : _layers[name] = bytes;
    }

    private static long OfFile(string directory, string name) => Measure(directory, opened => opened.TryStatus(name)?.Allocated ?? 0);

    private static long ContentOf(string path) => Measure(path, static opened => FileTree.Allocated(opened) - opened.Status().Allocated);

    // What goes meanwhile, or was never made, takes nothing.
    private static long Measure(string path, Func<Fd, long> bytesOf)
    {
        try
        {
            using Fd directory = Fd.Open(path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
            return bytesOf(directory);
        }
        catch (LinuxException e) when (e.Errno == Errno.ENOENT)
        {
            return 0;
        }
    }
}
