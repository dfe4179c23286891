using System.Text;

namespace Berth.Daemon.Hosting;

/// <summary>
/// The daemon's log: a line a message on standard error, in logfmt as dockerd writes it, so that journald and what reads
/// dockerd's log can read this one: <c>time="2026-01-02T03:04:05.678901234Z" level=info msg="…"</c>.
/// </summary>
internal sealed class StandardErrorLogger(LogLevel threshold, TimeProvider time) : ILoggerProvider
{
    private volatile LogLevel _threshold = threshold;
    private readonly Stream _output = Console.OpenStandardError();
    private readonly Lock _lock = new();

    /// <summary>What is below it is not written.</summary>
    public LogLevel Threshold
    {
        get => _threshold;
        set => _threshold = value;
    }

    /// <summary>The level of <c>log-level</c>.</summary>
    public static LogLevel Level(string name) => name switch
    {
        "debug" => LogLevel.Debug,
        "warn" => LogLevel.Warning,
        "error" => LogLevel.Error,
        "fatal" => LogLevel.Critical,
        _ => LogLevel.Information,
    };

    public ILogger CreateLogger(string categoryName) => new Category(this, ShortName(categoryName));

    public void Dispose() => _output.Dispose();

    private static string ShortName(string category) => category[(category.LastIndexOf('.') + 1)..];

    private void Write(string category, LogLevel level, string message, Exception? exception)
    {
        var line = new StringBuilder(128);
        line.Append("time=\"").Append(time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", null)).Append("\" level=")
            .Append(Name(level)).Append(" msg=");
        Quote(line, message);
        line.Append(" module=").Append(category);
        if (exception is not null)
        {
            line.Append(" error=");
            Quote(line, _threshold <= LogLevel.Debug ? exception.ToString() : exception.Message);
        }

        line.Append('\n');
        byte[] bytes = Encoding.UTF8.GetBytes(line.ToString());
        lock (_lock)
        {
            _output.Write(bytes);
        }
    }

    private static string Name(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        _ => "fatal",
    };

    /// <summary>A log line is one line, whatever a client put into a name.</summary>
    private static void Quote(StringBuilder line, string text)
    {
        line.Append('"');
        foreach (char c in text)
        {
            _ = c switch
            {
                '"' or '\\' => line.Append('\\').Append(c),
                '\n' => line.Append("\\n"),
                '\t' => line.Append("\\t"),
                < ' ' or '\u007f' => line.Append("\\x").Append(((int)c).ToString("x2", null)),
                _ => line.Append(c),
            };
        }

        line.Append('"');
    }

    private sealed class Category(StandardErrorLogger owner, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= owner.Threshold && logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                owner.Write(name, logLevel, formatter(state, exception), exception);
            }
        }
    }
}
