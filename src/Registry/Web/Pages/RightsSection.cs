using Berth.Registry.Access;
using Berth.Registry.Accounts;
using Berth.Registry.Naming;
using Berth.Registry.Web.Html;
using Berth.Registry.Web.Languages;

namespace Berth.Registry.Web.Pages;

/// <summary>Who has a right in a repository, and the form to give one.</summary>
internal static class RightsSection
{
    public static void Write(HtmlWriter html, Visit visit, RepositoryName name, IReadOnlyList<Grant> grants)
    {
        Words words = visit.Words;
        html.Write($"<section aria-labelledby=\"rights\"><h2 id=\"rights\">{words.Rights}</h2><p class=\"quiet\">{words.RightsLead}</p>\n");
        if (grants.Count == 0)
        {
            html.Write($"<p class=\"quiet\">{words.NoRights}</p>\n");
        }
        else
        {
            html.Write($"<table class=\"rows\"><thead><tr><th scope=\"col\">{words.Grantee}</th><th scope=\"col\">{words.Right}</th>");
            html.Write($"<th scope=\"col\"><span class=\"unseen\">{words.TakeAway}</span></th></tr></thead><tbody>\n");
            foreach (Grant grant in grants)
            {
                string grantee = grant.Grantee.ToString();
                html.Write($"<tr><th scope=\"row\">{grantee}</th><td data-label=\"{words.Right}\">{Name(words, grant.Right)}</td><td class=\"act\">");
                SettingsPage.WriteForm(html, visit, name, "grant", "");
                html.Write($"<input type=\"hidden\" name=\"grantee\" value=\"{grantee}\"><input type=\"hidden\" name=\"right\" value=\"none\">");
                html.Write($"<button aria-label=\"{words.TakeAway}: {grantee}\">{words.TakeAway}</button></form></td></tr>\n");
            }

            html.Write($"</tbody></table>\n");
        }

        SettingsPage.WriteForm(html, visit, name, "grant", "form block inline");
        html.Write($"""
            <div class="grow"><label for="grantee">{words.Grantee}</label>
            <input id="grantee" name="grantee" required autocomplete="off" autocapitalize="none" spellcheck="false" placeholder="{words.GranteeHint}"></div>
            <div><label for="right">{words.Right}</label><select id="right" name="right"><option value="read">{words.RightRead}</option>
            <option value="write">{words.RightWrite}</option><option value="admin">{words.RightAdmin}</option></select></div>
            <button class="main">{words.Give}</button></form></section>

            """);
    }

    /// <summary>Reads the field <c>right</c>; null: none of them.</summary>
    public static RepositoryRight? Parse(string text) => text switch
    {
        "none" => RepositoryRight.None,
        "read" => RepositoryRight.Read,
        "write" => RepositoryRight.Write,
        "admin" => RepositoryRight.Admin,
        _ => null,
    };

    private static string Name(Words words, RepositoryRight right) => right switch
    {
        RepositoryRight.Read => words.RightRead,
        RepositoryRight.Write => words.RightWrite,
        _ => words.RightAdmin,
    };
}
