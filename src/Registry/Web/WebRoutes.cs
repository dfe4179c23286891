using Berth.Registry.Errors;
using Berth.Registry.Hosting;
using Berth.Registry.Web.Forms;
using Berth.Registry.Web.Pages;

namespace Berth.Registry.Web;

/// <summary>
/// Binds pages to paths: (1) who asks, (2) for a form, where it came from, what it says and whether its token is this browser's, (3) the handler,
/// (4) the answer. What a handler throws becomes a page.
/// </summary>
internal sealed partial class WebRoutes(IEndpointRouteBuilder app, VisitReader visits, RegistryOptions options, ILogger logger, bool areOfAccounts = false)
{
    private static readonly string[] s_get = ["GET", "HEAD"];

    /// <summary>The same for pages that a registry without accounts has not.</summary>
    public WebRoutes OfAccounts() => new(app, visits, options, logger, areOfAccounts: true);

    /// <summary>A page to look at.</summary>
    public void Get(string pattern, Func<Visit, HttpContext, ValueTask<Answer>> handler) =>
        app.MapMethods(pattern, s_get, http => AnswerAsync(http, handler));

    /// <summary>A form to send.</summary>
    public void Post(string pattern, Func<Visit, HttpContext, FormFields, ValueTask<Answer>> handler) =>
        app.MapMethods(pattern, ["POST"], http => AnswerAsync(http, async (visit, _) =>
        {
            // 2.
            HttpRequest request = http.Request;
            string? fetchSite = request.Headers["Sec-Fetch-Site"];
            if (!RequestOrigin.IsOurs(fetchSite, request.Headers.Origin, request.Host.Value ?? "", options.PublicUrl))
            {
                return ErrorPage.Forbidden(visit);
            }

            if (await FormReader.ReadAsync(http) is not { } form)
            {
                return ErrorPage.BadRequest(visit);
            }

            return visit.HasSecret && visit.Secret.IsFormToken(form.Raw(FormFields.Token)) ? await handler(visit, http, form) : ErrorPage.Forbidden(visit);
        }));

    /// <summary>Every path that is nobody's: a page for people, a status for programs.</summary>
    public void Fallback() => app.MapFallback("{**path}", http =>
    {
        if (http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
        {
            return AnswerAsync(http, static (visit, _) => ValueTask.FromResult<Answer>(ErrorPage.NotFound(visit)));
        }

        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    });

    private async Task AnswerAsync(HttpContext http, Func<Visit, HttpContext, ValueTask<Answer>> handler)
    {
        // 1.
        Visit visit = visits.Read(http);
        Answer answer;
        try
        {
            // 3.
            answer = areOfAccounts && !visit.Site.HasAccounts ? ErrorPage.NotFound(visit) : await handler(visit, http);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            answer = Failure(visit, e);
        }

        // 4.
        await PageWriter.WriteAsync(http, visit, visits.IsSecure(http), answer);
    }

    private PageAnswer Failure(Visit visit, Exception error)
    {
        if (error is RegistryException { Status: < 500 } known)
        {
            return known.Status is 401 or 403 or 404 ? ErrorPage.NotFound(visit) : ErrorPage.BadRequest(visit);
        }

        PageFailed(logger, visit.Path, error);
        return ErrorPage.ServerError(visit);
    }

    [LoggerMessage(1, LogLevel.Error, "page {path} failed")]
    private static partial void PageFailed(ILogger logger, string path, Exception error);
}
