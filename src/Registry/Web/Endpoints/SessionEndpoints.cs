using System.Globalization;
using Berth.Registry.Access;
using Berth.Registry.Accounts;
using Berth.Registry.Errors;
using Berth.Registry.Web.Forms;
using Berth.Registry.Web.Html;
using Berth.Registry.Web.Languages;
using Berth.Registry.Web.Pages;
using Berth.Registry.Web.Sessions;

namespace Berth.Registry.Web.Endpoints;

/// <summary>
/// Coming and going:
/// <code>
/// GET  /login?return=PATH    POST /login      name, password, return
/// GET  /register             POST /register   name, password             where people may make their own account
///                            POST /logout
/// </code>
/// Whoever logs in gets a new secret: one that was in the browser before, whoever put it there, is not the session's.
/// </summary>
internal sealed class SessionEndpoints(ICredentials credentials, IAccounts accounts, IRegistration registration, ISessions sessions)
{
    private const int LongestBrowser = 200;

    public void Map(WebRoutes routes)
    {
        routes.Get("/login", static (visit, http) => ValueTask.FromResult<Answer>(
            visit.User is null ? LogInPage.Of(visit, ReturnPath.Of(http.Request.Query["return"])) : new RedirectAnswer("/account")));
        routes.Post("/login", LogInAsync);
        routes.Post("/logout", LogOutAsync);
        if (registration.IsOpen)
        {
            routes.Get("/register", static (visit, _) => ValueTask.FromResult<Answer>(visit.User is null ? RegisterPage.Of(visit) : new RedirectAnswer("/account")));
            routes.Post("/register", RegisterAsync);
        }
    }

    /// <summary>Begins a session of somebody who has just shown who they are.</summary>
    public static async ValueTask<SessionSecret> BeginAsync(ISessions sessions, HttpContext http, string user, long revision)
    {
        SessionSecret secret = SessionSecret.New();
        string browser = http.Request.Headers.UserAgent.ToString().To(LongestBrowser);
        await sessions.BeginAsync(secret, new NewSession(user, revision, http.Connection.RemoteIpAddress?.ToString() ?? "", browser));
        return secret;
    }

    /// <summary>That too many log-ins have failed; the form stays.</summary>
    public static string Slowed(Words words, RegistryException error) =>
        words.LogInSlowed.With(Math.Ceiling((error.RetryAfter ?? TimeSpan.FromSeconds(1)).TotalSeconds).ToString(CultureInfo.InvariantCulture));

    private async ValueTask<Answer> LogInAsync(Visit visit, HttpContext http, FormFields form)
    {
        string back = ReturnPath.Of(form.Line("return"));
        string name = form.Line("name");
        Caller? caller;
        try
        {
            caller = await credentials.VerifyAsync(name, form.Raw("password"), http.Connection.RemoteIpAddress, http.RequestAborted);
        }
        catch (RegistryException e) when (e.Code == ErrorCode.TooManyRequests)
        {
            return LogInPage.Of(visit, back, name, Slowed(visit.Words, e), 429) with { RetryAfter = e.RetryAfter };
        }

        if (caller is not { User: { } user, Login: { } login })
        {
            return LogInPage.Of(visit, back, name, visit.Words.LogInWrong, 403);
        }

        if (login.AccessToken is not null)
        {
            return LogInPage.Of(visit, back, name, visit.Words.LogInWithToken, 403);
        }

        await EndAsync(visit);
        return new RedirectAnswer(back) { NewSession = await BeginAsync(sessions, http, user, login.Revision) };
    }

    private async ValueTask<Answer> LogOutAsync(Visit visit, HttpContext http, FormFields form)
    {
        await EndAsync(visit);
        return new RedirectAnswer("/") { EndsSession = true };
    }

    private async ValueTask<Answer> RegisterAsync(Visit visit, HttpContext http, FormFields form)
    {
        string name = form.Line("name");
        try
        {
            UserRecord user = await registration.RegisterAsync(name, form.Raw("password"), http.Connection.RemoteIpAddress);
            await EndAsync(visit);
            return new RedirectAnswer("/account") { NewSession = await BeginAsync(sessions, http, user.Name, accounts.Find(user.Name)?.Revision ?? user.Revision) };
        }
        catch (AccountException e)
        {
            return RegisterPage.Of(visit, name, AccountProblem.Of(visit.Words, e), 400);
        }
        catch (RegistryException e) when (e.Code == ErrorCode.TooManyRequests)
        {
            return RegisterPage.Of(visit, name, Slowed(visit.Words, e), 429) with { RetryAfter = e.RetryAfter };
        }
    }

    private async ValueTask EndAsync(Visit visit)
    {
        if (visit.Session is { } session)
        {
            await sessions.EndAsync(session.User, session.Id);
        }
    }
}
