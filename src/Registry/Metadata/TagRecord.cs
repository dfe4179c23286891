using Berth.Oci;

namespace Berth.Registry.Metadata;

/// <summary>A tag and what it points at.</summary>
/// <param name="UpdatedAt">When it was last pointed somewhere.</param>
/// <param name="UpdatedBy">The user who did; null: nobody had logged in.</param>
internal sealed record TagRecord(string Name, Digest Digest, string MediaType, DateTimeOffset UpdatedAt, string? UpdatedBy);
