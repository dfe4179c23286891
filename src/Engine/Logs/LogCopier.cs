using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Berth.EngineApi.Streams;
using Berth.Runtime.Logs;

namespace Berth.Engine.Logs;

/// <summary>
/// Writes a container's log as the Engine API gives it: each entry is one frame, or with a terminal just its bytes.
/// </summary>
internal static class LogCopier
{
    /// <summary>Bytes gathered before they are sent, when more can be had at once.</summary>
    private const int Batch = 64 * 1024;

    public static async Task CopyAsync(
        JsonFileLogReader reader, LogReadOptions options, LogFormat format, PipeWriter output, CancellationToken cancellation)
    {
        await using IAsyncEnumerator<LogEntry> entries = reader.ReadAsync(options, cancellation).GetAsyncEnumerator(cancellation);
        while (true)
        {
            // What has been gathered goes out before waiting for what comes.
            ValueTask<bool> next = entries.MoveNextAsync();
            if (!next.IsCompleted || output.UnflushedBytes >= Batch)
            {
                FlushResult flushed = await output.FlushAsync(cancellation);
                if (flushed.IsCompleted)
                {
                    await next;
                    return;
                }
            }

            if (!await next)
            {
                await output.FlushAsync(cancellation);
                return;
            }

            Write(entries.Current, format, output);
        }
    }

    internal static void Write(LogEntry entry, LogFormat format, IBufferWriter<byte> output)
    {
        if (entry.Stream == LogStream.Stderr ? !format.Stderr : !format.Stdout)
        {
            return;
        }

        Span<byte> stamp = stackalloc byte[Rfc3339Nano.MaxLength + 1];
        int stampLength = 0;
        if (format.Timestamps)
        {
            stampLength = Rfc3339Nano.FormatFixed(entry.Time, stamp);
            stamp[stampLength++] = (byte)' ';
        }

        byte[] details = format.Details is { } attributes ? Encoding.UTF8.GetBytes($"{attributes} ") : [];
        if (format.Framed)
        {
            Span<byte> header = output.GetSpan(StdioFrame.HeaderSize);
            new StdioFrame((StdioKind)entry.Stream, stampLength + details.Length + entry.Text.Length).Write(header);
            output.Advance(StdioFrame.HeaderSize);
        }

        output.Write(stamp[..stampLength]);
        output.Write(details);
        output.Write(entry.Text.Span);
    }
}
