using System.Buffers;
using System.Globalization;
using System.Text;

namespace Berth.Registry.Web.Html;

/// <summary>
/// Makes any text safe in HTML, between tags and in quoted attributes, and shows the characters that hide or reorder others: control characters, marks of
/// direction (Unicode TR 9, the "Trojan Source" ones), zero-width spaces, tags (U+E0000 to U+E007F). Joiners (U+200C, U+200D) stay: Persian and emoji need them.
/// </summary>
internal static class HtmlEncoding
{
    private static readonly SearchValues<char> s_encoded = SearchValues.Create("&<>\"'");
    private static readonly SearchValues<char> s_special = SearchValues.Create("&<>\"'" + Hidden());

    public static void Write(ReadOnlySpan<char> text, bool isVerbatim, HtmlWriter html)
    {
        SearchValues<char> searched = isVerbatim ? s_encoded : s_special;
        for (int at; (at = text.IndexOfAny(searched)) >= 0;)
        {
            html.Literal(text[..at]);
            _ = Rune.DecodeFromUtf16(text[at..], out Rune rune, out int length);
            switch (text[at])
            {
                case '&': html.Literal("&amp;"); break;
                case '<': html.Literal("&lt;"); break;
                case '>': html.Literal("&gt;"); break;
                case '"': html.Literal("&quot;"); break;
                case '\'': html.Literal("&#39;"); break;
                default: Special(text.Slice(at, length), rune, html); break;
            }

            text = text[(at + length)..];
        }

        html.Literal(text);
    }

    /// <summary>The same as a string.</summary>
    public static string Encode(string text)
    {
        var html = new HtmlWriter();
        Write(text, isVerbatim: false, html);
        return Encoding.UTF8.GetString(html.Written.Span);
    }

    /// <summary>True of a character that is shown by its number.</summary>
    public static bool IsHidden(Rune rune) => rune.Value is (< 0x20 and not ('\t' or '\n' or '\r')) or (>= 0x7F and <= 0x9F) or 0xAD or 0x61C or 0x180E
        or 0x200B or 0x200E or 0x200F or (>= 0x2028 and <= 0x202E) or (>= 0x2060 and <= 0x206F) or 0xFEFF or (>= 0xFFF9 and <= 0xFFFB)
        or (>= 0xE0000 and <= 0xE007F);

    // The first half of a tag is the first half of other characters too.
    private static void Special(ReadOnlySpan<char> text, Rune rune, HtmlWriter html)
    {
        if (IsHidden(rune))
        {
            html.Literal($"⟨U+{rune.Value.ToString("X4", CultureInfo.InvariantCulture)}⟩");
        }
        else
        {
            html.Literal(text);
        }
    }

    private static string Hidden() => new([
        .. Enumerable.Range(0, 0x10000).Where(static c => !char.IsSurrogate((char)c) && IsHidden(new Rune(c))).Select(static c => (char)c),
        '\uDB40']);
}
