namespace Berth.Runtime.Logs;

/// <summary>One log in several places: where it shall go, and the copy that can be read.</summary>
internal sealed class LogFanOut(IReadOnlyList<IContainerLog> logs) : IContainerLog
{
    public int NextFlush
    {
        get
        {
            int next = -1;
            foreach (IContainerLog log in logs)
            {
                int wanted = log.NextFlush;
                next = wanted < 0 ? next : next < 0 ? wanted : Math.Min(next, wanted);
            }

            return next;
        }
    }

    public void Append(LogStream stream, DateTimeOffset time, ReadOnlySpan<byte> text, bool newline)
    {
        foreach (IContainerLog log in logs)
        {
            log.Append(stream, time, text, newline);
        }
    }

    public void Flush()
    {
        foreach (IContainerLog log in logs)
        {
            log.Flush();
        }
    }

    public void Dispose()
    {
        foreach (IContainerLog log in logs)
        {
            log.Dispose();
        }
    }
}
