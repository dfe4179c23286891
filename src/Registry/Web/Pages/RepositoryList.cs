using Berth.Registry.Metadata;
using Berth.Registry.Web.Html;
using Berth.Registry.Web.Languages;

namespace Berth.Registry.Web.Pages;

/// <summary>Repositories, a block each: name, what it is, how much it is used.</summary>
internal static class RepositoryList
{
    public static void Write(HtmlWriter html, Visit visit, IReadOnlyList<RepositoryRecord> repositories)
    {
        html.Write($"<ul class=\"repositories\">\n");
        foreach (RepositoryRecord repository in repositories)
        {
            html.Write($"<li><h3><a href=\"{Paths.Repository(repository.Name)}\">");
            RepositoryTitle.Write(html, repository.Name);
            html.Write($"</a>");
            WriteBadge(html, visit.Words, repository);
            html.Write($"</h3>");
            if (repository.Summary.Length > 0)
            {
                html.Write($"<p>{repository.Summary.To(200)}</p>");
            }

            WriteUse(html, visit, repository);
            html.Write($"</li>\n");
        }

        html.Write($"</ul>\n");
    }

    /// <summary>That it is not for everyone.</summary>
    public static void WriteBadge(HtmlWriter html, Words words, RepositoryRecord repository)
    {
        if (!repository.IsPublic)
        {
            html.Write($" <span class=\"badge\">{words.Private}</span>");
        }
    }

    private static void WriteUse(HtmlWriter html, Visit visit, RepositoryRecord repository)
    {
        html.Write($"<p class=\"use\">");
        if (repository.PushedAt is { } pushed)
        {
            Moment.WriteIn(html, visit, visit.Words.PushedAgo, pushed);
        }
        else
        {
            html.Write($"<span>{visit.Words.NeverPushed}</span>");
        }

        html.Write($"<span>{visit.Words.PullCount(repository.Pulls)}</span>");
        if (repository.Stars > 0)
        {
            html.Write($"<span>{visit.Words.StarCount(repository.Stars)}</span>");
        }

        html.Write($"</p>");
    }
}
