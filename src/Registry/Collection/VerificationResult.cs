namespace Berth.Registry.Collection;

/// <summary>What a check of everything looked at and found.</summary>
internal sealed record VerificationResult
{
    public long Blobs { get; init; }

    /// <summary>Of the blobs.</summary>
    public long Bytes { get; init; }

    public long Manifests { get; init; }

    public long Faults { get; init; }
}
