using Berth.Daemon.Http;
using Berth.Engine.Errors;
using Berth.Engine.Images;
using Berth.Engine.Registries;
using Berth.EngineApi;
using Berth.EngineApi.Registries;

namespace Berth.Daemon.Endpoints;

/// <summary>What the daemon asks of registries for its clients.</summary>
internal static class RegistryEndpoints
{
    public static void MapRegistries(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/auth", Login);
        routes.MapGet("/images/search", Search);
        routes.MapGet("/distribution/{name}/json", Inspect);
        routes.MapPost("/images/{name}/push", Push);
    }

    private static async Task Login(HttpContext http, RegistryService registries)
    {
        AuthConfig credentials = await http.ReadOptionalJsonAsync(EngineApiJson.Wire.AuthConfig, anyContentType: true)
            ?? throw new InvalidParameterException("invalid JSON: got EOF while reading request body");
        AuthResponse answer = await registries.LoginAsync(credentials.ServerAddress ?? "", credentials.ToCredentials(), http.RequestAborted);
        await http.WriteJsonAsync(answer, EngineApiJson.Wire.AuthResponse);
    }

    private static async Task Inspect(string name, HttpContext http, DistributionService distribution) => await http.WriteJsonAsync(
        await distribution.InspectAsync(ImageNamePaths.Unescape(name), http.RegistryCredentials(), http.RequestAborted),
        EngineApiJson.Wire.DistributionInspect);

    private static Task Push(string name, HttpContext http, PushService pushes)
    {
        var request = new PushRequest
        {
            Name = ImageNamePaths.Unescape(name),
            Tag = http.QueryText("tag"),
            Platform = http.RequestedProtocol() >= new ProtocolVersion(1, 46) ? http.QueryPlatform() : null,
            Credentials = http.RegistryCredentials(),
        };
        var progress = new ProgressStream(http);
        return progress.RunAsync(() => pushes.PushAsync(request, progress.WriteAsync, http.StreamAborted()));
    }

    private static async Task Search(HttpContext http, RegistryService registries)
    {
        string term = http.QueryText("term") ?? throw new InvalidParameterException("a search needs a term");
        IReadOnlyList<ImageSearchItem> found = await registries.SearchAsync(
            term,
            Limit(http),
            Filters.Parse(http.QueryText("filters")),
            http.RegistryCredentials(),
            http.RequestAborted);
        await http.WriteJsonAsync(found, EngineApiJson.Wire.IReadOnlyListImageSearchItem);
    }

    private static int? Limit(HttpContext http)
    {
        try
        {
            return http.QueryNumber("limit");
        }
        catch (InvalidParameterException e)
        {
            throw new InvalidParameterException($"invalid limit specified: {e.Message}");
        }
    }
}
