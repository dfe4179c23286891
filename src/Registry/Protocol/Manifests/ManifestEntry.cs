using Berth.Oci;

namespace Berth.Registry.Protocol.Manifests;

/// <summary>What a manifest says of something it consists of.</summary>
/// <param name="Size">Bytes, from 0 on.</param>
internal readonly record struct ManifestEntry(string? MediaType, Digest Digest, long Size);
