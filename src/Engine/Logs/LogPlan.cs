using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Berth.Engine.Containers;
using Berth.Engine.Errors;
using Berth.Engine.Specs;
using Berth.EngineApi.Containers;
using Berth.Runtime.Logs;
using Berth.Runtime.Monitor;

namespace Berth.Engine.Logs;

/// <summary>From what was asked for of a container's log to what its monitor does, and where it can be read.</summary>
internal static class LogPlan
{
    private const string DefaultTag = "{{.ID}}";

    public static LogSettings Settings(ContainerRecord record) => LogSettings.Parse(record.HostConfig.LogConfig ?? new LogConfig { Type = "json-file" });

    /// <summary>The log that can be read; null where there is none.</summary>
    public static string? ReadablePath(ContainerRecord record, EnginePaths paths) => Settings(record) is { Keeps: true } settings
        ? settings.Driver switch
        {
            LogDriver.JsonFile => paths.LogFile(record.Id),
            LogDriver.Local => paths.LocalLogFile(record.Id),
            _ => paths.CachedLogFile(record.Id),
        }
        : null;

    /// <summary>What the monitor is told; null: it keeps nothing.</summary>
    /// <exception cref="ContainerFailedException">The name of the log's target is not known.</exception>
    public static MonitorLog? Of(ContainerRecord record, EnginePaths paths, string daemonName)
    {
        LogSettings settings = Settings(record);
        if (settings.Driver == LogDriver.None)
        {
            return null;
        }

        string tag = LogTag.Of(
            settings.Attributes.Tag ?? DefaultTag, record.Id, record.Name, record.ImageId, record.Config.Image ?? record.ImageId, daemonName);
        return new MonitorLog
        {
            File = ReadablePath(record, paths) is { } path ? FileOf(settings, record, path, tag) : null,
            Syslog = settings.Driver == LogDriver.Syslog
                ? new SyslogOptions
                {
                    Address = Resolved(settings.Syslog.Address),
                    Facility = settings.Syslog.Facility,
                    Format = settings.Syslog.Format,
                    Tag = tag,
                    BufferBytes = settings.BufferBytes,
                }
                : null,
            Journald = settings.Driver == LogDriver.Journald
                ? new JournaldOptions { Fields = Fields(settings, record, tag), BufferBytes = settings.BufferBytes }
                : null,
        };
    }

    /// <summary>The attributes of the log's lines as <c>--details</c> prints them: <c>a=b,c=d</c>, escaped as in a query.</summary>
    public static string Details(ContainerRecord record, string daemonName)
    {
        LogSettings settings = Settings(record);
        SortedDictionary<string, string> attributes = Attributes(settings, record, daemonName);
        return string.Join(',', attributes.Select(static a => $"{WebUtility.UrlEncode(a.Key)}={WebUtility.UrlEncode(a.Value)}"));
    }

    private static JsonFileLogOptions FileOf(LogSettings settings, ContainerRecord record, string path, string tag)
    {
        SortedDictionary<string, string> attributes = settings.Attributes.Of(Labels(record), record.Config.Env ?? [], static name => name);
        if (settings.Attributes.Tag is not null)
        {
            attributes["tag"] = tag;
        }

        return new JsonFileLogOptions
        {
            Path = path,
            MaxSize = settings.MaximumSize ?? -1,
            MaxFiles = settings.MaximumFiles,
            Compress = settings.Compress,
            Attributes = attributes.Count == 0 ? null : Json(attributes),
        };
    }

    private static SortedDictionary<string, string> Attributes(LogSettings settings, ContainerRecord record, string daemonName)
    {
        SortedDictionary<string, string> attributes = settings.Attributes.Of(Labels(record), record.Config.Env ?? [], static name => name);
        if (settings.Attributes.Tag is { } tag)
        {
            attributes["tag"] = LogTag.Of(tag, record.Id, record.Name, record.ImageId, record.Config.Image ?? record.ImageId, daemonName);
        }

        return attributes;
    }

    // Sorted keys, and < > & escaped, as Go writes a map.
    private static string Json(SortedDictionary<string, string> attributes)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in attributes)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static Dictionary<string, string> Fields(LogSettings settings, ContainerRecord record, string tag)
    {
        var fields = new Dictionary<string, string>(settings.Attributes.Of(Labels(record), record.Config.Env ?? [], FieldName), StringComparer.Ordinal)
        {
            ["CONTAINER_ID"] = record.Id[..12],
            ["CONTAINER_ID_FULL"] = record.Id,
            ["CONTAINER_NAME"] = record.Name,
            ["CONTAINER_TAG"] = tag,
            ["IMAGE_NAME"] = record.Config.Image ?? record.ImageId,
            ["SYSLOG_IDENTIFIER"] = tag,
        };

        // What the journal itself says begins with an underscore; so nothing of an image may.
        foreach (string name in fields.Keys.Where(static name => name.Length == 0 || name[0] == '_' || name is "PRIORITY" or "MESSAGE").ToArray())
        {
            fields.Remove(name);
        }

        return fields;
    }

    // Capital letters, digits and underscores, not beginning with one of the latter two.
    private static string FieldName(string name) =>
        string.Concat(name.ToUpperInvariant().Select(static c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) ? c : '_')).TrimStart('_');

    private static IReadOnlyDictionary<string, string> Labels(ContainerRecord record) => record.Config.Labels ?? new Dictionary<string, string>();

    // The monitor has no resolver.
    private static string Resolved(string address)
    {
        if (address.StartsWith("unix", StringComparison.Ordinal))
        {
            return address;
        }

        var uri = new Uri(address);
        try
        {
            IPAddress first = IPAddress.TryParse(uri.DnsSafeHost, out IPAddress? number) ? number : System.Net.Dns.GetHostAddresses(uri.DnsSafeHost)[0];
            return $"{uri.Scheme}://{new IPEndPoint(first, uri.Port)}";
        }
        catch (Exception e) when (e is SocketException or IndexOutOfRangeException)
        {
            throw new ContainerFailedException($"failed to initialize logging driver: dial {uri.Scheme}: lookup {uri.Host}: no such host", e);
        }
    }
}
