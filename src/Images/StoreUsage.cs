using Berth.Oci;

namespace Berth.Images;

/// <summary>What images take on the disk, in bytes as du(1) counts them.</summary>
/// <param name="Total">All of them together, with layers that only containers still need.</param>
/// <param name="Images">Of each image that was asked for.</param>
public sealed record StoreUsage(long Total, IReadOnlyDictionary<Digest, ImageUsage> Images);

/// <summary>What one image takes on the disk: its layers, what puts their archives together again, kept archives, its documents.</summary>
/// <param name="Size">All of that.</param>
/// <param name="Shared">The part that at least one more of the images has, too.</param>
public sealed record ImageUsage(long Size, long Shared);
