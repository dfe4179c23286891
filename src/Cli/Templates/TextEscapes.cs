using System.Globalization;
using System.Text;

namespace Berth.Cli.Templates;

/// <summary>Text made safe for HTML, JavaScript and the query of a URL.</summary>
internal static class TextEscapes
{
    /// <summary>The text of a function's arguments.</summary>
    public static string Joined(IReadOnlyList<object?> values) => values is [string text]
        ? text
        : GoPrint.Print([.. values.Select(value => value is null || value == Nil.Interface ? "<no value>" : value)]);

    public static string Html(string text) => new StringBuilder(text)
        .Replace("&", "&amp;").Replace("\"", "&#34;").Replace("'", "&#39;").Replace("<", "&lt;").Replace(">", "&gt;")
        .Replace('\0', '\uFFFD').ToString();

    public static string Query(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);

    public static string JavaScript(string text)
    {
        var escaped = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '\\' or '\'' or '"':
                    escaped.Append('\\').Append(rune.ToString());
                    break;
                case '<' or '>' or '&' or '=' or < ' ':
                    escaped.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}");
                    break;
                default:
                    var isPlain = rune.Value < 0x80 || GoQuote.IsPrintable(rune);
                    escaped.Append(isPlain ? rune.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}"));
                    break;
            }
        }

        return escaped.ToString();
    }
}
