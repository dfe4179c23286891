using Berth.Linux;
using Berth.Oci;

namespace Berth.Images.Layers;

/// <summary>Archives of layers as they travel, kept as blobs beside the files. They go with the last layer of their diff ID.</summary>
internal sealed partial class LayerStore
{
    /// <summary>Whether the bytes of an archive are here, as many as its descriptor says, and are those of a diff ID.</summary>
    public bool KeepsArchive(Descriptor archive, Digest diffId) =>
        new LayerArchiveTable(_database).Get(archive.Digest) is { IsKept: true } known
        && known.DiffId == diffId && known.Size == archive.Size && _blobs.SizeOf(archive.Digest) == archive.Size;

    /// <summary>Keeps an archive of a layer that the caller holds.</summary>
    /// <param name="archive">Its digests are known to be true.</param>
    /// <param name="file">Its bytes, in <c>tmp/</c>; the file moves.</param>
    public void KeepArchive(LayerArchive archive, string file)
    {
        // Under the lock: a removal that takes the same archive along is over, or comes after.
        lock (_lock)
        {
            _blobs.Adopt(file, archive.Digest);
            Failpoint.Hit("archive.kept");
            new LayerArchiveTable(_database).Put(archive);
        }
    }
}
