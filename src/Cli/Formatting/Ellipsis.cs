using System.Text;

namespace Berth.Cli.Formatting;

/// <summary>Shortens text for narrow columns.</summary>
internal static class Ellipsis
{
    /// <summary>
    /// At most <paramref name="width"/> columns of a terminal, the last an ellipsis when something was cut; the characters of East Asian
    /// scripts take two each.
    /// </summary>
    public static string Cut(string text, int width)
    {
        var runes = text.EnumerateRunes().ToList();
        if (runes.Sum(CharacterWidth.Of) <= width)
        {
            return text;
        }

        var cut = new StringBuilder();
        var used = 0;
        foreach (var rune in runes.TakeWhile(rune => (used += CharacterWidth.Of(rune)) < width))
        {
            cut.Append(rune.ToString());
        }

        return cut.Append('…').ToString();
    }

    /// <summary>The twelve digits that stand for an ID, without the digest's algorithm.</summary>
    public static string ShortId(string id)
    {
        var hex = id[(id.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return hex.Length > 12 ? hex[..12] : hex;
    }
}
