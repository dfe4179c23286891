using System.Globalization;
using Berth.Engine.Configuration;
using Berth.Engine.Errors;
using Berth.EngineApi.Containers;

namespace Berth.Engine.Specs;

/// <summary>Where a container's output is kept: a json-file log, rotated, or nowhere.</summary>
public sealed record LogSettings
{
    private const string JsonFile = "json-file";
    private const string None = "none";

    /// <summary>False for the driver <c>none</c>.</summary>
    public bool Keeps { get; init; } = true;

    /// <summary>Size in bytes at which a file is rotated; null: never.</summary>
    public long? MaximumSize { get; init; }

    /// <summary>Files kept, the current one included; at least 1.</summary>
    public int MaximumFiles { get; init; } = 1;

    public static bool IsSupported(string driver) => driver is JsonFile or None;

    /// <summary>Reads a log configuration that is complete (see <see cref="RequestDefaults"/>).</summary>
    /// <exception cref="InvalidParameterException">An unknown driver or option, or a value that is none.</exception>
    public static LogSettings Parse(LogConfig config)
    {
        if (!IsSupported(config.Type))
        {
            throw new InvalidParameterException($"logger: no log driver named '{config.Type}' is registered");
        }

        var settings = new LogSettings { Keeps = config.Type != None };
        if (!settings.Keeps)
        {
            return settings;
        }

        foreach ((string key, string value) in config.Config ?? new Dictionary<string, string>())
        {
            settings = key switch
            {
                "max-size" => settings with { MaximumSize = Size(value) },
                "max-file" => settings with { MaximumFiles = Files(value) },
                "compress" or "labels" or "labels-regex" or "env" or "env-regex" or "tag" =>
                    throw new UnsupportedException($"log opt '{key}' is not supported for json-file log driver"),
                _ => throw new InvalidParameterException($"unknown log opt '{key}' for json-file log driver"),
            };
        }

        return settings.MaximumFiles > 1 && settings.MaximumSize is null
            ? throw new InvalidParameterException("max-file cannot be used without max-size")
            : settings;
    }

    private static long? Size(string value)
    {
        if (value == "-1")
        {
            return null;
        }

        return ByteSize.TryParse(value, out long size) && size > 0
            ? size
            : throw new InvalidParameterException($"invalid value for max-size: {value}");
    }

    private static int Files(string value) =>
        int.TryParse(value, CultureInfo.InvariantCulture, out int files) && files >= 1
            ? files
            : throw new InvalidParameterException("max-file cannot be less than 1");
}
