using Berth.Linux;

namespace Berth.Runtime.Logs;

/// <summary>Sends a container's output to a syslog daemon, one message a line.</summary>
internal sealed class SyslogLog(SyslogOptions options, Action<string> complain) : IContainerLog
{
    private readonly MessageQueue _queue = new(() => LogSocket.Open(options.Address), options.BufferBytes, complain);
    private readonly string _host = Environment.MachineName;
    private readonly int _pid = Environment.ProcessId;

    public int NextFlush => _queue.NextFlush;

    public void Append(LogStream stream, DateTimeOffset time, ReadOnlySpan<byte> text, bool newline) =>
        _queue.Add(SyslogMessage.Format(options, _host, _pid, stream, time.ToLocalTime(), text));

    public void Flush() => _queue.Flush();

    public void Dispose() => _queue.Dispose();
}
