using System.Globalization;
using Berth.Registry.Access;
using Berth.Registry.Errors;
using Berth.Registry.Metadata;
using Berth.Registry.Protocol;

namespace Berth.Registry.Search;

/// <summary>
/// What is left of the first registry protocol because <c>docker search</c> and <c>podman search</c> ask it: <c>/v1/_ping</c> and <c>/v1/search</c>. Without credentials public
/// repositories are found; a token needs <c>registry:catalog:search</c>.
/// </summary>
internal static class SearchEndpoints
{
    private const string Scope = "registry:catalog:search";
    private const int DefaultSize = 25;
    private const int LargestSize = 100;

    public static IServiceCollection AddSearch(this IServiceCollection services) =>
        services.AddSingleton<ISearch, SqliteSearch>().AddSingleton<IStars, SqliteStars>();

    public static void MapSearch(this WebApplication app)
    {
        ISearch search = app.Services.GetRequiredService<ISearch>();
        IAuthorizer authorizer = app.Services.GetRequiredService<IAuthorizer>();
        ErrorMapping errors = app.Services.GetRequiredService<ErrorMapping>();
        app.MapGet("/v1/_ping", PingAsync);
        app.MapGet("/v1/search", async http =>
        {
            try
            {
                await SearchAsync(http, search, authorizer);
            }
            catch (Exception e)
            {
                await errors.AnswerAsync(http, e);
            }
        });
    }

    private static Task PingAsync(HttpContext http)
    {
        http.Response.Headers["X-Docker-Registry-Standalone"] = "true";
        return JsonAnswer.WriteAsync(http, "{\"standalone\":true}"u8.ToArray(), JsonAnswer.MediaType).AsTask();
    }

    private static async Task SearchAsync(HttpContext http, ISearch search, IAuthorizer authorizer)
    {
        Caller caller = await authorizer.AuthenticateAsync(http);
        if (caller.Grants is { } grants && !grants.Any(IsForSearch))
        {
            // It says what is missing.
            caller = await authorizer.DemandLoginAsync(http, Scope);
        }

        string text = http.Request.Parameter("q") ?? "";
        int size = Number(http.Request, "n", DefaultSize, LargestSize);
        int number = Number(http.Request, "page", 1, int.MaxValue);
        int skip = (int)Math.Min((number - 1L) * size, int.MaxValue);
        SearchPage page = search.Search(Viewer.Of(caller), text, skip, size);
        await JsonAnswer.WriteAsync(http, SearchAnswer.Document(text, number, size, page), JsonAnswer.MediaType);
    }

    private static bool IsForSearch(TokenAccess access) =>
        access.Type == "registry" && access.Name == "catalog" && access.Actions.Any(static action => action is "search" or "*");

    /// <summary>From 1 on; more than there may be is the most.</summary>
    private static int Number(HttpRequest request, string name, int initial, int largest)
    {
        if (request.Parameter(name) is not { Length: > 0 } text)
        {
            return initial;
        }

        if (text.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            throw new RegistryException(ErrorCode.PaginationNumberInvalid, $"{name} must be a number from 1 on", text);
        }

        int number = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int parsed) ? parsed : largest;
        return Math.Clamp(number, 1, largest);
    }
}
