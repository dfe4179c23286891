using Berth.Cli.Templates;

namespace Berth.Cli.Formatting;

/// <summary>The headings of a table as a template sees them: a map of the columns' names.</summary>
internal sealed class HeadingValue<T>(IReadOnlyList<Column<T>> columns) : TemplateObject
{
    public override string TypeName => "formatter.SubHeaderContext";

    public override bool IsMap => true;

    public override IReadOnlyList<string> Names =>
        [.. columns.Where(column => column.Header is not null).Select(column => column.Name).Order(StringComparer.Ordinal)];

    public override object? MissingItem => "";

    public override bool TryField(string name, out object? value)
    {
        value = columns.FirstOrDefault(column => column.Name == name)?.Header;
        return value is not null;
    }

    /// <summary>The heading of a label is the last part of its name, in words.</summary>
    public override Function? Method(string name) => name != "Label" ? null : new Function(name, [ParameterType.Text], null, arguments =>
        ((string)arguments[0]!).Split('.')[^1].Replace('-', ' ').Replace('_', ' '));
}
