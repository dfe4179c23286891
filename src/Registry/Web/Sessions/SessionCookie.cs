namespace Berth.Registry.Web.Sessions;

/// <summary>
/// The cookie of a session. Under TLS its name has the prefix <c>__Host-</c>, so that no other host and no plain-text answer can put one there
/// (RFC 6265bis, 4.1.3.2).
/// </summary>
internal static class SessionCookie
{
    private const string PlainName = "berth-session";
    private const string SecureName = "__Host-berth-session";

    public static string Name(bool isSecure) => isSecure ? SecureName : PlainName;

    /// <summary>The secret that a request brought; null: none, or nonsense.</summary>
    public static SessionSecret? Read(HttpRequest request, bool isSecure) => SessionSecret.Parse(request.Cookies[Name(isSecure)]);

    public static void Set(HttpResponse response, SessionSecret secret, bool isSecure) =>
        response.Cookies.Append(Name(isSecure), secret.ToCookie(), Options(isSecure));

    public static void Remove(HttpResponse response, bool isSecure) => response.Cookies.Delete(Name(isSecure), Options(isSecure));

    // It ends with the browser; the session in the database earlier.
    private static CookieOptions Options(bool isSecure) => new() { Path = "/", HttpOnly = true, Secure = isSecure, SameSite = SameSiteMode.Lax };
}
