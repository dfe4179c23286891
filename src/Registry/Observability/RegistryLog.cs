using System.Text;

namespace Berth.Registry.Observability;

/// <summary>The registry's log, on standard error: messages of its parts, and a line a request, as logfmt or JSON.</summary>
internal sealed class RegistryLog : ILoggerProvider
{
    [ThreadStatic]
    private static LogRecord? t_logfmt;

    [ThreadStatic]
    private static LogRecord? t_json;

    private readonly LogLevel _threshold;
    private readonly bool _isJson;
    private readonly TimeProvider _time;
    private readonly LogOutput _output;

    public RegistryLog(LogLevel threshold, bool isJson, TimeProvider time, Stream stream)
    {
        _threshold = threshold;
        _isJson = isJson;
        _time = time;
        _output = new LogOutput(stream, Dropped);
    }

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName[(categoryName.LastIndexOf('.') + 1)..]);

    /// <summary>Begins a line that <see cref="Write(LogRecord, bool)"/> ends; the calling thread's own until then.</summary>
    public LogRecord Begin(LogLevel level, string message)
    {
        LogRecord record = _isJson ? t_json ??= new JsonRecord() : t_logfmt ??= new LogfmtRecord();
        record.Begin(_time.GetUtcNow(), level, message);
        return record;
    }

    /// <param name="record">From <see cref="Begin"/>.</param>
    /// <param name="isUrgent">Whether it is on its way when this returns: errors, which may be the last that there is to say.</param>
    public void Write(LogRecord record, bool isUrgent = false)
    {
        record.End();
        _output.Write(record.Line, isUrgent);
    }

    public bool IsEnabled(LogLevel level) => level >= _threshold && level != LogLevel.None;

    /// <summary>Writes what waits.</summary>
    public void Dispose() => _output.Dispose();

    private byte[] Dropped(long lines)
    {
        LogRecord record = Begin(LogLevel.Warning, $"{lines} lines of the log were dropped: its reader was too slow");
        record.End();
        return record.Line.ToArray();
    }

    private void Write(string category, LogLevel level, string message, Exception? exception)
    {
        LogRecord record = Begin(level, message);
        record.Text("module"u8, category);
        if (exception is not null)
        {
            record.Text("error"u8, _threshold <= LogLevel.Debug ? exception.ToString() : Messages(exception));
        }

        Write(record, level >= LogLevel.Error);
    }

    private static string Messages(Exception exception)
    {
        var text = new StringBuilder($"{exception.GetType().Name}: {exception.Message}");
        for (Exception? inner = exception.InnerException; inner is not null; inner = inner.InnerException)
        {
            text.Append(": ").Append(inner.Message);
        }

        return text.ToString();
    }

    private sealed class Category(RegistryLog owner, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => owner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                owner.Write(name, logLevel, formatter(state, exception), exception);
            }
        }
    }
}
