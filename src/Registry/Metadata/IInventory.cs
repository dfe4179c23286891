using Berth.Oci;

namespace Berth.Registry.Metadata;

/// <summary>Everything a registry has, for a check of all of it: read page by page, while others write.</summary>
internal interface IInventory
{
    /// <summary>All blobs, in the order of their digests.</summary>
    IEnumerable<BlobRecord> Blobs();

    /// <summary>Whether a blob is still there.</summary>
    bool Contains(BlobRecord blob);

    /// <summary>
    /// Remembers that a blob is damaged, which is then for no repository there until it is pushed again, or that it is whole after all. Nothing where it has gone.
    /// </summary>
    ValueTask MarkAsync(BlobRecord blob, bool isDamaged);

    /// <summary>The digests of all manifests, each with its bytes.</summary>
    IEnumerable<(Digest Digest, byte[] Content)> Contents();

    /// <summary>References of manifests to blobs and manifests that their repository does not have.</summary>
    IEnumerable<BrokenReference> BrokenReferences();

    /// <summary>What the database says is wrong with itself, a line each.</summary>
    IEnumerable<string> Damages();
}
