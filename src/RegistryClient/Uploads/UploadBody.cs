using System.Buffers;
using System.Net;

namespace Berth.RegistryClient.Uploads;

/// <summary>
/// Some of a blob's bytes as a request's body, streamed. Its length is known, or it goes in HTTP chunks while it is being made. A
/// connection that takes nothing for too long is given up.
/// </summary>
internal sealed class UploadBody : HttpContent
{
    private const int BufferSize = 256 * 1024;

    private readonly IUploadContent _content;
    private readonly long _offset;
    private readonly long? _count;
    private readonly RegistryClientOptions _options;
    private readonly Action<long>? _sent;
    private readonly Action _done;

    /// <param name="content">What it is a part of.</param>
    /// <param name="offset">Where it begins.</param>
    /// <param name="count">Bytes; null: up to the end, wherever that will be.</param>
    /// <param name="options">For how long a write may take, and by which clock.</param>
    /// <param name="sent">Told how many bytes of the blob have been sent.</param>
    /// <param name="done">Told when all of the body has.</param>
    public UploadBody(IUploadContent content, long offset, long? count, RegistryClientOptions options, Action<long>? sent, Action done)
    {
        _content = content;
        _offset = offset;
        _count = count;
        _options = options;
        _sent = sent;
        _done = done;
        Headers.TryAddWithoutValidation("Content-Type", "application/octet-stream");
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _count ?? 0;
        return _count is not null;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using var stalled = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stalled.Token, cancellationToken);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            await using Stream source = _content.Open(_offset);
            long left = _count ?? long.MaxValue;
            while (left > 0)
            {
                int got = await source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(BufferSize, left)), cancellationToken);
                if (got == 0)
                {
                    break;
                }

                stalled.CancelAfter(_options.StallTimeout);
                await stream.WriteAsync(buffer.AsMemory(0, got), either.Token);
                stalled.CancelAfter(Timeout.InfiniteTimeSpan);
                left -= got;
                _sent?.Invoke(_offset + ((_count ?? long.MaxValue) - left));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        _done();
    }
}
