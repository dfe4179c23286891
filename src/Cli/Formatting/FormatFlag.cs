using Berth.Cli.CommandLine;
using Berth.Cli.Templates;

namespace Berth.Cli.Formatting;

/// <summary><c>--format</c> of listings.</summary>
internal static class FormatFlag
{
    public static TextFlag Define(char? shorthand) =>
        new("format", shorthand, "Format of the output: table, json, a Go template, or 'table TEMPLATE'");

    /// <exception cref="CommandException">The template is wrong.</exception>
    public static void Write<T>(CliContext context, Listing<T> listing, string format, IEnumerable<T> rows)
    {
        try
        {
            listing.Write(context.Out, format, rows);
        }
        catch (TemplateException e)
        {
            throw new CommandException("template parsing error: " + e.Message);
        }
    }
}
