using Berth.Engine.Errors;
using Berth.EngineApi.Containers;

namespace Berth.Engine.Specs;

/// <summary>
/// How a container's output is kept and where it is sent. Docker's drivers and options, with its defaults and words, but one: a json-file
/// log for which nothing is said is rotated, at 10 MB, three files of it.
/// </summary>
public sealed record LogSettings
{
    private const long MiB = 1L << 20;

    // What docker keeps of a log that goes elsewhere, and of the driver "local".
    private const long LocalSize = 20 * MiB;
    private const int LocalFiles = 5;

    public LogDriver Driver { get; init; }

    /// <summary>There is a log on this machine that can be read: the driver's own, or a copy of what is sent elsewhere.</summary>
    public bool Keeps { get; init; } = true;

    /// <summary>Size in bytes at which a file is rotated; null: never.</summary>
    public long? MaximumSize { get; init; }

    /// <summary>Files kept, the current one included; at least 1.</summary>
    public int MaximumFiles { get; init; } = 1;

    /// <summary>Files that were rotated are compressed.</summary>
    public bool Compress { get; init; }

    /// <summary>Labels and variables that are told with each line, and a tag.</summary>
    public LogAttributeChoice Attributes { get; init; } = new();

    /// <summary>Bytes that wait for a target that takes none.</summary>
    public int BufferBytes { get; init; } = (int)MiB;

    /// <summary>Of syslog.</summary>
    public SyslogTarget Syslog { get; init; } = new();

    public static bool IsSupported(string driver) => TryParseDriver(driver) is not null;

    /// <summary>Reads a log configuration that is complete (see <see cref="RequestDefaults"/>).</summary>
    /// <exception cref="InvalidParameterException">An unknown driver or option, or a value that is none.</exception>
    public static LogSettings Parse(LogConfig config)
    {
        LogDriver driver = TryParseDriver(config.Type)
            ?? throw new InvalidParameterException($"logger: no log driver named '{config.Type}' is registered");
        if (driver == LogDriver.None)
        {
            return new LogSettings { Driver = driver, Keeps = false };
        }

        var options = new LogOptionReader(config.Type, config.Config ?? new Dictionary<string, string>());
        var settings = new LogSettings { Driver = driver, BufferBytes = options.BufferBytes((int)MiB) };
        settings = driver switch
        {
            LogDriver.JsonFile => JsonFile(settings, options),
            LogDriver.Local => Kept(settings, options, "max-size", "max-file", "compress"),
            _ => Cached(settings with { Attributes = options.Attributes() }, options),
        };
        settings = driver == LogDriver.Syslog ? settings with { Syslog = SyslogTarget.Read(options) } : settings;
        options.RefuseOthers();
        return settings;
    }

    private static LogSettings JsonFile(LogSettings settings, LogOptionReader options)
    {
        bool hasSize = options.Has("max-size"), hasFiles = options.Has("max-file");
        settings = settings with
        {
            MaximumSize = hasSize ? options.Size("max-size") : 10 * MiB,
            MaximumFiles = options.Files("max-file", hasSize ? 1 : 3),
            Compress = options.Switch("compress", false),
            Attributes = options.Attributes(),
        };
        if (hasFiles && settings.MaximumFiles > 1 && (!hasSize || settings.MaximumSize is null))
        {
            throw new InvalidParameterException("max-file cannot be used without max-size");
        }

        return settings.Compress && (settings.MaximumFiles < 2 || settings.MaximumSize is null)
            ? throw new InvalidParameterException("compress cannot be true when max-file is less than 2 or max-size is not set")
            : settings;
    }

    private static LogSettings Kept(LogSettings settings, LogOptionReader options, string size, string files, string compress)
    {
        settings = settings with
        {
            MaximumSize = options.Has(size) ? options.Size(size) : LocalSize,
            MaximumFiles = options.Files(files, LocalFiles),
            Compress = options.Switch(compress, true),
        };
        return settings with { Compress = settings.Compress && settings.MaximumFiles > 1 };
    }

    private static LogSettings Cached(LogSettings settings, LogOptionReader options)
    {
        bool keeps = !options.Switch("cache-disabled", false);
        return Kept(settings, options, "cache-max-size", "cache-max-file", "cache-compress") with { Keeps = keeps };
    }

    private static LogDriver? TryParseDriver(string name) => name switch
    {
        "json-file" => LogDriver.JsonFile,
        "local" => LogDriver.Local,
        "none" => LogDriver.None,
        "syslog" => LogDriver.Syslog,
        "journald" => LogDriver.Journald,
        _ => null,
    };
}
