using Berth.Cli.CommandLine;
using Berth.Cli.Formatting;
using Berth.EngineApi.Volumes;

namespace Berth.Cli.Volumes;

/// <summary><c>volume ls</c>: lists volumes by name.</summary>
internal sealed class VolumeList
{
    private readonly SwitchFlag _cluster = new("cluster", null, "Show only volumes of a cluster") { IsHidden = true };
    private readonly ParsedListFlag<KeyValuePair<string, string>> _filters = FilterSpec.Flag('f', "Show only what fits a condition (dangling=true)");
    private readonly TextFlag _format = FormatFlag.Define(shorthand: null);
    private readonly SwitchFlag _quiet = new("quiet", 'q', "Print only names");

    public static Command Define()
    {
        var list = new VolumeList();
        return new Command("ls", "List volumes")
        {
            Aliases = ["list"],
            Flags = [list._cluster, list._filters, list._format, list._quiet],
            Run = list.Run,
        };
    }

    private int Run(CliContext context, IReadOnlyList<string> operands)
    {
        var volumes = context.Client.ListVolumes(FilterSpec.ToFilters(_filters.Values)).Volumes;

        // None of an engine outside a swarm is a cluster's.
        IEnumerable<Volume> rows = _cluster.Value ? [] : volumes.OrderBy(volume => volume.Name, NaturalOrder.Instance);
        FormatFlag.Write(context, VolumeColumns.Listing(), Format(context.Format(_format, "volumesFormat", _quiet.Value)), rows);
        return 0;
    }

    private string Format(string asked) => (asked, _quiet.Value, _cluster.Value) switch
    {
        ("raw", true, _) => "name: {{.Name}}",
        ("raw", _, _) => RawFormat.Volume,
        ("" or "table", true, _) => "{{.Name}}",
        ("" or "table", _, true) => @"table {{.Name}}\t{{.Group}}\t{{.Driver}}\t{{.Availability}}\t{{.Status}}",
        ("" or "table", _, _) => @"table {{.Driver}}\t{{.Name}}",
        (var format, _, _) => format,
    };
}
