using Berth.Registry.Accounts;
using Berth.Registry.Web.Html;
using Berth.Registry.Web.Languages;
using Berth.Registry.Web.Sessions;

namespace Berth.Registry.Web.Pages;

/// <summary>A user's account: repositories, access tokens, log-ins, password.</summary>
internal static class AccountPage
{
    public static PageAnswer Of(Visit visit, AccountView view, int status = 200)
    {
        Words words = visit.Words;
        return new PageAnswer(status, new PageHead(words.Account), html =>
        {
            Notice.Write(html, view.Problem, view.Done);
            html.Write($"<h1>{visit.User}</h1>\n<div class=\"sections\">\n");
            WriteRepositories(html, visit, view);
            WriteTokens(html, visit, view);
            WriteSessions(html, visit, view);
            WritePassword(html, visit);
            html.Write($"</div>\n");
        });
    }

    /// <summary>A token's secret, the one time it is shown.</summary>
    public static PageAnswer TokenCreated(Visit visit, string label, string secret)
    {
        Words words = visit.Words;
        return new PageAnswer(200, new PageHead(words.TokenCreated), html =>
        {
            html.Write($"<h1>{words.TokenCreated}: {label.To(100)}</h1><p class=\"lead\">{words.TokenCreatedLead}</p>\n<div class=\"secret block\">");
            CommandLine.Write(html, secret);
            html.Write($"</div><p>{words.TokenUse}</p><div class=\"block\">");
            CommandLine.Write(html, $"docker login -u {visit.User} {visit.Site.Host}");
            html.Write($"</div><p><a href=\"/account\">{words.BackToAccount}</a></p>\n");
        });
    }

    private static void WriteRepositories(HtmlWriter html, Visit visit, AccountView view)
    {
        html.Write($"<section aria-labelledby=\"own\"><h2 id=\"own\">{visit.Words.OwnRepositories}</h2>\n");
        if (view.Repositories.Count > 0)
        {
            RepositoryList.Write(html, visit, view.Repositories);
        }
        else
        {
            html.Write($"<p class=\"quiet\">{visit.Words.NoOwnRepositories}</p>");
            CommandLine.Write(html, $"docker push {visit.Site.Host}/{visit.User}/alpine");
        }

        html.Write($"</section>\n");
    }

    private static void WriteTokens(HtmlWriter html, Visit visit, AccountView view)
    {
        Words words = visit.Words;
        html.Write($"<section aria-labelledby=\"tokens\"><h2 id=\"tokens\">{words.AccessTokens}</h2><p class=\"quiet\">{words.AccessTokensLead}</p>\n");
        if (view.Tokens.Count > 0)
        {
            html.Write($"""
                <table class="rows"><thead><tr><th scope="col">{words.TokenLabel}</th><th scope="col">{words.Created}</th><th scope="col">{words.LastUsed}</th>
                <th scope="col">{words.Expires}</th><th scope="col"><span class="unseen">{words.Revoke}</span></th></tr></thead><tbody>

                """);
            foreach (AccessToken token in view.Tokens)
            {
                WriteToken(html, visit, token);
            }

            html.Write($"</tbody></table>\n");
        }

        html.Write($"<form class=\"form block inline\" method=\"post\" action=\"/account/tokens\">");
        FormParts.Token(html, visit);
        html.Write($"""
            <div class="grow"><label for="label">{words.TokenLabel}</label>
            <input id="label" name="label" required maxlength="100" autocomplete="off" placeholder="{words.TokenLabelHint}"></div>
            <div><label for="expires">{words.Expires}</label>
            <select id="expires" name="expires"><option value="30">{words.AfterDays.With(30)}</option><option value="90" selected>{words.AfterDays.With(90)}</option>
            <option value="365">{words.AfterYear}</option><option value="0">{words.Never}</option></select></div>
            <div class="choice"><input type="checkbox" id="read-only" name="read-only" value="1"><label for="read-only">{words.OnlyPull}</label></div>
            <button class="main">{words.CreateToken}</button></form></section>

            """);
    }

    private static void WriteToken(HtmlWriter html, Visit visit, AccessToken token)
    {
        Words words = visit.Words;
        html.Write($"<tr><th scope=\"row\">{token.Label.To(100)}");
        if (token.IsReadOnly)
        {
            html.Write($" <span class=\"badge\">{words.ReadOnly}</span>");
        }

        html.Write($"</th><td data-label=\"{words.Created}\">");
        Moment.Write(html, visit, token.CreatedAt);
        html.Write($"</td><td data-label=\"{words.LastUsed}\">");
        if (token.LastUsedAt is { } used)
        {
            Moment.Write(html, visit, used);
        }
        else
        {
            html.Write($"{words.Never}");
        }

        string expires = token.ExpiresAt is not { } end ? words.Never : end <= visit.Now ? words.Expired : Moment.Day(end);
        html.Write($"</td><td data-label=\"{words.Expires}\">{expires}</td><td class=\"act\"><form method=\"post\" action=\"/account/tokens/revoke\">");
        FormParts.Token(html, visit);
        html.Write($"<input type=\"hidden\" name=\"id\" value=\"{token.Id}\"><button class=\"danger\" aria-label=\"{words.Revoke}: {token.Label.To(100)}\">{words.Revoke}</button></form></td></tr>\n");
    }

    private static void WriteSessions(HtmlWriter html, Visit visit, AccountView view)
    {
        Words words = visit.Words;
        html.Write($"""
            <section aria-labelledby="sessions"><h2 id="sessions">{words.Sessions}</h2><p class="quiet">{words.SessionsLead}</p>
            <table class="rows"><thead><tr><th scope="col">{words.Browser}</th><th scope="col">{words.Address}</th><th scope="col">{words.Since}</th>
            <th scope="col">{words.LastUsed}</th><th scope="col"><span class="unseen">{words.EndSession}</span></th></tr></thead><tbody>

            """);
        foreach (Session session in view.Sessions)
        {
            html.Write($"<tr><th scope=\"row\" class=\"agent\">{BrowserName.Of(session.Browser)}");
            bool isThis = session.Id == visit.Session?.Id;
            if (isThis)
            {
                html.Write($" <span class=\"badge\">{words.ThisSession}</span>");
            }

            html.Write($"</th><td data-label=\"{words.Address}\">{session.Address}</td><td data-label=\"{words.Since}\">");
            Moment.Write(html, visit, session.CreatedAt);
            html.Write($"</td><td data-label=\"{words.LastUsed}\">");
            Moment.Write(html, visit, session.SeenAt);
            html.Write($"</td><td class=\"act\">");
            if (!isThis)
            {
                WriteEnd(html, visit, session.Id, words.EndSession);
            }

            html.Write($"</td></tr>\n");
        }

        html.Write($"</tbody></table>\n");
        if (view.Sessions.Count > 1)
        {
            WriteEnd(html, visit, id: 0, words.EndOthers);
        }

        html.Write($"</section>\n");
    }

    // 0: all others.
    private static void WriteEnd(HtmlWriter html, Visit visit, long id, string label)
    {
        html.Write($"<form method=\"post\" action=\"/account/sessions/end\">");
        FormParts.Token(html, visit);
        html.Write($"<input type=\"hidden\" name=\"id\" value=\"{id}\"><button>{label}</button></form>");
    }

    private static void WritePassword(HtmlWriter html, Visit visit)
    {
        Words words = visit.Words;
        html.Write($"<section aria-labelledby=\"password-title\"><h2 id=\"password-title\">{words.ChangePassword}</h2><p class=\"quiet\">{words.ChangePasswordLead}</p>\n");
        html.Write($"<form class=\"form block\" method=\"post\" action=\"/account/password\">");
        FormParts.Token(html, visit);
        html.Write($"""
            <input type="hidden" name="name" value="{visit.User}" autocomplete="username">
            <div><label for="current">{words.CurrentPassword}</label><input id="current" name="current" type="password" autocomplete="current-password" required></div>
            <div><label for="new">{words.NewPassword}</label>
            <input id="new" name="new" type="password" autocomplete="new-password" required minlength="{PasswordRule.MinLength}" aria-describedby="new-hint">
            <p class="hint" id="new-hint">{words.PasswordHint.With(PasswordRule.MinLength)}</p></div>
            <div><button class="main">{words.ChangePassword}</button></div></form></section>

            """);
    }
}
