using System.IO.Pipelines;
using Berth.Oci;
using Berth.Registry.Errors;

namespace Berth.Registry.Storage;

/// <summary>The one that appends to an upload at this moment. Disposing it lets the next one in; what was appended stays.</summary>
internal interface IUploadWriter : IAsyncDisposable
{
    /// <summary>Bytes so far.</summary>
    long Length { get; }

    /// <summary>
    /// Appends a request's body to its end. Where the body breaks off, what has come stays and the exception passes on.
    /// </summary>
    /// <param name="limit">Bytes the upload may have altogether.</param>
    /// <exception cref="RegistryException">It would be larger (<see cref="ErrorCode.SizeInvalid"/>); the disk is full (<see cref="ErrorCode.Unavailable"/>).</exception>
    ValueTask AppendAsync(PipeReader body, long limit, CancellationToken cancellation);

    /// <summary>
    /// The digest of all bytes so far, by an algorithm (<c>sha256</c>, <c>sha512</c>). Hashed as they came where this process got them all, read again
    /// where not.
    /// </summary>
    ValueTask<Digest> DigestAsync(string algorithm, CancellationToken cancellation);

    /// <summary>Makes a blob of it, durably: once this returns, its bytes and its name outlast a power cut. The caller has compared the digest.</summary>
    ValueTask<BlobKey> CommitAsync(Digest digest, CancellationToken cancellation);
}
