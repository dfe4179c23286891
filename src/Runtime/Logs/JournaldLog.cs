using Berth.Linux;

namespace Berth.Runtime.Logs;

/// <summary>Sends a container's output to the journal, one entry a line (systemd's Native Journal Protocol).</summary>
internal sealed class JournaldLog(JournaldOptions options, Action<string> complain) : IContainerLog
{
    private readonly MessageQueue _queue = new(() => LogSocket.Open($"unixgram://{options.Socket}"), options.BufferBytes, complain);

    public int NextFlush => _queue.NextFlush;

    public void Append(LogStream stream, DateTimeOffset time, ReadOnlySpan<byte> text, bool newline) =>
        _queue.Add(JournalEntry.Format(options.Fields, stream, time, text, newline));

    public void Flush() => _queue.Flush();

    public void Dispose() => _queue.Dispose();
}
