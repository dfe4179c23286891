using System.Buffers;

namespace Berth.EngineApi.Streams;

/// <summary>Takes a framed stream apart into standard output and standard error.</summary>
public static class StdioDemultiplexer
{
    private const int BufferSize = 64 * 1024;

    /// <summary>Copies frames until the source ends; payloads are passed on as they arrive, whatever a frame's length claims.</summary>
    /// <exception cref="EndOfStreamException">The source ended inside a frame.</exception>
    /// <exception cref="StdioStreamException">The daemon reported an error in the stream.</exception>
    public static async Task CopyAsync(Stream source, Stream stdout, Stream stderr, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await ReadHeaderAsync(source, buffer, cancellationToken).ConfigureAwait(false) is { } frame)
            {
                if (frame.Kind == StdioKind.SystemError)
                {
                    throw new StdioStreamException(await ReadErrorAsync(source, frame.Length, buffer, cancellationToken).ConfigureAwait(false));
                }

                var target = frame.Kind == StdioKind.Stderr ? stderr : stdout;
                await CopyPayloadAsync(source, target, frame.Length, buffer, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async ValueTask<StdioFrame?> ReadHeaderAsync(Stream source, byte[] buffer, CancellationToken cancellationToken)
    {
        var header = buffer.AsMemory(0, StdioFrame.HeaderSize);
        var read = await source.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return read switch
        {
            0 => null,
            StdioFrame.HeaderSize => StdioFrame.Read(header.Span),
            _ => throw new EndOfStreamException("the stream ended inside a frame"),
        };
    }

    private static async Task CopyPayloadAsync(Stream source, Stream target, int length, byte[] buffer, CancellationToken cancellationToken)
    {
        while (length > 0)
        {
            var read = await source.ReadAsync(buffer.AsMemory(0, Math.Min(length, buffer.Length)), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                throw new EndOfStreamException("the stream ended inside a frame");
            }

            await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            length -= read;
        }

        await target.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<string> ReadErrorAsync(Stream source, int length, byte[] buffer, CancellationToken cancellationToken)
    {
        var text = buffer.AsMemory(0, Math.Min(length, buffer.Length));
        var read = await source.ReadAtLeastAsync(text, text.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return "error from daemon in stream: " + global::System.Text.Encoding.UTF8.GetString(buffer, 0, read);
    }
}
