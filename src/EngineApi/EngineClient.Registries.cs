using Berth.EngineApi.Http;
using Berth.EngineApi.Registries;

namespace Berth.EngineApi;

// Registries, through the daemon.
public sealed partial class EngineClient
{
    /// <summary><c>POST /auth</c>: tries credentials at their registry.</summary>
    public AuthResponse Login(AuthConfig credentials) =>
        Post("/auth", credentials, EngineApiJson.Wire.AuthConfig, EngineApiJson.Wire.AuthResponse);

    /// <summary><c>GET /images/search</c>.</summary>
    /// <param name="term">Words, with the registry's name and a slash before them unless it is Docker Hub.</param>
    /// <param name="limit">How many to ask for, 1 to 100; null leaves it to the daemon.</param>
    /// <param name="filters"><c>stars</c>, <c>is-official</c>, <c>is-automated</c>.</param>
    /// <param name="registryAuth">The <c>X-Registry-Auth</c> header.</param>
    public IReadOnlyList<ImageSearchItem> SearchImages(string term, int? limit, Filters filters, string registryAuth)
    {
        var target = new Query("/images/search").Add("term", term).Add("limit", limit).Add(filters).ToString();
        using var response = Send(new EngineRequest("GET", target) { Headers = [RegistryAuthLine(registryAuth)] });
        return ReadJson(response, EngineApiJson.Wire.IReadOnlyListImageSearchItem);
    }

    /// <summary><c>POST /images/{name}/push</c>; the body is a progress stream.</summary>
    /// <param name="name">The repository.</param>
    /// <param name="tag">Null: all tags.</param>
    /// <param name="platform">As JSON; null: whichever the image has.</param>
    /// <param name="registryAuth">The <c>X-Registry-Auth</c> header.</param>
    public EngineResponse PushImage(string name, string? tag, string? platform, string registryAuth) => Send(
        new EngineRequest("POST", new Query(Image(name, "push")).Add("tag", tag).Add("platform", platform).ToString())
        {
            Headers = [RegistryAuthLine(registryAuth)],
        });

    /// <summary>The header line of requests that make the daemon talk to a registry.</summary>
    internal static string RegistryAuthLine(string registryAuth) => $"{AuthConfig.HeaderName}: {registryAuth}";
}
