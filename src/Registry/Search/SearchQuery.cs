using System.Globalization;
using System.Text;

namespace Berth.Registry.Search;

/// <summary>
/// What somebody looks for: words, all of which have to be there, anywhere in a name, summary or description. Nothing in it is syntax.
/// </summary>
internal sealed record SearchQuery
{
    /// <summary>Characters, at most; the rest is cut off.</summary>
    public const int LongestText = 200;

    /// <summary>Words, at most; the rest is not looked for.</summary>
    public const int MostWords = 8;

    /// <summary>Characters that the index groups.</summary>
    private const int Group = 3;

    /// <summary>The words in lower case with one space between them: what names are compared with.</summary>
    public required string Text { get; init; }

    /// <summary>Words of three characters and more as FTS5 asks for them, each a quoted string; null: there are none.</summary>
    public required string? Match { get; init; }

    /// <summary>Words of one and two characters.</summary>
    public required IReadOnlyList<string> ShortWords { get; init; }

    public static SearchQuery Parse(string text)
    {
        string[] words = [.. Clean(text).Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).Take(MostWords)];
        string[] longWords = [.. words.Where(static w => Length(w) >= Group)];
        return new SearchQuery
        {
            Text = string.Join(' ', words),
            Match = longWords.Length == 0 ? null : string.Join(' ', longWords.Select(static w => $"\"{w.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")),
            ShortWords = [.. words.Where(static w => Length(w) < Group)],
        };
    }

    /// <summary>Lower case; spaces of every kind and what cannot be printed become spaces, half characters are left out.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes().Take(LongestText))
        {
            bool isSeparator = Rune.IsWhiteSpace(rune) || Rune.IsControl(rune) || rune == Rune.ReplacementChar || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format;
            clean.Append(isSeparator ? " " : Rune.ToLowerInvariant(rune).ToString());
        }

        return clean.ToString();
    }

    private static int Length(string word) => word.EnumerateRunes().Count();
}
