using System.Text;

namespace Berth.Cli.Templates;

/// <summary>What stands behind a percent sign of a format.</summary>
internal readonly record struct Directive(Rune Verb)
{
    /// <summary>Characters to fill up to.</summary>
    public int? Width { get; init; }

    /// <summary>Digits, or most characters of a string.</summary>
    public int? Precision { get; init; }

    public bool Minus { get; init; }

    public bool Plus { get; init; }

    public bool Sharp { get; init; }

    public bool Space { get; init; }

    public bool Zero { get; init; }

    /// <summary>The plain one: <c>%v</c>.</summary>
    public static Directive Plain { get; } = new(new Rune('v'));

    /// <summary>Fills a text up to the width.</summary>
    public string Pad(string text, bool allowsZeros = true)
    {
        var missing = (Width ?? 0) - text.EnumerateRunes().Count();
        if (missing <= 0)
        {
            return text;
        }

        return Minus ? text + new string(' ', missing) : new string(Zero && allowsZeros ? '0' : ' ', missing) + text;
    }
}
