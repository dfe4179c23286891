using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Berth.Cli.Templates;

namespace Berth.Cli.Formatting;

/// <summary>A field that rows of a listing have: its name in templates, its heading in tables, its value.</summary>
internal sealed record Column<T>(string Name, string Header, Func<T, string?> Value)
{
    /// <summary>The value in JSON, where it differs from that of templates and tables.</summary>
    public Func<T, string?> Json { get => field ?? Value; init; }
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
internal sealed class Listing<T>(IReadOnlyList<Column<T>> columns)
{
    /// <summary>A field with an argument: <c>.Label "name"</c>.</summary>
    public Func<T, string, string>? Label { get; init; }

    /// <exception cref="TemplateException">The template is wrong.</exception>
    public void Write(TextWriter output, string format, IEnumerable<T> rows)
    {
        if (format == "json")
        {
            format = "{{json .}}";
        }

        var isTable = format.StartsWith("table ", StringComparison.Ordinal);
        var source = (isTable ? format["table ".Length..] : format).Trim(' ')
            .Replace("\\t", "\t", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal);
        var template = Template.Parse(source);
        if (!isTable)
        {
            foreach (var row in rows)
            {
                output.Write(template.Execute(Row(row)));
                output.Write('\n');
            }

            return;
        }

        var lines = rows.Select(row => template.Execute(Row(row))).Prepend(template.Execute(Header())).ToList();
        output.Write(Table.Align(lines));
    }

    private RowValue Row(T item) => new(
        name => columns.FirstOrDefault(column => column.Name == name) is { } column ? (true, column.Value(item)) : (false, null),
        (name, argument) => name == "Label" && Label is not null ? Label(item, argument) : null,
        () => ToJson(item));

    private RowValue Header() => new(
        name => columns.FirstOrDefault(column => column.Name == name) is { } column ? (true, column.Header) : (false, null),
        (name, argument) => name == "Label" && Label is not null ? argument : null,
        () => "");

    private string ToJson(T item)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            foreach (var column in columns.OrderBy(column => column.Name, StringComparer.Ordinal))
            {
                writer.WriteString(column.Name, column.Json(item));
            }

            writer.WriteEndObject();
        }

        // Scripts compare these lines with those of Go's encoder, which escapes what HTML would take for markup.
        return Encoding.UTF8.GetString(buffer.WrittenSpan).Replace("<", "\\u003c", StringComparison.Ordinal)
            .Replace(">", "\\u003e", StringComparison.Ordinal).Replace("&", "\\u0026", StringComparison.Ordinal);
    }
}
