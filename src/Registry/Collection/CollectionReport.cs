namespace Berth.Registry.Collection;

/// <summary>What a collection has taken.</summary>
internal sealed record CollectionReport
{
    /// <summary>Untagged manifests.</summary>
    public int Manifests { get; init; }

    /// <summary>Blobs that a repository no longer has, once a repository.</summary>
    public int Links { get; init; }

    public int Blobs { get; init; }

    /// <summary>Uploads nobody went on with.</summary>
    public int Uploads { get; init; }

    /// <summary>Files that a crash left.</summary>
    public int Orphans { get; init; }

    /// <summary>What blobs, uploads and orphans took on the disk.</summary>
    public long Bytes { get; init; }

    public bool IsNothing => this == new CollectionReport();
}
