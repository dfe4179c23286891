using Berth.Content;
using Berth.Images.Layers;
using Berth.Linux;
using Berth.Oci;

namespace Berth.Images.Pulling;

/// <summary>
/// A layer that has arrived and is unpacked, and the archive it came in. Several pulls may put it into their chains; what the first of
/// them makes of it is held until the last is done.
/// </summary>
/// <param name="archive">Digest and size are those of the bytes that arrived.</param>
internal sealed class FetchedLayer(ImageStore store, Descriptor archive, StagedLayer staged, BlobIngest bytes) : IDisposable
{
    private readonly Lock _lock = new();
    private LayerHold? _first;

    public Digest DiffId => staged.DiffId;

    /// <summary>Puts it on top of a layer that the caller holds.</summary>
    public LayerHold Commit(Digest? parent)
    {
        lock (_lock)
        {
            LayerHold hold = store.Layers.Commit(staged, parent);
            _first ??= store.Layers.TryHold(hold.Layer.ChainId);
            return hold;
        }
    }

    /// <summary>Remembers the archive of a layer that <see cref="Commit"/> has put in place, and where it is to be had.</summary>
    /// <param name="keep">Whether its bytes stay.</param>
    /// <param name="repository"><c>domain/path</c>.</param>
    public void Remember(bool keep, string repository)
    {
        lock (_lock)
        {
            if (keep)
            {
                store.Blobs.Keep(bytes, archive.Digest);
                Failpoint.Hit("pull.archive.kept");
            }

            store.Archives.Put(new LayerArchive(archive.Digest, DiffId, archive.MediaType ?? MediaTypes.DockerLayerGzip, bytes.Length, keep));
            store.Archives.AddSource(archive.Digest, repository);
        }
    }

    public void Dispose()
    {
        _first?.Dispose();
        staged.Dispose();
        bytes.Dispose();
    }
}
