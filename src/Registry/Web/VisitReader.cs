using Berth.Registry.Access;
using Berth.Registry.Accounts;
using Berth.Registry.Hosting;
using Berth.Registry.Web.Languages;
using Berth.Registry.Web.Sessions;

namespace Berth.Registry.Web;

/// <summary>Finds out who looks, in which language, and by which name they reach the registry.</summary>
internal sealed class VisitReader(RegistryOptions options, AccountsState state, ISessions sessions, IRegistration registration, TimeProvider time)
{
    private const int LongestHost = 255;

    public Visit Read(HttpContext http)
    {
        HttpRequest request = http.Request;
        SessionSecret? secret = SessionCookie.Read(request, IsSecure(http));
        bool hasAccounts = state.HasAccounts;
        Session? session = hasAccounts && secret is { } known ? sessions.Find(known) : null;
        return new Visit
        {
            Site = new Site(Host(request), hasAccounts, hasAccounts && registration.IsOpen),
            Words = Words.Of(LanguageChoice.Of(request.Cookies[LanguageChoice.Cookie], request.Headers.AcceptLanguage.ToString())),
            Caller = !hasAccounts ? Caller.Everyone : session is null ? Caller.Anonymous : new Caller(session.User, session.IsAdministrator),
            Now = time.GetUtcNow(),
            Path = PagePath(request),
            Session = session,
            Secret = secret ?? SessionSecret.New(),
            HasSecret = secret is not null,
        };
    }

    /// <summary>Whether the browser reaches the registry by TLS, ours or a proxy's.</summary>
    public bool IsSecure(HttpContext http) => http.Request.IsHttps || options.PublicUrl?.Scheme == Uri.UriSchemeHttps;

    // What an account's form posts to is no page to come back to.
    private static string PagePath(HttpRequest request) => HttpMethods.IsPost(request.Method) && request.Path.StartsWithSegments("/account", StringComparison.Ordinal)
        ? "/account"
        : $"{request.Path.ToUriComponent()}{request.QueryString.ToUriComponent()}";

    private string Host(HttpRequest request) =>
        options.PublicUrl?.Authority ?? (request.Host.Value is { Length: > 0 and <= LongestHost } host ? host : "localhost");
}
