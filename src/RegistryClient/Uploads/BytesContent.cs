using Berth.Oci;

namespace Berth.RegistryClient.Uploads;

/// <summary>A small blob in memory: a configuration.</summary>
public sealed class BytesContent(byte[] bytes) : IUploadContent
{
    public long? Length => bytes.Length;

    public Stream Open(long offset) => new MemoryStream(bytes, (int)offset, bytes.Length - (int)offset, writable: false);

    public Task<Descriptor> DescribeAsync(CancellationToken cancellation) =>
        Task.FromResult(new Descriptor { Digest = Digest.Of(bytes), Size = bytes.Length });
}
