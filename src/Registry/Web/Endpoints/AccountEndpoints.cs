using System.Globalization;
using Berth.Registry.Access;
using Berth.Registry.Accounts;
using Berth.Registry.Auditing;
using Berth.Registry.Errors;
using Berth.Registry.Metadata;
using Berth.Registry.Web.Forms;
using Berth.Registry.Web.Languages;
using Berth.Registry.Web.Pages;
using Berth.Registry.Web.Sessions;

namespace Berth.Registry.Web.Endpoints;

/// <summary>
/// A user's own account:
/// <code>
/// GET  /account
/// POST /account/tokens          label, expires (days; 0: never), read-only    shows the secret, once
/// POST /account/tokens/revoke   id
/// POST /account/sessions/end    id (0: all but this one)
/// POST /account/password        current, new
/// </code>
/// Who has not logged in is sent to do so.
/// </summary>
internal sealed class AccountEndpoints(
    IAccounts accounts, ICredentials credentials, IAccessTokens tokens, ISessions sessions, IRepositoryLists repositories, IAuditLog audit)
{
    private const int MostRepositories = 200;
    private const int LongestLifetime = 3650;

    public void Map(WebRoutes routes)
    {
        routes.Get("/account", (visit, http) => ValueTask.FromResult<Answer>(
            visit.User is { } user ? Page(visit, user, done: Done(visit.Words, http.Request.Query["done"])) : LogInFirst()));
        routes.Post("/account/tokens", Own(CreateTokenAsync));
        routes.Post("/account/tokens/revoke", Own(RevokeTokenAsync));
        routes.Post("/account/sessions/end", Own(EndSessionsAsync));
        routes.Post("/account/password", Own(ChangePasswordAsync));
    }

    private static RedirectAnswer LogInFirst() => new(Paths.LogIn("/account"));

    private static Func<Visit, HttpContext, FormFields, ValueTask<Answer>> Own(Func<Visit, string, HttpContext, FormFields, ValueTask<Answer>> handler) =>
        (visit, http, form) => visit.User is { } user ? handler(visit, user, http, form) : ValueTask.FromResult<Answer>(LogInFirst());

    private static string? Done(Words words, string? done) => done switch
    {
        "revoked" => words.TokenRevoked,
        "ended" => words.SessionEnded,
        "password" => words.PasswordChanged,
        "deleted" => words.RepositoryDeleted,
        _ => null,
    };

    private PageAnswer Page(Visit visit, string user, string? done = null, string? problem = null, int status = 200) => AccountPage.Of(
        visit,
        new AccountView
        {
            Repositories = repositories.InNamespace(user, MostRepositories),
            Tokens = tokens.List(user),
            Sessions = sessions.List(user),
            Done = done,
            Problem = problem,
        },
        status);

    private async ValueTask<Answer> CreateTokenAsync(Visit visit, string user, HttpContext http, FormFields form)
    {
        bool isLifetime = int.TryParse(form.Line("expires"), NumberStyles.None, CultureInfo.InvariantCulture, out int days) && days <= LongestLifetime;
        DateTimeOffset? expires = isLifetime && days == 0 ? null : visit.Now.AddDays(isLifetime ? days : 30);
        try
        {
            var (token, secret) = await tokens.CreateAsync(user, form.Line("label"), expires, form.IsChecked("read-only"));
            audit.Record(AuditAction.CreateToken, user, http.Connection.RemoteIpAddress, $"access token {token.Id}", "ok");
            return AccountPage.TokenCreated(visit, token.Label, secret);
        }
        catch (AccountException e)
        {
            return Page(visit, user, problem: AccountProblem.Of(visit.Words, e), status: 400);
        }
    }

    private async ValueTask<Answer> RevokeTokenAsync(Visit visit, string user, HttpContext http, FormFields form)
    {
        if (Id(form) is not { } id || !await tokens.RevokeAsync(user, id))
        {
            return ErrorPage.NotFound(visit);
        }

        audit.Record(AuditAction.RevokeToken, user, http.Connection.RemoteIpAddress, $"access token {id}", "ok");
        return new RedirectAnswer("/account?done=revoked");
    }

    private async ValueTask<Answer> EndSessionsAsync(Visit visit, string user, HttpContext http, FormFields form)
    {
        if (Id(form) is not { } id)
        {
            return ErrorPage.NotFound(visit);
        }

        if (id == 0)
        {
            await sessions.EndAllAsync(user, visit.Session!.Id);
        }
        else
        {
            // One that has ended meanwhile has ended.
            await sessions.EndAsync(user, id);
        }

        return new RedirectAnswer("/account?done=ended");
    }

    private async ValueTask<Answer> ChangePasswordAsync(Visit visit, string user, HttpContext http, FormFields form)
    {
        try
        {
            // A token is not the password, and who has found a browser open does not know it.
            Caller? caller = await credentials.VerifyAsync(user, form.Raw("current"), http.Connection.RemoteIpAddress, http.RequestAborted);
            if (caller is not { Login.AccessToken: null })
            {
                return Page(visit, user, problem: visit.Words.CurrentPasswordWrong, status: 403);
            }

            if (!await accounts.SetPasswordAsync(user, form.Raw("new")) || accounts.Find(user) is not { } changed)
            {
                return LogInFirst();
            }

            audit.Record(AuditAction.SetPassword, user, http.Connection.RemoteIpAddress, user, "ok");
            await sessions.EndAllAsync(user, except: null);
            return new RedirectAnswer("/account?done=password") { NewSession = await SessionEndpoints.BeginAsync(sessions, http, user, changed.Revision) };
        }
        catch (AccountException e)
        {
            return Page(visit, user, problem: AccountProblem.Of(visit.Words, e), status: 400);
        }
        catch (RegistryException e) when (e.Code == ErrorCode.TooManyRequests)
        {
            return Page(visit, user, problem: SessionEndpoints.Slowed(visit.Words, e), status: 429) with { RetryAfter = e.RetryAfter };
        }
    }

    private static long? Id(FormFields form) =>
        long.TryParse(form.Line("id"), NumberStyles.None, CultureInfo.InvariantCulture, out long id) ? id : null;
}
