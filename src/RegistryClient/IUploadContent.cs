using Berth.Oci;

namespace Berth.RegistryClient;

/// <summary>
/// The bytes of a blob that is uploaded. They can be read from any place any number of times, so that an upload that broke off goes on and
/// a request that was refused is sent again. They need not all be there yet when the upload begins.
/// </summary>
public interface IUploadContent
{
    /// <summary>Bytes in all; null while they are still being made.</summary>
    long? Length { get; }

    /// <summary>
    /// The bytes from an offset to their end. Where they are still being made a read waits for the next ones, and fails as the making does.
    /// </summary>
    Stream Open(long offset);

    /// <summary>Digest and size, once all bytes are there; fails as the making of them does.</summary>
    Task<Descriptor> DescribeAsync(CancellationToken cancellation);
}
