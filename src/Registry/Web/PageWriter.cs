using System.IO.Hashing;
using System.Globalization;
using Berth.Registry.Web.Html;
using Berth.Registry.Web.Languages;
using Berth.Registry.Web.Pages;
using Berth.Registry.Web.Sessions;

namespace Berth.Registry.Web;

/// <summary>Writes answers: headers, cookies, the page.</summary>
internal static class PageWriter
{
    public static async Task WriteAsync(HttpContext http, Visit visit, bool isSecure, Answer answer)
    {
        SecurityHeaders.Set(http.Response.Headers, isSecure);
        WriteCookies(http, visit, isSecure, answer);
        if (answer is RedirectAnswer redirect)
        {
            Redirect(http, isSecure, redirect);
        }
        else
        {
            await WritePageAsync(http, visit, (PageAnswer)answer);
        }
    }

    private static void WriteCookies(HttpContext http, Visit visit, bool isSecure, Answer answer)
    {
        if (answer.EndsSession)
        {
            SessionCookie.Remove(http.Response, isSecure);
        }
        else if (answer.NewSession is { } secret)
        {
            SessionCookie.Set(http.Response, secret, isSecure);
        }
        else if (answer is PageAnswer { HasForm: true } && !visit.HasSecret)
        {
            SessionCookie.Set(http.Response, visit.Secret, isSecure);
        }
    }

    private static void Redirect(HttpContext http, bool isSecure, RedirectAnswer redirect)
    {
        HttpResponse response = http.Response;
        if (redirect.Language is { } language)
        {
            response.Cookies.Append(LanguageChoice.Cookie, language, new CookieOptions
            {
                Path = "/", HttpOnly = true, Secure = isSecure, SameSite = SameSiteMode.Lax, MaxAge = TimeSpan.FromDays(365),
            });
        }

        response.Headers.CacheControl = "no-store";
        response.Headers.Location = redirect.Path;
        response.StatusCode = StatusCodes.Status303SeeOther;
    }

    private static async Task WritePageAsync(HttpContext http, Visit visit, PageAnswer page)
    {
        var html = new HtmlWriter();
        Layout.Write(html, visit, page.Head, page.Body);
        HttpResponse response = http.Response;
        response.StatusCode = page.Status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentLanguage = visit.Words.Tag;
        response.Headers.Vary = "Accept-Language, Cookie";
        if (page.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        bool isStorable = page is { Status: 200, IsPrivate: false, HasForm: false } && visit.Session is null;
        response.Headers.CacheControl = isStorable ? "private, no-cache" : "no-store";
        if (isStorable && IsKnown(http, html))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            response.ContentType = null;
            return;
        }

        response.ContentLength = html.Written.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await response.Body.WriteAsync(html.Written, http.RequestAborted);
        }
    }

    private static bool IsKnown(HttpContext http, HtmlWriter html)
    {
        string tag = $"\"{XxHash128.HashToUInt128(html.Written.Span).ToString("x32", CultureInfo.InvariantCulture)}\"";
        http.Response.Headers.ETag = tag;
        return http.Request.Headers.IfNoneMatch == tag;
    }
}
