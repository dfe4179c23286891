namespace Berth.Runtime.Logs;

/// <summary>What is to be done with an entry.</summary>
internal enum LogVerdict
{
    Pass,
    Skip,
    Stop,
}

/// <summary>The since and until of a request.</summary>
internal sealed class LogTimeFilter(LogReadOptions options)
{
    public LogVerdict Judge(LogEntry entry) =>
        entry.Time < options.Since ? LogVerdict.Skip
        : entry.Time > options.Until ? LogVerdict.Stop
        : LogVerdict.Pass;
}
