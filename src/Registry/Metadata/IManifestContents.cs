using Berth.Oci;
using Berth.Registry.Naming;

namespace Berth.Registry.Metadata;

/// <summary>Several manifests at once, for pages that list many.</summary>
internal interface IManifestContents
{
    /// <summary>Those of the manifests that the repository has and that are not larger than <paramref name="largest"/> bytes, in any order.</summary>
    IReadOnlyList<ManifestRecord> Find(RepositoryName repository, IReadOnlyCollection<Digest> digests, int largest);

    /// <summary>Names of the tags that point at a manifest, in ordinal order, at most <paramref name="count"/>.</summary>
    IReadOnlyList<string> TagsOf(RepositoryName repository, Digest digest, int count);
}
