using Berth.Oci;
using Berth.Registry.Naming;

namespace Berth.Registry.Metadata;

/// <summary>A blob, or a manifest, of a repository, by name.</summary>
internal readonly record struct RepositoryContent(RepositoryName Repository, Digest Digest);
