using Berth.Registry.Web.Html;
using Berth.Registry.Web.Languages;

namespace Berth.Registry.Web.Pages;

/// <summary>On and back in a list of several pages.</summary>
internal static class Paging
{
    /// <summary>The last page that is given out: nobody reads further, and the skipped rows cost.</summary>
    public const int Last = 500;

    /// <summary>The number in a query; what is none, or out of bounds, is the nearest page that can be.</summary>
    public static int Parse(string? text) => int.TryParse(text, out int page) ? Math.Clamp(page, 1, Last) : 1;

    public static void Write(HtmlWriter html, Words words, int page, long pages, Func<int, string> address)
    {
        if (pages <= 1 && page <= 1)
        {
            return;
        }

        html.Write($"<nav class=\"paging\" aria-label=\"{words.Pages}\">");
        if (page > 1)
        {
            html.Write($"<a rel=\"prev\" href=\"{address(page - 1)}\">{words.Newer}</a>");
        }

        html.Write($"<span>{words.PageNumber.With(page)}</span>");
        if (page < Math.Min(pages, Last))
        {
            html.Write($"<a rel=\"next\" href=\"{address(page + 1)}\">{words.Older}</a>");
        }

        html.Write($"</nav>\n");
    }
}
