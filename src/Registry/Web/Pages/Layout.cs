using Berth.Registry.Web.Assets;
using Berth.Registry.Web.Html;
using Berth.Registry.Web.Languages;

namespace Berth.Registry.Web.Pages;

/// <summary>What every page has around it.</summary>
internal static class Layout
{
    public static void Write(HtmlWriter html, Visit visit, PageHead head, Action<HtmlWriter> body)
    {
        Words words = visit.Words;
        html.Write($"""
            <!DOCTYPE html>
            <html lang="{words.Tag}">
            <head>
            <meta charset="utf-8">
            <title>{head.Title} · {visit.Site.Host}</title>
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <link rel="stylesheet" href="{StaticAssets.Style.Path}">
            <link rel="icon" href="{StaticAssets.Icon.Path}" type="image/svg+xml">
            <script src="{StaticAssets.Script.Path}" defer></script>
            </head>
            <body data-copy="{words.Copy}" data-copied="{words.Copied}">
            <a class="skip" href="#main">{words.SkipToContent}</a>
            <header class="top"><div class="wide">
            <a class="brand" href="/"><img src="{StaticAssets.Icon.Path}" alt="" width="28" height="28"><span>{visit.Site.Host}</span></a>

            """);
        if (head.HasSearch)
        {
            SearchField.Write(html, words, head.Query, isLarge: false);
        }

        WriteMenu(html, visit);
        html.Write($"</div></header>\n<main id=\"main\" class=\"wide\" tabindex=\"-1\">\n");
        body(html);
        html.Write($"</main>\n");
        WriteFooter(html, visit);
        html.Write($"</body>\n</html>\n");
    }

    private static void WriteMenu(HtmlWriter html, Visit visit)
    {
        Words words = visit.Words;
        if (!visit.Site.HasAccounts)
        {
            return;
        }

        html.Write($"<nav class=\"menu\" aria-label=\"{words.Menu}\">");
        if (visit.User is { } user)
        {
            html.Write($"<a href=\"/account\">{user}</a>");
            html.Write($"<form method=\"post\" action=\"/logout\">");
            FormParts.Token(html, visit);
            html.Write($"<button class=\"plain\">{words.LogOut}</button></form>");
        }
        else
        {
            html.Write($"<a href=\"{Paths.LogIn(ReturnPath.Of(visit.Path))}\">{words.LogIn}</a>");
        }

        html.Write($"</nav>\n");
    }

    private static void WriteFooter(HtmlWriter html, Visit visit)
    {
        html.Write($"<footer class=\"bottom\"><div class=\"wide\"><p>{visit.Words.FooterText}</p>");
        html.Write($"<nav class=\"languages\" aria-label=\"{visit.Words.LanguageLabel}\">");
        WriteLanguage(html, visit, Words.English, "en");
        WriteLanguage(html, visit, Words.Chinese, "zh");
        html.Write($"</nav></div></footer>\n");
    }

    private static void WriteLanguage(HtmlWriter html, Visit visit, Words language, string tag)
    {
        if (visit.Words == language)
        {
            html.Write($"<span aria-current=\"true\" lang=\"{language.Tag}\">{language.LanguageName}</span> ");
        }
        else
        {
            string back = Uri.EscapeDataString(ReturnPath.Of(visit.Path));
            html.Write($"<a href=\"/language/{tag}?return={back}\" lang=\"{language.Tag}\" hreflang=\"{language.Tag}\">{language.LanguageName}</a> ");
        }
    }
}
