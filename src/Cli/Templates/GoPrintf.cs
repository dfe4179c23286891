using System.Text;

namespace Berth.Cli.Templates;

/// <summary>Values by the verbs of Go's <c>fmt.Printf</c>, with flags, width, precision, <c>*</c> and argument numbers.</summary>
internal static class GoPrintf
{
    /// <summary>A value as <c>%v</c> shows it.</summary>
    public static string Value(object? value) => Verb(Directive.Plain, value);

    public static string Format(string format, IReadOnlyList<object?> arguments) => new FormatReader(format, arguments).Run();

    /// <summary>A value by a directive.</summary>
    public static string Verb(Directive directive, object? value)
    {
        var text = new StringBuilder();
        if (directive.Verb.Value == 'T')
        {
            return directive.Pad(value is null || value == Nil.Interface ? "<nil>" : GoType.Name(value)!);
        }

        if (value is null || value == Nil.Interface)
        {
            return directive.Verb.Value == 'v' ? directive.Pad("<nil>") : $"%!{directive.Verb}(<nil>)";
        }

        Append(text, directive, value);
        return text.ToString();
    }

    private static void Append(StringBuilder text, Directive directive, object? value)
    {
        var isGoSyntax = directive is { Verb.Value: 'v', Sharp: true };
        switch (value)
        {
            case null or Nil when value is null || value == Nil.Interface:
                text.Append(isGoSyntax ? "interface {}(nil)" : "<nil>");
                break;
            case Nil nil:
                text.Append(isGoSyntax ? $"({nil.TypeName})(nil)" : directive.Pad("<nil>"));
                break;
            case TemplateList list:
                AppendList(text, directive, list, isGoSyntax);
                break;
            case TemplateObject target:
                AppendObject(text, directive, target, isGoSyntax);
                break;
            default:
                text.Append(ScalarVerb.Of(directive, value) ?? Bad(directive, value));
                break;
        }
    }

    private static string Bad(Directive directive, object value) =>
        $"%!{directive.Verb}({GoType.Name(value)}={ScalarVerb.Of(directive with { Verb = new Rune('v'), Sharp = false, Plus = false }, value)})";

    private static void AppendList(StringBuilder text, Directive directive, TemplateList list, bool isGoSyntax)
    {
        if (isGoSyntax && list.IsNil)
        {
            text.Append($"{list.TypeName}(nil)");
            return;
        }

        text.Append(isGoSyntax ? list.TypeName + "{" : "[");
        for (var i = 0; i < list.Items.Count; i++)
        {
            text.Append(i == 0 ? "" : isGoSyntax ? ", " : " ");
            Append(text, directive, list.Items[i]);
        }

        text.Append(isGoSyntax ? '}' : ']');
    }

    private static void AppendObject(StringBuilder text, Directive directive, TemplateObject target, bool isGoSyntax)
    {
        if (isGoSyntax && target.IsNil)
        {
            text.Append($"{target.TypeName}(nil)");
            return;
        }

        text.Append(isGoSyntax ? target.TypeName + "{" : target.IsMap ? "map[" : "{");
        var isFirst = true;
        foreach (var name in target.Names)
        {
            text.Append(isFirst ? "" : isGoSyntax ? ", " : " ");
            isFirst = false;
            if (target.IsMap)
            {
                Append(text, directive, name);
                text.Append(':');
            }
            else if (directive.Plus || isGoSyntax)
            {
                text.Append(name).Append(':');
            }

            Append(text, directive, target.TryField(name, out var value) ? value : null);
        }

        text.Append(isGoSyntax || !target.IsMap ? '}' : ']');
    }
}
