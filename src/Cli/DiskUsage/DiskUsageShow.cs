using Berth.Cli.CommandLine;
using Berth.Cli.Formatting;
using Berth.Cli.Templates;

namespace Berth.Cli.DiskUsage;

/// <summary><c>system df</c>: shows what takes space on the daemon's disk.</summary>
internal static class DiskUsageShow
{
    private const string DefaultTable = @"table {{.Type}}\t{{.TotalCount}}\t{{.Active}}\t{{.Size}}\t{{.Reclaimable}}";

    public static Command Define()
    {
        var format = FormatFlag.Define(shorthand: null);
        var verbose = new SwitchFlag("verbose", 'v', "Show every image, container and volume");
        return new Command("df", "Show what takes space on the disk")
        {
            Flags = [format, verbose],
            Run = (context, _) => verbose.Value ? WriteDetails(context, format.Value) : WriteTotals(context, format.Value),
        };
    }

    private static int WriteTotals(CliContext context, string format)
    {
        var totals = UsageTotal.Of(context.Client.GetDiskUsage());
        FormatFlag.Write(context, UsageTotal.Listing, TotalsFormat(format), totals);
        return 0;
    }

    private static string TotalsFormat(string format) => format switch
    {
        "" or "table" => DefaultTable,
        "raw" => RawFormat.DiskUsage,
        _ => format,
    };

    private static int WriteDetails(CliContext context, string format)
    {
        var usage = context.Client.GetDiskUsage();
        if (format.Length == 0 || format == "table")
        {
            new UsageDetails(usage, context.Time, whole: false).WriteTables(context.Out);
            return 0;
        }

        // A table of everything at once has no rows: its template is executed once, as any other.
        var source = format == "json" ? "{{json .}}" : format == "raw" ? RawFormat.DiskUsageDetails : format.StartsWith("table ", StringComparison.Ordinal) ? format["table ".Length..] : format;
        var template = Parse(source.Replace("\\t", "\t", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal));
        try
        {
            context.Out.Write(template.Execute(new UsageDetails(usage, context.Time, whole: true).ToValue()));
            return 0;
        }
        catch (TemplateException e)
        {
            throw new CommandException(e.Message);
        }
    }

    private static Template Parse(string source)
    {
        try
        {
            return Template.Parse(source);
        }
        catch (TemplateException e)
        {
            throw new CommandException("template parsing error: " + e.Message);
        }
    }
}
