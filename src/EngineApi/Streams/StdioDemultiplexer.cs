using System.Text;

namespace Berth.EngineApi.Streams;

/// <summary>Takes a framed stream apart into standard output and standard error.</summary>
public static class StdioDemultiplexer
{
    private const int BufferSize = 64 * 1024;

    /// <summary>Copies frames until the source ends; payloads are passed on as they arrive, whatever a frame's length claims.</summary>
    /// <exception cref="EndOfStreamException">The source ended inside a frame.</exception>
    /// <exception cref="StdioStreamException">The daemon reported an error in the stream.</exception>
    public static void Copy(Stream source, Stream stdout, Stream stderr)
    {
        var buffer = new byte[BufferSize];
        while (ReadHeader(source, buffer) is { } frame)
        {
            if (frame.Kind == StdioKind.SystemError)
            {
                throw new StdioStreamException("error from daemon in stream: " + ReadError(source, frame.Length, buffer));
            }

            CopyPayload(source, frame.Kind == StdioKind.Stderr ? stderr : stdout, frame.Length, buffer);
        }
    }

    private static StdioFrame? ReadHeader(Stream source, Span<byte> buffer)
    {
        var read = source.ReadAtLeast(buffer[..StdioFrame.HeaderSize], StdioFrame.HeaderSize, throwOnEndOfStream: false);
        return read switch
        {
            0 => null,
            StdioFrame.HeaderSize => StdioFrame.Read(buffer),
            _ => throw new EndOfStreamException("the stream ended inside a frame"),
        };
    }

    private static void CopyPayload(Stream source, Stream target, int length, Span<byte> buffer)
    {
        while (length > 0)
        {
            var read = source.Read(buffer[..Math.Min(length, buffer.Length)]);
            if (read == 0)
            {
                throw new EndOfStreamException("the stream ended inside a frame");
            }

            target.Write(buffer[..read]);
            length -= read;
        }

        target.Flush();
    }

    private static string ReadError(Stream source, int length, Span<byte> buffer)
    {
        var text = buffer[..Math.Min(length, buffer.Length)];
        return Encoding.UTF8.GetString(text[..source.ReadAtLeast(text, text.Length, throwOnEndOfStream: false)]);
    }
}
