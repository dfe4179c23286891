using Berth.Linux;
using Microsoft.Data.Sqlite;

namespace Berth.Registry.Observability;

/// <summary>
/// Whether the registry works. Everything is touched at most once a second, however many ask: those who come meanwhile share the answer.
/// </summary>
internal sealed partial class Health(IReadOnlyList<IHealthProbe> probes, TimeProvider time, ILogger<Health> log)
{
    private const int SqliteFull = 13;
    private const int SqliteReadOnly = 8;

    private static readonly TimeSpan s_age = TimeSpan.FromSeconds(1);

    /// <summary>A disk that does not answer is as bad as one that says no.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private Task<HealthReport>? _last;
    private long _touched;

    public Task<HealthReport> CheckAsync()
    {
        lock (_lock)
        {
            if (_last is null || (_last.IsCompleted && time.GetElapsedTime(_touched) > s_age))
            {
                _touched = time.GetTimestamp();
                _last = Task.Run(TouchAllAsync);
            }

            return _last;
        }
    }

    private async Task<HealthReport> TouchAllAsync()
    {
        var failures = new List<(string, string)>();
        foreach (IHealthProbe probe in probes)
        {
            try
            {
                using var limit = new CancellationTokenSource(s_patience, time);
                await probe.TouchAsync(limit.Token).WaitAsync(s_patience, time, CancellationToken.None);
            }
            catch (Exception e)
            {
                LogFailed(log, probe.Name, e);
                failures.Add((probe.Name, Reason(e)));
            }
        }

        return new HealthReport(failures);
    }

    /// <summary>Anybody may ask: no paths.</summary>
    private static string Reason(Exception e) => e switch
    {
        LinuxException { Errno: Errno.ENOSPC or Errno.EDQUOT } or SqliteException { SqliteErrorCode: SqliteFull } => "disk full",
        LinuxException { Errno: Errno.EROFS } or SqliteException { SqliteErrorCode: SqliteReadOnly } => "read-only",
        TimeoutException => "does not answer",
        _ => "failed",
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "The {Part} does not work")]
    private static partial void LogFailed(ILogger log, string part, Exception error);
}
