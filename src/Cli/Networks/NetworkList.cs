using Berth.Cli.CommandLine;
using Berth.Cli.Formatting;

namespace Berth.Cli.Networks;

/// <summary><c>network ls</c>: lists networks.</summary>
internal sealed class NetworkList
{
    private readonly ParsedListFlag<KeyValuePair<string, string>> _filters = FilterSpec.Flag('f', "Show only what fits a condition");
    private readonly TextFlag _format = FormatFlag.Define(shorthand: null);
    private readonly SwitchFlag _noTrunc = new("no-trunc", null, "Do not shorten the output");
    private readonly SwitchFlag _quiet = new("quiet", 'q', "Print only IDs");

    public static Command Define()
    {
        var list = new NetworkList();
        return new Command("ls", "List networks")
        {
            Aliases = ["list"],
            Forms = ["network ls", "network list"],
            Flags = [list._filters, list._format, list._noTrunc, list._quiet],
            Run = (context, _) => list.Run(context),
        };
    }

    private int Run(CliContext context)
    {
        var format = context.Format(_format, "networksFormat", _quiet.Value);
        var networks = context.Client.ListNetworks(FilterSpec.ToFilters(_filters.Values)).OrderBy(network => network.Name, NaturalOrder.Instance);
        FormatFlag.Write(context, NetworkColumns.Listing(_noTrunc.Value), Format(format), networks);
        return 0;
    }

    private string Format(string format) => (format, _quiet.Value) switch
    {
        ("raw", true) => "network_id: {{.ID}}",
        ("raw", false) => @"network_id: {{.ID}}\nname: {{.Name}}\ndriver: {{.Driver}}\nscope: {{.Scope}}\n",
        (_, true) => "{{.ID}}",
        ("" or "table", _) => @"table {{.ID}}\t{{.Name}}\t{{.Driver}}\t{{.Scope}}",
        _ => format,
    };
}
