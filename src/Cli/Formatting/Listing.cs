using Berth.Cli.Templates;

namespace Berth.Cli.Formatting;

/// <summary>A field that rows of a listing have: its name in templates, its heading in tables, its value.</summary>
internal sealed record Column<T>(string Name, string? Header, Func<T, string?> Value)
{
    /// <summary>The value in JSON, where it differs from that of templates and tables.</summary>
    public Func<T, string?> Json { get => field ?? Value; init; }

    /// <summary>The value in templates and JSON, where it is no text.</summary>
    public Func<T, object?>? Typed { get; init; }
}

/// <summary>
/// Writes rows as a table, by a template, or as JSON:
/// <code>
///   table              the verb's own columns
///   table TEMPLATE     a table of these fields
///   json               an object a line
///   TEMPLATE           a line a row
/// </code>
/// </summary>
/// <param name="typeName">The type of a row, as docker's errors name it.</param>
/// <param name="columns">The fields. Those without a heading are not for tables.</param>
internal sealed class Listing<T>(string typeName, IReadOnlyList<Column<T>> columns)
{
    private const string TablePrefix = "table";

    /// <summary>A field with an argument: <c>.Label "name"</c>.</summary>
    public Func<T, string, string>? Label { get; init; }

    /// <summary>A row as templates see it.</summary>
    public TemplateObject Row(T row) => new RowValue<T>(typeName, columns, Label, row);

    /// <summary>Tries a template on a row before there are any, whatever it would write.</summary>
    /// <exception cref="TemplateException">The template is wrong, or does not fit the row.</exception>
    public void Try(Template template, T row) => template.Execute(Row(row));

    /// <exception cref="TemplateException">The template is wrong, or does not fit the rows: then nothing is written.</exception>
    public void Write(TextWriter output, string format, IEnumerable<T> rows)
    {
        var isTable = format.StartsWith(TablePrefix, StringComparison.Ordinal);
        var source = isTable ? format[TablePrefix.Length..] : format == "json" ? "{{json .}}" : format;
        var template = Template.Parse(source.Trim(' ')
            .Replace("\\t", "\t", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal));
        var lines = rows.Select(row => template.Execute(Row(row)) + "\n").ToList();
        if (!isTable)
        {
            lines.ForEach(output.Write);
            return;
        }

        // A heading that the template does not fit stays as far as it came.
        var heading = template.Execute(new HeadingValue<T>(columns), TemplateMode.Heading, out _);
        output.Write(Table.Align(string.Concat(lines.Prepend(heading + "\n"))));
    }
}
