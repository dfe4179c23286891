using System.Globalization;

namespace Berth.Registry.Web.Languages;

/// <summary>Which language a visitor reads: what they chose, else what their browser asks for, else English.</summary>
internal static class LanguageChoice
{
    /// <summary>Holds a choice, for a year.</summary>
    public const string Cookie = "berth-language";

    private const int MostRanges = 20;

    /// <param name="chosen">The cookie's value.</param>
    /// <param name="acceptLanguage">RFC 9110, 12.5.4: <c>zh-CN,zh;q=0.9,en;q=0.8</c>.</param>
    public static Language Of(string? chosen, string? acceptLanguage) => Parse(chosen) ?? Preferred(acceptLanguage);

    /// <summary>Reads <c>en</c> or <c>zh</c>.</summary>
    public static Language? Parse(string? tag) => tag switch
    {
        "en" => Language.English,
        "zh" => Language.Chinese,
        _ => null,
    };

    private static Language Preferred(string? acceptLanguage)
    {
        Language best = Language.English;
        double bestQuality = 0;
        int ranges = 0;
        foreach (Range part in (acceptLanguage ?? "").AsSpan().Split(','))
        {
            if (++ranges > MostRanges)
            {
                break;
            }

            (Language? language, double quality) = ReadRange(acceptLanguage.AsSpan()[part]);
            if (language is not null && quality > bestQuality)
            {
                (best, bestQuality) = (language.Value, quality);
            }
        }

        return best;
    }

    private static (Language? Language, double Quality) ReadRange(ReadOnlySpan<char> range)
    {
        int semicolon = range.IndexOf(';');
        ReadOnlySpan<char> tag = (semicolon < 0 ? range : range[..semicolon]).Trim();
        ReadOnlySpan<char> primary = tag.IndexOf('-') is >= 0 and var dash ? tag[..dash] : tag;
        Language? language = primary.Equals("zh", StringComparison.OrdinalIgnoreCase) ? Language.Chinese
            : primary.Equals("en", StringComparison.OrdinalIgnoreCase) || primary is "*" ? Language.English
            : null;
        double quality = 1;
        if (semicolon >= 0)
        {
            ReadOnlySpan<char> parameter = range[(semicolon + 1)..].Trim();
            bool isQuality = parameter.StartsWith("q=", StringComparison.OrdinalIgnoreCase)
                && double.TryParse(parameter[2..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out quality);
            quality = isQuality ? quality : 0;
        }

        return (language, quality);
    }
}
