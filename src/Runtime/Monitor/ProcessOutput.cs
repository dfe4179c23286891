using Berth.Linux;
using Berth.Runtime.Logs;

namespace Berth.Runtime.Monitor;

/// <summary>One stream that the process writes: a pipe, or its terminal.</summary>
internal sealed class ProcessOutput(Fd fd, FrameKind kind, bool isTerminal, IContainerLog? log) : IDisposable
{
    private readonly LineSplitter? _lines =
        log is null ? null : new LineSplitter(kind == FrameKind.Stderr ? LogStream.Stderr : LogStream.Stdout, log);

    public Fd Fd => fd;

    public FrameKind Kind => kind;

    public MonitorStreams Stream => kind == FrameKind.Stderr ? MonitorStreams.Stderr : MonitorStreams.Stdout;

    /// <summary>How poll(2) knows it, in this turn of the loop.</summary>
    public int PollIndex { get; set; } = -1;

    public bool AtEnd { get; private set; }

    /// <summary>
    /// Nobody has the terminal open just now. That may change while the process lives, and poll(2) would report it all the time.
    /// </summary>
    public bool IsHungUp { get; private set; }

    /// <summary>Null where there is nothing to read; else what was read, in <paramref name="buffer"/>.</summary>
    public int? Read(Span<byte> buffer, DateTimeOffset now)
    {
        int? got;
        try
        {
            got = NonBlocking.Read(fd, buffer);
            IsHungUp = false;
        }
        catch (LinuxException e) when (isTerminal && e.Errno == Errno.EIO)
        {
            IsHungUp = true;
            return null;
        }
        catch (LinuxException)
        {
            got = 0;
        }

        if (got == 0)
        {
            End(now);
            return null;
        }

        _lines?.Append(buffer[..(got ?? 0)], now);
        return got;
    }

    /// <summary>Nothing more will be read.</summary>
    public void End(DateTimeOffset now)
    {
        if (!AtEnd)
        {
            AtEnd = true;
            _lines?.Complete(now);
        }
    }

    public void Dispose() => fd.Dispose();
}
