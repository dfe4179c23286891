namespace Berth.Registry.Web.Html;

/// <summary>A text that somebody else wrote, cut to what a page has room for.</summary>
internal static class Shortened
{
    /// <param name="length">UTF-16 units, at most; one more for the ellipsis.</param>
    public static string To(this string? text, int length)
    {
        if (text is null || text.Length <= length)
        {
            return text ?? "";
        }

        int end = char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;
        return string.Concat(text.AsSpan(0, end), "…");
    }
}
