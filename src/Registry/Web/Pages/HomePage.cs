using Berth.Registry.Metadata;
using Berth.Registry.Web.Html;
using Berth.Registry.Web.Languages;

namespace Berth.Registry.Web.Pages;

/// <summary>The first page: search, and what is new and used.</summary>
internal static class HomePage
{
    /// <param name="count">How many repositories the visitor may see.</param>
    public static PageAnswer Of(Visit visit, long count, IReadOnlyList<RepositoryRecord> recent, IReadOnlyList<RepositoryRecord> popular)
    {
        string title = visit.Words.HomeTitle.With(visit.Site.Host);
        return new PageAnswer(200, new PageHead(title) { HasSearch = false }, html =>
        {
            html.Write($"<div class=\"hero\"><h1>{title}</h1>");
            if (count > 0)
            {
                html.Write($"<p class=\"lead\">{(count == 1 ? visit.Words.HomeLeadOne : visit.Words.HomeLead.With(Amounts.Count(count)))}</p>");
            }

            SearchField.Write(html, visit.Words, "", isLarge: true);
            html.Write($"</div>\n");
            if (count == 0)
            {
                WriteNothing(html, visit);
                return;
            }

            html.Write($"<div class=\"columns\"><section aria-labelledby=\"recent\"><h2 id=\"recent\">{visit.Words.RecentlyPushed}</h2>\n");
            RepositoryList.Write(html, visit, recent);
            html.Write($"<p class=\"more\"><a href=\"/search?q=\">{visit.Words.AllRepositories}</a></p></section>\n");
            html.Write($"<section aria-labelledby=\"popular\"><h2 id=\"popular\">{visit.Words.MostPulled}</h2>\n");
            RepositoryList.Write(html, visit, popular);
            html.Write($"</section></div>\n");
        });
    }

    private static void WriteNothing(HtmlWriter html, Visit visit)
    {
        Words words = visit.Words;
        html.Write($"<section class=\"empty\">");
        if (visit.Site.HasAccounts && visit.User is null)
        {
            html.Write($"<h2>{words.NothingToSee}</h2><p><a href=\"/login\">{words.NothingToSeeLead}</a></p>");
        }
        else
        {
            string space = visit.User is { } user ? $"{user}/" : "";
            html.Write($"<h2>{words.NothingYet}</h2><p>{words.NothingYetLead}</p>");
            CommandLine.Write(html, $"docker tag alpine {visit.Site.Host}/{space}alpine");
            CommandLine.Write(html, $"docker push {visit.Site.Host}/{space}alpine");
        }

        html.Write($"</section>\n");
    }
}
