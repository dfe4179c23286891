using Berth.Cli.Templates;

namespace Berth.Cli.Formatting;

/// <summary>A row of a listing as a template sees it.</summary>
internal sealed class RowValue(
    Func<string, (bool Known, string? Value)> field,
    Func<string, string, string?> method,
    Func<string> json) : TemplateObject
{
    public override bool TryField(string name, out object? value)
    {
        (var known, value) = field(name);
        return known;
    }

    public override bool TryInvoke(string name, IReadOnlyList<object?> arguments, out object? value)
    {
        value = arguments is [string argument] ? method(name, argument) : null;
        return value is not null;
    }

    public override string ToJson() => json();

    public override string ToText() => json();
}
