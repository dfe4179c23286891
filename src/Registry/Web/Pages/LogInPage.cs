using Berth.Registry.Web.Html;
using Berth.Registry.Web.Languages;

namespace Berth.Registry.Web.Pages;

/// <summary>The form to log in.</summary>
internal static class LogInPage
{
    /// <param name="name">What was typed before.</param>
    /// <param name="problem">Why it did not work.</param>
    public static PageAnswer Of(Visit visit, string back, string name = "", string? problem = null, int status = 200)
    {
        Words words = visit.Words;
        string title = words.LogInTo.With(visit.Site.Host);
        return new PageAnswer(status, new PageHead(words.LogIn), html =>
        {
            html.Write($"<h1>{title}</h1>\n<form class=\"form block\" method=\"post\" action=\"/login\">\n");
            Notice.Write(html, problem, done: null);
            FormParts.Token(html, visit);
            html.Write($"""
                <input type="hidden" name="return" value="{back}">
                <div><label for="name">{words.UserName}</label>
                <input id="name" name="name" value="{name.To(100)}" autocomplete="username" autocapitalize="none" spellcheck="false" required></div>
                <div><label for="password">{words.Password}</label>
                <input id="password" name="password" type="password" autocomplete="current-password" required></div>
                <div><button class="main">{words.LogIn}</button></div>
                </form>

                """);
            if (visit.Site.RegistrationIsOpen)
            {
                html.Write($"<p class=\"after\"><a href=\"/register\">{words.NoAccountYet}</a></p>\n");
            }
        })
        {
            HasForm = true,
        };
    }
}
