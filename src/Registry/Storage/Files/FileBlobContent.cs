using System.IO.Pipelines;
using Berth.Linux;
using Microsoft.Win32.SafeHandles;

namespace Berth.Registry.Storage.Files;

/// <summary>A blob's open file. Its bytes go from the page cache into the response's own memory, once.</summary>
internal sealed class FileBlobContent : IBlobContent
{
    private const int PieceSize = 64 << 10;

    private readonly Fd _file;

    /// <summary>Takes ownership of <paramref name="file"/>.</summary>
    public FileBlobContent(Fd file)
    {
        _file = file;
        Length = file.Status().Size;
    }

    public long Length { get; }

    // The only piece of a small blob is left to the server, which sends it with the headers; once something was flushed, it sends only what is flushed.
    public async Task SendAsync(HttpResponse response, long offset, long count, CancellationToken cancellation)
    {
        PipeWriter output = response.BodyWriter;
        bool isOnePiece = count <= PieceSize;
        while (count > 0)
        {
            int size = (int)Math.Min(count, PieceSize);
            int got = _file.ReadAt(output.GetMemory(size).Span[..size], offset);
            if (got == 0)
            {
                throw new IOException("a blob's file ends before the blob does");
            }

            output.Advance(got);
            offset += got;
            count -= got;
            if (!isOnePiece && (await output.FlushAsync(cancellation)).IsCompleted)
            {
                return;
            }
        }
    }

    public Stream OpenStream()
    {
        using Fd second = _file.Duplicate();
        var handle = new SafeFileHandle(second.Number, ownsHandle: true);
        second.SetHandleAsInvalid();
        return new FileStream(handle, FileAccess.Read, bufferSize: 0);
    }

    public void Dispose() => _file.Dispose();
}
