using Berth.Cli.CommandLine;
using Berth.Cli.Formatting;
using Berth.Cli.Templates;
using Berth.EngineApi.Containers;

namespace Berth.Cli.Containers;

/// <summary><c>ps</c>: lists containers.</summary>
internal sealed class ContainerList
{
    private readonly SwitchFlag _all = new("all", 'a', "Show stopped containers too");
    private readonly ParsedListFlag<KeyValuePair<string, string>> _filters = FilterSpec.Flag('f', "Show only what fits a condition");
    private readonly TextFlag _format = FormatFlag.Define(shorthand: null);
    private readonly NumberFlag _last = new("last", 'n', "Show the last created containers, whatever their state", -1);
    private readonly SwitchFlag _latest = new("latest", 'l', "Show the last created container, whatever its state");
    private readonly SwitchFlag _noTrunc = new("no-trunc", null, "Do not shorten the output");
    private readonly SwitchFlag _quiet = new("quiet", 'q', "Print only IDs");
    private readonly SwitchFlag _size = new("size", 's', "Show how much space containers take");

    public static Command Define()
    {
        var list = new ContainerList();
        return new Command("ls", "List containers")
        {
            Aliases = ["list", "ps"],
            Forms = ["container ls", "container list", "container ps", "ps"],
            Flags = [list._all, list._filters, list._format, list._last, list._latest, list._noTrunc, list._quiet, list._size],
            Run = list.Run,
        };
    }

    private int Run(CliContext context, IReadOnlyList<string> operands)
    {
        if (_format.Value.Length > 0 && _quiet.Value)
        {
            context.Error.WriteLine("WARNING: Ignoring custom format, because both --format and --quiet are set.");
        }

        var format = context.Format(_format, "psFormat", _quiet.Value);
        var listing = ContainerColumns.Listing(context.Time, _noTrunc.Value);
        Check(listing, format);
        var limit = _latest.Value ? 1 : _last.Value > 0 ? _last.Given : null;
        var needsSize = _size.Value || format.Contains(".Size", StringComparison.Ordinal)
            || format.Contains("json .}", StringComparison.Ordinal);
        var filters = FilterSpec.ToFilters(_filters.Values);
        var containers = context.Client.ListContainers(_all.Value || limit is not null, limit, needsSize, filters);
        FormatFlag.Write(context, listing, Format(format), containers);
        return 0;
    }

    /// <summary>A template is tried on an empty container before any is asked for, as docker does: its errors have texts of their own.</summary>
    private static void Check(Listing<ContainerSummary> listing, string format)
    {
        var step = "parse";
        try
        {
            var template = Template.Parse(format);
            step = "execute";
            listing.Try(template, new ContainerSummary());
        }
        catch (TemplateException e)
        {
            throw new CommandException($"failed to {step} template: {e.Message}");
        }
    }

    private string Format(string format)
    {
        if (format == "raw")
        {
            return _quiet.Value ? "container_id: {{.ID}}" : RawFormat.Container(_size.Value);
        }

        if (_quiet.Value)
        {
            return "{{.ID}}";
        }

        return format.Length > 0 && format != "table"
            ? format
            : @"table {{.ID}}\t{{.Image}}\t{{.Command}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}\t{{.Names}}"
                + (_size.Value ? @"\t{{.Size}}" : "");
    }
}
