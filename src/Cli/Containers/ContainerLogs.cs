using System.Globalization;
using Berth.Cli.CommandLine;
using Berth.Cli.Formatting;
using Berth.EngineApi.Containers;
using Berth.EngineApi.Streams;

namespace Berth.Cli.Containers;

/// <summary><c>logs</c>: prints what a container has written.</summary>
internal sealed class ContainerLogs
{
    private readonly SwitchFlag _details = new("details", null, "Show extra details of the log");
    private readonly SwitchFlag _follow = new("follow", 'f', "Go on with what is written from now on");
    private readonly TextFlag _since = new("since", null, "From this time on (RFC 3339, Unix time, or 42m for 42 minutes ago)");
    private readonly TextFlag _tail = new("tail", 'n', "Number of lines from the end", "all");
    private readonly SwitchFlag _timestamps = new("timestamps", 't', "Show the time of each line");
    private readonly TextFlag _until = new("until", null, "Before this time (RFC 3339, Unix time, or 42m for 42 minutes ago)");

    public static Command Define()
    {
        var logs = new ContainerLogs();
        return new Command("logs", "Print the output of a container")
        {
            Forms = ["container logs", "logs"],
            Operands = "CONTAINER",
            Arity = Arity.Exactly(1),
            Flags = [logs._details, logs._follow, logs._since, logs._tail, logs._timestamps, logs._until],
            Run = logs.Run,
        };
    }

    private int Run(CliContext context, IReadOnlyList<string> operands)
    {
        var container = context.Client.InspectContainer(operands[0]);
        using var response = context.Client.OpenLogs(container.Id, new LogsRequest
        {
            Follow = _follow.Value,
            Timestamps = _timestamps.Value,
            Details = _details.Value,
            Since = UnixTime(_since.Value, "since", context.Time),
            Until = UnixTime(_until.Value, "until", context.Time),
            Tail = _tail.Value,
        });
        if (container.Config.Tty)
        {
            response.Body.CopyTo(context.Streams.Out);
        }
        else
        {
            StdioDemultiplexer.Copy(response.Body, context.Streams.Out, context.Streams.Error);
        }

        return 0;
    }

    /// <summary>Seconds since 1970 with nine digits behind the point; null for an empty text.</summary>
    internal static string? UnixTime(string text, string? flag, TimeProvider time)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (text.AsSpan().IndexOfAnyExceptInRange('.', '9') < 0)
        {
            return text;
        }

        // A time without a zone is local, as docker takes it.
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var point))
        {
            return Seconds(point);
        }

        try
        {
            return Seconds(time.GetUtcNow() - TimeSpan.FromTicks(HumanDuration.ParseNanoseconds(text) / 100));
        }
        catch (FormatException)
        {
            var place = flag is null ? "" : $"invalid value for \"{flag}\": ";
            throw new CommandException($"{place}failed to parse value as time or duration: \"{text}\"");
        }
    }

    private static string Seconds(DateTimeOffset point)
    {
        var ticks = (point - DateTimeOffset.UnixEpoch).Ticks;
        return string.Create(CultureInfo.InvariantCulture, $"{ticks / TimeSpan.TicksPerSecond}.{ticks % TimeSpan.TicksPerSecond * 100:D9}");
    }
}
