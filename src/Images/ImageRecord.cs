using Berth.Images.Layers;
using Berth.Oci;

namespace Berth.Images;

/// <summary>An image that the store has. Immutable: a later change makes another record.</summary>
public sealed record ImageRecord
{
    /// <summary>The digest of the configuration's bytes.</summary>
    public required Digest Id { get; init; }

    public required ImageConfig Config { get; init; }

    /// <summary>The image it was made from on this machine (build, commit), not for one that was loaded or pulled.</summary>
    public Digest? Parent { get; init; }

    /// <summary>The manifest it came with, a blob of the store; null where it came without one.</summary>
    public Digest? Manifest { get; init; }

    /// <summary>Chain IDs of the layers, lowest first.</summary>
    public required IReadOnlyList<Digest> Layers { get; init; }

    /// <summary>Bytes of the files in its layers, unpacked.</summary>
    public required long Size { get; init; }

    /// <summary>Bytes of its configuration.</summary>
    public required long ConfigSize { get; init; }

    /// <summary>When it last got a name here; the year 1 where it never had one.</summary>
    public DateTimeOffset LastTagged { get; init; }

    /// <summary>Everything that names it, sorted: tags and, for what came from a registry, digests.</summary>
    public IReadOnlyList<Reference> References { get; init; } = [];

    /// <summary><c>name:tag</c> each, as people write it.</summary>
    public IReadOnlyList<string> RepoTags => [.. References.Where(static r => r.Digest is null).Select(static r => r.Familiar)];

    /// <summary><c>name@sha256:…</c> each.</summary>
    public IReadOnlyList<string> RepoDigests => [.. References.Where(static r => r.Digest is not null).Select(static r => r.Familiar)];

    /// <summary>When it was made, by its own configuration; the Unix epoch where that does not say.</summary>
    public DateTimeOffset Created => Config.CreatedAt ?? DateTimeOffset.UnixEpoch;

    /// <summary>True where no tag or digest names it.</summary>
    public bool IsDangling => References.Count == 0;

    /// <summary>The platform it says it is for.</summary>
    public Platform Platform => PlatformOf(Config);

    /// <summary>The record of an image from its documents and layers, before it has a name.</summary>
    /// <param name="json">The configuration's bytes.</param>
    /// <param name="config">What they say.</param>
    /// <param name="layers">Lowest first.</param>
    /// <param name="manifest">The manifest's bytes; empty where there is none.</param>
    internal static ImageRecord Of(
        ReadOnlySpan<byte> json, ImageConfig config, IReadOnlyCollection<LayerRecord> layers, ReadOnlySpan<byte> manifest = default) => new()
    {
        Id = Digest.Of(json),
        Config = config,
        Manifest = manifest.IsEmpty ? null : Digest.Of(manifest),
        Layers = [.. layers.Select(static layer => layer.ChainId)],
        Size = layers.Sum(static layer => layer.Size),
        ConfigSize = json.Length,
    };

    /// <summary>The platform that a configuration says it is for; this machine's where it does not say.</summary>
    internal static Platform PlatformOf(ImageConfig config) => new()
    {
        Os = string.IsNullOrEmpty(config.Os) ? Platform.Host.Os : config.Os,
        Architecture = string.IsNullOrEmpty(config.Architecture) ? Platform.Host.Architecture : config.Architecture,
        Variant = config.Variant,
        OsVersion = config.OsVersion,
    };
}
