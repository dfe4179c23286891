using Berth.Cli.CommandLine;
using Berth.Cli.Templates;

namespace Berth.Cli.Inspection;

/// <summary><c>--format</c> of commands that show one thing: a template, or <c>json</c>.</summary>
internal static class ObjectFormat
{
    /// <summary>What a program exits with whose input cannot be read (sysexits.h, EX_USAGE).</summary>
    private const int UsageError = 64;

    /// <param name="format">The flag's value.</param>
    /// <param name="name">The template's name in errors.</param>
    /// <exception cref="CommandException">The template is wrong.</exception>
    public static Template Parse(string format, string name = "")
    {
        try
        {
            return Template.Parse(format == "json" ? "{{json .}}" : format, name);
        }
        catch (TemplateException e)
        {
            throw new CommandException("template parsing error: " + e.Message, UsageError);
        }
    }

    /// <summary>Writes a value by a template, as far as the two fit, and a line feed.</summary>
    /// <exception cref="CommandException">The template does not fit the value.</exception>
    public static int Write(CliContext context, Template template, object? value)
    {
        context.Out.Write(template.Execute(value, TemplateMode.Plain, out var error) + "\n");
        context.Out.Flush();
        return error is null ? 0 : throw new CommandException(error.Message);
    }
}
