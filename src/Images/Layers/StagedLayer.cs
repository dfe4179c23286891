using Berth.Content;
using Berth.Linux;
using Berth.Oci;

namespace Berth.Images.Layers;

/// <summary>A layer that is unpacked in <c>tmp/</c> and not recorded yet; disposing it puts it in the trash.</summary>
internal sealed class StagedLayer(string path, Trash trash) : IDisposable
{
    private bool _placed;

    public string Path => path;

    public Digest DiffId { get; set; }

    public LayerContents Contents { get; set; } = new(0, null);

    /// <summary>Everything in it is on the disk when this returns; thousands of small files make one syncfs cheaper than an fsync each.</summary>
    public void Sync()
    {
        using Fd tree = Fd.Open(path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        tree.SyncFileSystem();
    }

    /// <summary>Gives it its place. Until the caller records it, the next start takes it for an orphan.</summary>
    public void Place(string layersDirectory, string name)
    {
        Directory.Move(path, System.IO.Path.Combine(layersDirectory, name));
        _placed = true;
        StorePaths.SyncDirectory(layersDirectory);
    }

    public void Dispose()
    {
        if (!_placed)
        {
            trash.Discard(path);
        }
    }
}
