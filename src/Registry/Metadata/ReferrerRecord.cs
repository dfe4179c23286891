using Berth.Oci;

namespace Berth.Registry.Metadata;

/// <summary>A manifest that refers to another one, as the list of referrers shows it.</summary>
internal sealed record ReferrerRecord(Digest Digest, string MediaType, long Size, string? ArtifactType, string? AnnotationsJson);
