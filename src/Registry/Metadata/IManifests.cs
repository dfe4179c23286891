using Berth.Oci;
using Berth.Registry.Errors;
using Berth.Registry.Naming;

namespace Berth.Registry.Metadata;

/// <summary>The manifests of the repositories and the tags that point at them.</summary>
internal interface IManifests
{
    ManifestRecord? Find(RepositoryName repository, Digest digest);

    ManifestRecord? Find(RepositoryName repository, string tag);

    /// <summary>
    /// Stores a manifest and points tags at it, in one durable transaction, in which everything it requires is there; from then on that is kept.
    /// </summary>
    /// <exception cref="RegistryException"><see cref="ErrorCode.ManifestBlobUnknown"/>: something it requires is not in the repository.</exception>
    ValueTask PutAsync(RepositoryName repository, NewManifest manifest, IReadOnlyList<string> tags, string? pushedBy);

    /// <summary>Removes a manifest and the tags that point at it.</summary>
    /// <returns>False: it was not there.</returns>
    /// <exception cref="RegistryException">An index of the repository needs it (<see cref="ErrorCode.Unsupported"/>).</exception>
    ValueTask<bool> RemoveAsync(RepositoryName repository, Digest digest);

    /// <summary>Removes a tag; the manifest stays.</summary>
    /// <returns>False: it was not there.</returns>
    ValueTask<bool> RemoveTagAsync(RepositoryName repository, string tag);

    /// <summary>Manifests of this repository whose subject is <paramref name="subject"/>, in the order of their digests.</summary>
    IReadOnlyList<ReferrerRecord> Referrers(RepositoryName repository, Digest subject, ReferrerFilter filter);
}
