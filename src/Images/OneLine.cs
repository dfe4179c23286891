using System.Globalization;
using System.Text;

namespace Berth.Images;

/// <summary>
/// Text with names from an archive or a registry in it, as one line that a terminal may print: a name can be as long as a path, and
/// can hold line breaks and escape sequences.
/// </summary>
internal static class OneLine
{
    /// <summary>Characters of a message. What is longer loses its middle.</summary>
    public const int MaxLength = 1500;

    private const string Omitted = " ... ";

    /// <summary>Control characters in Go's notation (<c>\n</c>, <c>\x1b</c>); lone surrogates, which stand for stray bytes, as <c>\xNN</c>.</summary>
    public static string Of(string text)
    {
        string shortened = text.Length <= MaxLength ? text : text[..(MaxLength / 2)] + Omitted + text[^(MaxLength / 2)..];
        if (!shortened.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return shortened;
        }

        var line = new StringBuilder(shortened.Length);
        for (int i = 0; i < shortened.Length; i++)
        {
            if (i + 1 < shortened.Length && char.IsSurrogatePair(shortened[i], shortened[i + 1]))
            {
                line.Append(shortened, i++, 2);
            }
            else
            {
                Append(line, shortened[i]);
            }
        }

        return line.ToString();
    }

    private static void Append(StringBuilder line, char c)
    {
        switch (c)
        {
            case '\n':
                line.Append("\\n");
                break;
            case '\r':
                line.Append("\\r");
                break;
            case '\t':
                line.Append("\\t");
                break;
            case var _ when char.IsControl(c) || char.IsSurrogate(c):
                line.Append(CultureInfo.InvariantCulture, $"\\x{(byte)c:x2}");
                break;
            case var _ when CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                // What turns the direction of writing would show another name.
                line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
                break;
            default:
                line.Append(c);
                break;
        }
    }
}
