using Berth.Registry.Metadata;
using Berth.Registry.Naming;
using Berth.Registry.Web.Html;
using Berth.Registry.Web.Languages;

namespace Berth.Registry.Web.Pages;

/// <summary>A repository's settings: texts and visibility, rights, deletion of tags and of all. Each form says in <c>do</c> what it does.</summary>
internal static class SettingsPage
{
    public const int PageSize = 50;

    /// <summary>Characters of the summary.</summary>
    public const int LongestSummary = 200;

    /// <summary>Characters of the description.</summary>
    public const int LongestDescription = 64 * 1024;

    public static PageAnswer Of(Visit visit, SettingsView view, int status = 200)
    {
        Words words = visit.Words;
        RepositoryName name = view.Repository.Name;
        return new PageAnswer(status, new PageHead(words.SettingsOf.With(name)), html =>
        {
            Notice.Write(html, view.Problem, view.Done);
            html.Write($"<div class=\"heading\"><h1 class=\"repository\"><a href=\"{Paths.Repository(name)}\">");
            RepositoryTitle.Write(html, name);
            html.Write($"</a></h1><p class=\"lead\">{words.Settings}</p></div>\n<div class=\"sections\">\n");
            WriteGeneral(html, visit, view.Repository);
            RightsSection.Write(html, visit, name, view.Grants);
            WriteTags(html, visit, view);
            WriteDelete(html, visit, name);
            html.Write($"</div>\n");
        });
    }

    /// <summary>The beginning of one of the forms.</summary>
    public static void WriteForm(HtmlWriter html, Visit visit, RepositoryName name, string action, string style)
    {
        html.Write($"<form class=\"{style}\" method=\"post\" action=\"{Paths.Settings(name)}\">");
        FormParts.Token(html, visit);
        html.Write($"<input type=\"hidden\" name=\"do\" value=\"{action}\">");
    }

    private static void WriteGeneral(HtmlWriter html, Visit visit, RepositoryRecord repository)
    {
        Words words = visit.Words;
        html.Write($"<section aria-labelledby=\"general\"><h2 id=\"general\">{words.General}</h2>\n");
        WriteForm(html, visit, repository.Name, "save", "form broad block");
        html.Write($"<fieldset><legend>{words.Visibility}</legend>");
        WriteVisibility(html, "public", words.Public, words.PublicHint, repository.IsPublic);
        WriteVisibility(html, "private", words.Private, words.PrivateHint, !repository.IsPublic);
        html.Write($"""
            </fieldset>
            <div><label for="summary">{words.Summary}</label>
            <input id="summary" name="summary" value="{new Verbatim(repository.Summary)}" maxlength="{LongestSummary}" aria-describedby="summary-hint">
            <p class="hint" id="summary-hint">{words.SummaryHint.With(LongestSummary)}</p></div>
            <div><label for="description">{words.Description}</label>
            <textarea id="description" name="description" maxlength="{LongestDescription}" aria-describedby="description-hint">

            """);

        // The first line break after <textarea> is not part of the text.
        html.Write($"{new Verbatim(repository.Description)}</textarea>");
        html.Write($"<p class=\"hint\" id=\"description-hint\">{words.DescriptionHint.With(Amounts.Count(LongestDescription))}</p></div>");
        html.Write($"<div><button class=\"main\">{words.Save}</button></div></form></section>\n");
    }

    private static void WriteVisibility(HtmlWriter html, string value, string label, string hint, bool isChosen)
    {
        html.Write($"<div class=\"choice\"><input type=\"radio\" name=\"visibility\" id=\"{value}\" value=\"{value}\"");
        if (isChosen)
        {
            html.Write($" checked");
        }

        html.Write($"><label for=\"{value}\"><strong>{label}</strong> <span class=\"quiet\">{hint}</span></label></div>\n");
    }

    private static void WriteTags(HtmlWriter html, Visit visit, SettingsView view)
    {
        Words words = visit.Words;
        if (view.Tags.Count == 0)
        {
            return;
        }

        html.Write($"<section aria-labelledby=\"tags\"><h2 id=\"tags\">{words.DeleteTags}</h2><p class=\"quiet\">{words.DeleteTagsLead}</p>\n");
        html.Write($"<table class=\"rows\"><thead><tr><th scope=\"col\">{words.TagName}</th><th scope=\"col\">{words.Digest}</th>");
        html.Write($"<th scope=\"col\">{words.LastPushed}</th><th scope=\"col\"><span class=\"unseen\">{words.Delete}</span></th></tr></thead><tbody>\n");
        foreach (TagRecord tag in view.Tags)
        {
            html.Write($"<tr><th scope=\"row\"><a href=\"{Paths.Tag(view.Repository.Name, tag.Name)}\">{tag.Name}</a></th>");
            html.Write($"<td class=\"digest\" data-label=\"{words.Digest}\">{tag.Digest.Short}</td><td data-label=\"{words.LastPushed}\">");
            Moment.Write(html, visit, tag.UpdatedAt);
            html.Write($"</td><td class=\"act\"><details class=\"sure\"><summary>{words.Delete}<span class=\"unseen\"> {tag.Name}</span></summary>");
            WriteForm(html, visit, view.Repository.Name, "delete-tag", "");
            html.Write($"<input type=\"hidden\" name=\"tag\" value=\"{tag.Name}\"><button class=\"danger\">{words.DeleteTagSure.With(tag.Name)}</button></form></details></td></tr>\n");
        }

        html.Write($"</tbody></table>\n");
        Paging.Write(html, words, view.TagPage, (view.TagCount + PageSize - 1) / PageSize, page => $"{Paths.Settings(view.Repository.Name)}?page={page}#tags");
        html.Write($"</section>\n");
    }

    private static void WriteDelete(HtmlWriter html, Visit visit, RepositoryName name)
    {
        Words words = visit.Words;
        html.Write($"<section class=\"threat\" aria-labelledby=\"delete\"><h2 id=\"delete\">{words.DeleteRepository}</h2><p class=\"quiet\">{words.DeleteRepositoryLead}</p>\n");
        WriteForm(html, visit, name, "delete", "form block");
        html.Write($"<div><label for=\"typed\">{words.TypeName.With(name)}</label><input id=\"typed\" name=\"typed\" required autocomplete=\"off\" autocapitalize=\"none\" spellcheck=\"false\"></div>");
        html.Write($"<div><button class=\"danger\">{words.DeleteRepository}</button></div></form></section>\n");
    }
}
