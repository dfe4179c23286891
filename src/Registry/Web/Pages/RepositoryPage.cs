using Berth.Registry.Metadata;
using Berth.Registry.Naming;
using Berth.Registry.Web.Descriptions;
using Berth.Registry.Web.Html;
using Berth.Registry.Web.Languages;

namespace Berth.Registry.Web.Pages;

/// <summary>A repository: what it is, how to pull it, its tags.</summary>
internal static class RepositoryPage
{
    /// <summary>Tags: few enough that the description below is not far.</summary>
    public const int PageSize = 10;

    public static PageAnswer Of(Visit visit, RepositoryView view)
    {
        RepositoryRecord repository = view.Repository;
        return new PageAnswer(200, new PageHead(repository.Name.ToString()), html =>
        {
            WriteHeading(html, visit, view);
            html.Write($"<div class=\"with-aside\"><div class=\"body\">\n");
            WriteTags(html, visit, view);
            WriteDescription(html, visit.Words, view);
            html.Write($"</div>\n");
            WriteAside(html, visit, view);
            html.Write($"</div>\n");
        })
        {
            IsPrivate = !repository.IsPublic,
        };
    }

    private static void WriteHeading(HtmlWriter html, Visit visit, RepositoryView view)
    {
        RepositoryRecord repository = view.Repository;
        html.Write($"<div class=\"heading\"><h1 class=\"repository\">");
        RepositoryTitle.Write(html, repository.Name);
        RepositoryList.WriteBadge(html, visit.Words, repository);
        html.Write($"</h1>");
        WriteActions(html, visit, view);
        if (repository.Summary.Length > 0)
        {
            html.Write($"<p class=\"lead\">{repository.Summary.To(200)}</p>");
        }

        html.Write($"</div>\n");
    }

    private static void WriteActions(HtmlWriter html, Visit visit, RepositoryView view)
    {
        if (view.IsStarred is not { } isStarred)
        {
            return;
        }

        RepositoryName name = view.Repository.Name;
        html.Write($"<div class=\"actions\"><form method=\"post\" action=\"/star/{name.ToString()}\">");
        FormParts.Token(html, visit);
        html.Write($"<input type=\"hidden\" name=\"on\" value=\"{(isStarred ? "" : "1")}\">");
        html.Write($"<button>{(isStarred ? "★ " : "☆ ")}{(isStarred ? visit.Words.Unstar : visit.Words.Star)}</button></form>");
        if (view.IsAdministered)
        {
            html.Write($"<a class=\"button\" href=\"{Paths.Settings(name)}\">{visit.Words.Settings}</a>");
        }

        html.Write($"</div>");
    }

    private static void WriteTags(HtmlWriter html, Visit visit, RepositoryView view)
    {
        Words words = visit.Words;
        html.Write($"<section aria-labelledby=\"tags\"><h2 id=\"tags\">{words.Tags} <span class=\"count\">{Amounts.Count(view.TagCount)}</span></h2>\n");
        if (view.Tags.Count == 0)
        {
            html.Write($"<p class=\"quiet\">{words.NoTags}</p></section>\n");
            return;
        }

        html.Write($"""
            <table class="rows"><thead><tr><th scope="col">{words.TagName}</th><th scope="col">{words.Platforms}</th><th scope="col" class="number">{words.Size}</th>
            <th scope="col">{words.Digest}</th><th scope="col">{words.LastPushed}</th></tr></thead><tbody>

            """);
        foreach (TagRow row in view.Tags)
        {
            WriteTag(html, visit, view.Repository.Name, row);
        }

        html.Write($"</tbody></table>\n");
        Paging.Write(html, words, view.TagPage, (view.TagCount + PageSize - 1) / PageSize, page => $"{Paths.Repository(view.Repository.Name)}?page={page}");
        html.Write($"</section>\n");
    }

    private static void WriteTag(HtmlWriter html, Visit visit, RepositoryName name, TagRow row)
    {
        Words words = visit.Words;
        html.Write($"<tr><th scope=\"row\"><a href=\"{Paths.Tag(name, row.Tag.Name)}\">{row.Tag.Name}</a></th>");
        html.Write($"<td data-label=\"{words.Platforms}\">");
        if (row.Kind is not null)
        {
            html.Write($"<span class=\"kind\">{row.Kind.To(80)}</span>");
        }

        foreach (string platform in row.Platforms)
        {
            html.Write($"<span class=\"platform\">{platform}</span> ");
        }

        html.Write($"</td><td class=\"number\" data-label=\"{words.Size}\">{SizeText(row.Size)}</td>");
        html.Write($"<td data-label=\"{words.Digest}\"><a class=\"digest\" href=\"{Paths.Manifest(name, row.Tag.Digest)}\" title=\"{row.Tag.Digest}\">");
        html.Write($"{row.Tag.Digest.Short}</a></td><td data-label=\"{words.LastPushed}\">");
        Moment.Write(html, visit, row.Tag.UpdatedAt);
        if (row.Tag.UpdatedBy is { } user)
        {
            html.Write($" <span class=\"quiet\">{words.PushedBy.With(user)}</span>");
        }

        html.Write($"</td></tr>\n");
    }

    private static string SizeText((long Smallest, long Largest)? size) => size is not { } known ? "–"
        : Amounts.Size(known.Smallest) == Amounts.Size(known.Largest) ? Amounts.Size(known.Largest)
        : $"{Amounts.Size(known.Smallest)} – {Amounts.Size(known.Largest)}";

    private static void WriteDescription(HtmlWriter html, Words words, RepositoryView view)
    {
        string description = view.Repository.Description;
        if (description.Length == 0 && !view.IsAdministered)
        {
            return;
        }

        html.Write($"<section aria-labelledby=\"description\"><h2 id=\"description\">{words.Description}</h2>\n");
        if (description.Length == 0)
        {
            html.Write($"<p><a href=\"{Paths.Settings(view.Repository.Name)}\">{words.AddDescription}</a></p>");
        }
        else
        {
            html.Write($"<div class=\"prose\">");
            html.WriteRendered(DescriptionRenderer.Render(description));
            html.Write($"</div>");
        }

        html.Write($"</section>\n");
    }

    private static void WriteAside(HtmlWriter html, Visit visit, RepositoryView view)
    {
        Words words = visit.Words;
        RepositoryRecord repository = view.Repository;
        html.Write($"<aside><section aria-labelledby=\"pull\"><h2 id=\"pull\">{words.PullHeading}</h2>\n");
        string? tag = view.Tags.FirstOrDefault(static row => row.Tag.Name == "latest")?.Tag.Name ?? (view.Tags.Count > 0 ? view.Tags[0].Tag.Name : null);
        PullCommands.Write(html, $"{visit.Site.Host}/{repository.Name}{(tag is null or "latest" ? "" : $":{tag}")}");
        html.Write($"</section><section aria-labelledby=\"facts\"><h2 id=\"facts\">{words.Facts}</h2><dl class=\"facts\">\n");
        html.Write($"<div><dt>{words.LastPushed}</dt><dd>");
        if (repository.PushedAt is { } pushed)
        {
            Moment.Write(html, visit, pushed);
        }
        else
        {
            html.Write($"{words.NeverPushed}");
        }

        html.Write($"</dd></div><div><dt>{words.PullsLabel}</dt><dd>{Amounts.Count(repository.Pulls)}</dd></div>");
        if (visit.Site.HasAccounts)
        {
            html.Write($"<div><dt>{words.StarsLabel}</dt><dd>{Amounts.Count(repository.Stars)}</dd></div>");
            html.Write($"<div><dt>{words.Visibility}</dt><dd>{(repository.IsPublic ? words.Public : words.Private)}</dd></div>");
        }

        html.Write($"</dl></section></aside>\n");
    }
}
