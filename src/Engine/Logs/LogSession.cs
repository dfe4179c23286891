using System.IO.Pipelines;
using Berth.Runtime.Logs;

namespace Berth.Engine.Logs;

/// <summary>A container's log, opened and ready to be sent.</summary>
public sealed class LogSession
{
    private readonly JsonFileLogReader _reader;
    private readonly LogReadOptions _options;
    private readonly LogFormat _format;

    internal LogSession(JsonFileLogReader reader, LogReadOptions options, LogFormat format)
    {
        _reader = reader;
        _options = options;
        _format = format;
    }

    /// <summary>Whether it is sent in frames.</summary>
    public bool Framed => _format.Framed;

    public Task CopyToAsync(PipeWriter output, CancellationToken cancellation) =>
        LogCopier.CopyAsync(_reader, _options, _format, output, cancellation);
}
