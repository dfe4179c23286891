using Berth.Oci;

namespace Berth.RegistryClient.Transport;

/// <summary>The body of a blob's answer: exactly as many bytes as the blob has.</summary>
internal sealed class BlobStream : Stream
{
    private readonly HttpResponseMessage _response;
    private readonly Stream _body;
    private readonly Descriptor _blob;
    private readonly StallClock _stall;
    private long _position;

    private BlobStream(HttpResponseMessage response, Stream body, Descriptor blob, StallClock stall)
    {
        _response = response;
        _body = body;
        _blob = blob;
        _stall = stall;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => _blob.Size;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public static async Task<Stream> OpenAsync(HttpResponseMessage response, Descriptor blob, StallClock stall, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentLength is { } length && length != blob.Size)
        {
            response.Dispose();
            throw WrongSize(blob, $"{length}");
        }

        return new BlobStream(response, await response.Content.ReadAsStreamAsync(cancellation), blob, stall);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = await _stall.ReadAsync(_body, buffer, cancellationToken);
        _position += count;
        if (_position > _blob.Size || (count == 0 && buffer.Length > 0 && _position < _blob.Size))
        {
            throw WrongSize(_blob, _position > _blob.Size ? "more" : $"{_position}");
        }

        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _response.Dispose();
        }

        base.Dispose(disposing);
    }

    private static RegistryException WrongSize(Descriptor blob, string sent) =>
        new(RegistryErrorKind.InvalidAnswer, $"the registry sends {sent} bytes of {blob.Digest}, which has {blob.Size}");
}
