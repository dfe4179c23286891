using Berth.Registry.Web.Html;

namespace Berth.Registry.Web.Pages;

/// <summary>What came of a form, above the page: said aloud by a screen reader at once.</summary>
internal static class Notice
{
    public static void Write(HtmlWriter html, string? problem, string? done)
    {
        if (problem is not null)
        {
            html.Write($"<p class=\"alert\" role=\"alert\">{problem}</p>\n");
        }
        else if (done is not null)
        {
            html.Write($"<p class=\"done\" role=\"status\">{done}</p>\n");
        }
    }
}
