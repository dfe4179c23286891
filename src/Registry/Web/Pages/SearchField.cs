using Berth.Registry.Web.Html;
using Berth.Registry.Web.Languages;

namespace Berth.Registry.Web.Pages;

/// <summary>The field for searching: small in the bar, large on the home page.</summary>
internal static class SearchField
{
    public static void Write(HtmlWriter html, Words words, string query, bool isLarge) => html.Write($"""
        <form class="{(isLarge ? "find large" : "find")}" role="search" action="/search">
        <label class="unseen" for="q">{words.SearchLabel}</label>
        <input id="q" type="search" name="q" value="{query}" placeholder="{words.SearchLabel}" maxlength="200" autocomplete="off" spellcheck="false" autocapitalize="none">
        <button>{words.Search}</button></form>

        """);
}
