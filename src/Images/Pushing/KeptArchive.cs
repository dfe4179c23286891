using Berth.Content;
using Berth.Images.Archive;
using Berth.Images.Layers;
using Berth.Oci;
using Berth.RegistryClient;

namespace Berth.Images.Pushing;

/// <summary>A layer's archive that is a blob of the store, to be uploaded as it is. Its layer is held meanwhile.</summary>
internal sealed class KeptArchive(BlobStore blobs, LayerArchive archive) : IUploadContent
{
    public long? Length => archive.Size;

    /// <exception cref="ImageException">System: its bytes are gone from the disk or cannot be read.</exception>
    public Stream Open(long offset)
    {
        try
        {
            FileStream file = blobs.OpenRead(archive.Digest);
            file.Position = offset;
            return new Reader(file, archive.Digest);
        }
        catch (IOException e)
        {
            throw Failed(archive.Digest, e);
        }
    }

    public Task<Descriptor> DescribeAsync(CancellationToken cancellation) =>
        Task.FromResult(new Descriptor { Digest = archive.Digest, Size = archive.Size });

    private static ImageException Failed(Digest digest, IOException e) =>
        new(ImageErrorKind.System, $"failed to read the archive {digest}: {e.Message}", e);

    /// <summary>An error of the disk must not look like one of the connection, which is tried again.</summary>
    private sealed class Reader(FileStream file, Digest digest) : ReadOnlyStream
    {
        public override int Read(Span<byte> buffer)
        {
            try
            {
                return file.Read(buffer);
            }
            catch (IOException e)
            {
                throw Failed(digest, e);
            }
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<int>(cancellationToken) : new(Read(buffer.Span));

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                file.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
