using System.Text;
using System.Text.Json;
using Berth.Cli.CommandLine;
using Berth.Cli.Containers;
using Berth.Cli.Formatting;
using Berth.Cli.Templates;
using Berth.EngineApi;
using Berth.EngineApi.Events;

namespace Berth.Cli.Events;

/// <summary><c>events</c>: prints what happens at the daemon, a line each, as it happens.</summary>
internal sealed class EventsShow
{
    /// <summary>What a program exits with whose input cannot be read (sysexits.h, EX_USAGE).</summary>
    private const int UsageError = 64;

    private readonly ParsedListFlag<KeyValuePair<string, string>> _filters = FilterSpec.Flag('f', "Show only what fits a condition");
    private readonly TextFlag _format = new("format", null, "Format of the output: json, or a Go template");
    private readonly TextFlag _since = new("since", null, "Also what has happened since this time (RFC 3339, Unix time, or 42m for 42 minutes ago)");
    private readonly TextFlag _until = new("until", null, "Until this time (RFC 3339, Unix time, or 42m for 42 minutes ago)");

    public static Command Define()
    {
        var events = new EventsShow();
        return new Command("events", "Show what happens at the daemon")
        {
            Forms = ["system events", "events"],
            Flags = [events._filters, events._format, events._since, events._until],
            Run = (context, _) => events.Run(context),
        };
    }

    private int Run(CliContext context)
    {
        var template = ReadTemplate();
        using var response = context.Client.OpenEvents(
            ContainerLogs.UnixTime(_since.Value, flag: null, context.Time),
            ContainerLogs.UnixTime(_until.Value, flag: null, context.Time),
            FilterSpec.ToFilters(_filters.Values));
        using var reader = new StreamReader(response.Body, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0)
            {
                continue;
            }

            context.Out.WriteLine(template is null ? Line(line, context.Time) : Formatted(line, template));
            context.Out.Flush();
        }

        return 0;
    }

    /// <summary><c>2026-11-30T19:00:00.123456789Z container create ID (image=busybox, name=a)</c>.</summary>
    internal static string Line(string json, TimeProvider time)
    {
        var message = JsonSerializer.Deserialize(json, EngineApiJson.Wire.EventMessage) ?? new EventMessage();
        var text = new StringBuilder();
        if (message.TimeNano != 0 || message.Time != 0)
        {
            text.Append(Moment(message.TimeNano != 0 ? message.TimeNano : message.Time * 1_000_000_000, time)).Append(' ');
        }

        text.Append($"{message.Type} {message.Action} {message.Actor.ID}");
        if (message.Actor.Attributes.Count > 0)
        {
            var attributes = message.Actor.Attributes.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}");
            text.Append(" (").AppendJoin(", ", attributes).Append(')');
        }

        return text.ToString();
    }

    private static string Moment(long nanoseconds, TimeProvider time)
    {
        var (ticks, rest) = Math.DivRem(nanoseconds, 100);
        var local = TimeZoneInfo.ConvertTime(DateTimeOffset.UnixEpoch.AddTicks(ticks), time.LocalTimeZone);
        var zone = local.Offset == TimeSpan.Zero ? "Z" : local.ToString("zzz", System.Globalization.CultureInfo.InvariantCulture);
        return local.ToString("yyyy-MM-ddTHH:mm:ss.fffffff", System.Globalization.CultureInfo.InvariantCulture) + $"{rest:D2}{zone}";
    }

    private static string Formatted(string json, Template template)
    {
        using var document = JsonDocument.Parse(json);
        try
        {
            return template.Execute(JsonValue.Of(document.RootElement, EngineApiJson.Wire.EventMessage));
        }
        catch (TemplateException e)
        {
            throw new CommandException("Error parsing format: " + e.Message, UsageError);
        }
    }

    private Template? ReadTemplate()
    {
        try
        {
            return _format.Value.Length == 0 ? null : Template.Parse(_format.Value == "json" ? "{{json .}}" : _format.Value);
        }
        catch (TemplateException e)
        {
            throw new CommandException("Error parsing format: " + e.Message, UsageError);
        }
    }
}
