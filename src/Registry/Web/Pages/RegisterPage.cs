using Berth.Registry.Accounts;
using Berth.Registry.Web.Html;
using Berth.Registry.Web.Languages;

namespace Berth.Registry.Web.Pages;

/// <summary>The form to make one's own account.</summary>
internal static class RegisterPage
{
    public static PageAnswer Of(Visit visit, string name = "", string? problem = null, int status = 200)
    {
        Words words = visit.Words;
        return new PageAnswer(status, new PageHead(words.Register), html =>
        {
            html.Write($"<h1>{words.Register}</h1>\n<form class=\"form block\" method=\"post\" action=\"/register\">\n");
            Notice.Write(html, problem, done: null);
            FormParts.Token(html, visit);
            html.Write($"""
                <div><label for="name">{words.UserName}</label>
                <input id="name" name="name" value="{name.To(100)}" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="{AccountName.MaxLength}" aria-describedby="name-hint">
                <p class="hint" id="name-hint">{words.NameHint}</p></div>
                <div><label for="password">{words.Password}</label>
                <input id="password" name="password" type="password" autocomplete="new-password" required minlength="{PasswordRule.MinLength}" aria-describedby="password-hint">
                <p class="hint" id="password-hint">{words.PasswordHint.With(PasswordRule.MinLength)}</p></div>
                <div><button class="main">{words.Register}</button></div>
                </form>
                <p class="after"><a href="/login">{words.HaveAccount}</a></p>

                """);
        })
        {
            HasForm = true,
        };
    }
}
