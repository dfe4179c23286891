using Berth.Cli.Templates;

namespace Berth.Cli.Formatting;

/// <summary>A row of a listing as a template sees it: what can be asked for are methods without arguments, and <c>.Label "name"</c>.</summary>
internal sealed class RowValue<T>(
    string typeName, IReadOnlyList<Column<T>> columns, Func<T, string, string>? label, T item) : TemplateObject
{
    public override string TypeName => typeName;

    public override bool IsMap => false;

    public override IReadOnlyList<string> Names => [.. columns.Select(column => column.Name)];

    /// <summary>Scripts compare these lines with docker's, which are in the order of the names and escape what HTML takes for markup.</summary>
    public override IEnumerable<KeyValuePair<string, object?>> JsonMembers => columns
        .OrderBy(column => column.Name, StringComparer.Ordinal)
        .Select(column => KeyValuePair.Create(column.Name, column.Typed is { } typed ? typed(item) : column.Json(item)));

    public override bool EscapesMarkup => true;

    public override bool TryField(string name, out object? value)
    {
        var column = columns.FirstOrDefault(column => column.Name == name);
        value = column?.Typed is { } typed ? typed(item) : column?.Value(item);
        return column is not null;
    }

    public override Function? Method(string name)
    {
        if (name == "Label" && label is not null)
        {
            return new Function(name, [ParameterType.Text], null, arguments => label(item, (string)arguments[0]!));
        }

        return columns.FirstOrDefault(column => column.Name == name) is { } column
            ? new Function(name, [], null, _ => column.Typed?.Invoke(item) ?? column.Value(item) ?? (object)Nil.Pointer("*formatter." + name))
            : null;
    }
}
