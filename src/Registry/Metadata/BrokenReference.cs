using Berth.Oci;
using Berth.Registry.Naming;

namespace Berth.Registry.Metadata;

/// <summary>Something that a manifest names and its repository does not have.</summary>
internal sealed record BrokenReference(RepositoryName Repository, Digest Manifest, Digest Missing, bool IsManifest);
