using System.Globalization;
using System.Text;

namespace Berth.Cli.Templates;

/// <summary>Values as compact JSON, with the escapes and the order of Go's encoder.</summary>
internal static class GoJson
{
    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Append(text, value, escapesMarkup: false);
        return text.ToString();
    }

    private static void Append(StringBuilder text, object? value, bool escapesMarkup)
    {
        switch (value)
        {
            case null or Nil or TemplateList { IsNil: true } or TemplateObject { IsNil: true }:
                text.Append("null");
                break;
            case string characters:
                AppendText(text, characters, escapesMarkup);
                break;
            case bool flag:
                text.Append(flag ? "true" : "false");
                break;
            case JsonNumber number:
                text.Append(number.Text.Length == 0 ? "0" : number.Text);
                break;
            case double number:
                text.Append(GoFloat.Json(number));
                break;
            case TemplateList list:
                AppendList(text, list, escapesMarkup);
                break;
            case TemplateObject target:
                AppendObject(text, target, escapesMarkup || target.EscapesMarkup);
                break;
            default:
                text.Append(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static void AppendList(StringBuilder text, TemplateList list, bool escapesMarkup)
    {
        text.Append('[');
        for (var i = 0; i < list.Items.Count; i++)
        {
            text.Append(i > 0 ? "," : "");
            Append(text, list.Items[i], escapesMarkup);
        }

        text.Append(']');
    }

    private static void AppendObject(StringBuilder text, TemplateObject target, bool escapesMarkup)
    {
        var separator = '{';
        foreach (var (name, value) in target.JsonMembers)
        {
            text.Append(separator);
            AppendText(text, name, escapesMarkup);
            text.Append(':');
            Append(text, value, escapesMarkup);
            separator = ',';
        }

        text.Append(separator == '{' ? "{}" : "}");
    }

    private static void AppendText(StringBuilder text, string characters, bool escapesMarkup)
    {
        text.Append('"');
        foreach (var c in characters)
        {
            switch (c)
            {
                case '"' or '\\':
                    text.Append('\\').Append(c);
                    break;
                case '\n':
                    text.Append("\\n");
                    break;
                case '\r':
                    text.Append("\\r");
                    break;
                case '\t':
                    text.Append("\\t");
                    break;
                case '\b':
                    text.Append("\\b");
                    break;
                case '\f':
                    text.Append("\\f");
                    break;
                case < ' ' or '\u2028' or '\u2029':
                case '<' or '>' or '&' when escapesMarkup:
                    text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
                    break;
                default:
                    text.Append(c);
                    break;
            }
        }

        text.Append('"');
    }
}
