using Berth.Registry.Errors;
using Berth.Registry.Naming;
using Berth.Registry.Storage;

namespace Berth.Registry.Metadata;

/// <summary>The uploads under way. Their state is here and in the storage, nowhere else: any process with both can go on with one.</summary>
internal interface IUploads
{
    /// <summary>Begins one; not durable before something of it is. It comes before the first byte goes to the storage: the collection removes bytes without it.</summary>
    /// <exception cref="RegistryException">The repository is not there.</exception>
    ValueTask<UploadId> BeginAsync(RepositoryName repository);

    /// <summary>True if it is under way, in this repository; asking keeps it for another grace period.</summary>
    bool Contains(RepositoryName repository, UploadId upload);

    /// <summary>Ends one without a blob.</summary>
    /// <returns>False: there was none.</returns>
    ValueTask<bool> EndAsync(RepositoryName repository, UploadId upload);
}
