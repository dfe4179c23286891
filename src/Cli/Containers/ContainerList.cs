using Berth.Cli.CommandLine;
using Berth.Cli.Formatting;
using Berth.Cli.Templates;
using Berth.EngineApi.Containers;

namespace Berth.Cli.Containers;

/// <summary><c>ps</c>: lists containers.</summary>
internal sealed class ContainerList
{
    private const string RawFormat = """
        container_id: {{.ID}}
        image: {{.Image}}
        command: {{.Command}}
        created_at: {{.CreatedAt}}
        state: {{- pad .State 1 0}}
        status: {{- pad .Status 1 0}}
        names: {{.Names}}
        labels: {{- pad .Labels 1 0}}
        ports: {{- pad .Ports 1 0}}

        """;

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

        var listing = new Listing<ContainerSummary>("*formatter.ContainerContext", Columns(context.Time)) { Label = Label };
        Check(listing);
        var limit = _latest.Value ? 1 : _last.Value > 0 ? _last.Given : null;
        var needsSize = _size.Value || _format.Value.Contains(".Size", StringComparison.Ordinal)
            || _format.Value.Contains("json .}", StringComparison.Ordinal);
        var filters = FilterSpec.ToFilters(_filters.Values);
        var containers = context.Client.ListContainers(_all.Value || limit is not null, limit, needsSize, filters);
        FormatFlag.Write(context, listing, Format(), containers);
        return 0;
    }

    /// <summary>A template is tried on an empty container before any is asked for, as docker does: its errors have texts of their own.</summary>
    private void Check(Listing<ContainerSummary> listing)
    {
        var step = "parse";
        try
        {
            var template = Template.Parse(_format.Value);
            step = "execute";
            listing.Try(template, new ContainerSummary());
        }
        catch (TemplateException e)
        {
            throw new CommandException($"failed to {step} template: {e.Message}");
        }
    }

    private string Format()
    {
        if (_format.Value == "raw")
        {
            return _quiet.Value ? "container_id: {{.ID}}" : RawFormat + (_size.Value ? @"size: {{.Size}}\n" : "");
        }

        if (_quiet.Value)
        {
            return "{{.ID}}";
        }

        return _format.Value.Length > 0 && _format.Value != "table"
            ? _format.Value
            : @"table {{.ID}}\t{{.Image}}\t{{.Command}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}\t{{.Names}}"
                + (_size.Value ? @"\t{{.Size}}" : "");
    }

    private IReadOnlyList<Column<ContainerSummary>> Columns(TimeProvider time) =>
    [
        new("Command", "COMMAND", container => GoQuote.Quote(Shorten(container.Command, 20))),
        new("CreatedAt", "CREATED AT", container => HumanTime.Local(container.Created, time)),
        new("ID", "CONTAINER ID", container => _noTrunc.Value ? container.Id : Ellipsis.ShortId(container.Id)),
        new("Image", "IMAGE", Image),
        new("Labels", "LABELS", Labels),
        new("LocalVolumes", "LOCAL VOLUMES", container => $"{container.Mounts.Count(mount => mount.Driver == "local")}"),
        new("Mounts", "MOUNTS", Mounts),
        new("Names", "NAMES", container => string.Join(',', Names(container))),
        new("Networks", "NETWORKS", container => string.Join(',', container.NetworkSettings.Networks?.Keys ?? [])),
        new("Platform", "PLATFORM", _ => null),
        new("Ports", "PORTS", container => PortText.Of(container.Ports)),
        new("RunningFor", "CREATED", container => HumanTime.Ago(container.Created, time)),
        new("Size", "SIZE", Size),
        new("State", "STATE", container => container.State),
        new("Status", "STATUS", container => container.Status),
    ];

    private static string Labels(ContainerSummary container) => string.Join(
        ',', container.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"));

    private string Mounts(ContainerSummary container) => string.Join(
        ',', container.Mounts.Select(mount => Shorten(mount.Name is { Length: > 0 } name ? name : mount.Source, 15)));

    private static string Label(ContainerSummary container, string name) => container.Labels.GetValueOrDefault(name) ?? "";

    private string Shorten(string text, int width) => _noTrunc.Value ? text : Ellipsis.Cut(text, width);

    /// <summary>Names that links gave have a second slash, and are left out unless everything is wanted.</summary>
    private IEnumerable<string> Names(ContainerSummary container) => container.Names.Select(name => name.TrimStart('/'))
        .Where(name => _noTrunc.Value || !name.Contains('/', StringComparison.Ordinal));

    private string Image(ContainerSummary container)
    {
        if (container.Image.Length == 0)
        {
            return "<no image>";
        }

        if (_noTrunc.Value)
        {
            return container.Image;
        }

        if (Ellipsis.ShortId(container.ImageID) is var id && id == Ellipsis.ShortId(container.Image))
        {
            return id;
        }

        var at = container.Image.IndexOf('@', StringComparison.Ordinal);
        return at > 0 ? container.Image[..at] : container.Image;
    }

    private static string Size(ContainerSummary container)
    {
        var size = HumanSize.Decimal(container.SizeRw ?? 0);
        return container.SizeRootFs > 0 ? $"{size} (virtual {HumanSize.Decimal(container.SizeRootFs.Value)})" : size;
    }
}
