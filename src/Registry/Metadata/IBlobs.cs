using Berth.Oci;
using Berth.Registry.Errors;
using Berth.Registry.Naming;

namespace Berth.Registry.Metadata;

/// <summary>
/// Which blobs a repository has. A blob that is stored but in none of the caller's repositories is not there for the caller. A link that no manifest
/// of its repository names is kept for the grace period after it was last asked for, linked or mounted; then the collection takes it.
/// </summary>
internal interface IBlobs
{
    /// <summary>The blob, where the repository has it and it is not known to be damaged; asking keeps it for another grace period.</summary>
    BlobRecord? Find(RepositoryName repository, Digest digest);

    /// <summary>
    /// Records a blob that was just committed, and ends its upload, in one durable transaction. Where the registry has the same bytes already, those stay
    /// and the caller deletes the ones it brought: the answer's key says which are the registry's. Damaged ones are replaced; the collection takes them.
    /// </summary>
    /// <exception cref="RegistryException">The upload is not under way, or no longer: nothing is recorded. The bytes are the collection's then.</exception>
    ValueTask<BlobRecord> AddAsync(RepositoryName repository, BlobRecord blob);

    /// <summary>Repositories that have it, at most <paramref name="count"/>, in any order: what a mount without <c>from</c> looks through.</summary>
    IReadOnlyList<RepositoryName> Holders(Digest digest, int count);

    /// <summary>Links a blob of one repository into another, durably; the caller may read the first and write the second.</summary>
    /// <returns>False: the source does not have it.</returns>
    ValueTask<bool> MountAsync(RepositoryName target, RepositoryName source, Digest digest);

    /// <summary>Takes a blob out of a repository.</summary>
    /// <returns>False: it was not there.</returns>
    /// <exception cref="RegistryException">A manifest of the repository needs it (<see cref="ErrorCode.Unsupported"/>).</exception>
    ValueTask<bool> UnlinkAsync(RepositoryName repository, Digest digest);
}
