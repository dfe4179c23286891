using Berth.Cli.CommandLine;
using Berth.Cli.Formatting;

namespace Berth.Cli.Contexts;

/// <summary><c>context ls</c>: lists the contexts, and marks the one that commands use.</summary>
internal sealed class ContextList
{
    private const string DefaultTable = @"table {{.Name}}{{if .Current}} *{{end}}\t{{.Description}}\t{{.DockerEndpoint}}\t{{.Error}}";

    private static readonly Listing<ContextRow> s_listing = new(
        "*formatter.clientContextContext",
        [
            new("Name", "NAME", row => row.Name),
            new("Current", null, row => row.IsCurrent ? "true" : "false") { Typed = row => row.IsCurrent },
            new("Description", "DESCRIPTION", row => row.Description),
            new("DockerEndpoint", "DOCKER ENDPOINT", row => row.Host),
            new("Error", "ERROR", row => row.Error),
        ]);

    private readonly TextFlag _format = FormatFlag.Define(shorthand: null);
    private readonly SwitchFlag _quiet = new("quiet", 'q', "Print only names");

    public static Command Define()
    {
        var list = new ContextList();
        return new Command("ls", "List contexts")
        {
            Aliases = ["list"],
            Forms = ["context ls", "context list"],
            Flags = [list._format, list._quiet],
            Run = (context, _) => list.Run(context),
        };
    }

    private int Run(CliContext context)
    {
        var current = context.ContextName;
        var rows = context.Contexts.All().Select(record => new ContextRow(record.Name, record.Name == current, record.Description, record.Host, "")).ToList();
        rows.Add(new ContextRow(
            ContextRecord.Default, current == ContextRecord.Default, ContextRecord.DefaultDescription, DaemonAddress.DefaultHost(context), ""));
        if (!rows.Exists(row => row.IsCurrent))
        {
            rows.Add(new ContextRow(current, true, "", "", context.Contexts.NotFound(current)));
        }

        var format = _quiet.Value ? "{{.Name}}" : _format.Value is "" or "table" ? DefaultTable : _format.Value;
        FormatFlag.Write(context, s_listing, format, rows.OrderBy(row => row.Name, NaturalOrder.Instance));
        context.Out.Flush();
        if (ContextName.HostVariable(context.Options) is { } variable && context.Options.Context.Value.Length == 0)
        {
            context.Error.WriteLine(
                $"Warning: {variable} environment variable overrides the active context. To use a context, either set the global --context flag, or unset "
                + $"{variable} environment variable.");
        }

        return 0;
    }
}
