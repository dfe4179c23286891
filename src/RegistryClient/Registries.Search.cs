using System.Net;
using System.Text.Json;
using Berth.Oci;
using Berth.RegistryClient.Auth;
using Berth.RegistryClient.Errors;
using Berth.RegistryClient.Json;
using Berth.RegistryClient.Search;
using Berth.RegistryClient.Transport;

namespace Berth.RegistryClient;

public sealed partial class Registries
{
    private const int LongestSearchAnswer = 4 * 1024 * 1024;
    private const int MostResults = 100;

    private static readonly TokenScope s_searchScope = TokenScope.Parse("registry:catalog:search");

    /// <summary>Asks a registry's search (<c>GET /v1/search</c>), in its order.</summary>
    /// <param name="registry">As references name it; <c>docker.io</c> is asked at <c>index.docker.io</c>.</param>
    /// <param name="limit">1 to 100.</param>
    /// <exception cref="RegistryException">The registry has no search, refuses, or cannot be reached.</exception>
    public async Task<IReadOnlyList<SearchResult>> SearchAsync(
        string registry, string term, int limit, RegistryCredentials? credentials, CancellationToken cancellation)
    {
        HostConnection connection = Connect(SearchHost(registry));
        var request = new RegistryRequest
        {
            Method = HttpMethod.Get,
            Path = $"/search?q={Uri.EscapeDataString(term)}&n={Math.Clamp(limit, 1, MostResults)}",
            Headers = [new("X-Docker-Token", "true")],
            Scope = s_searchScope,
        };
        credentials ??= new RegistryCredentials();
        return await Retry.RunAsync(
            async c =>
            {
                await IntroduceAsync(connection, credentials, c);
                return await SearchAsync(connection, request, credentials, c);
            },
            options.Attempts,
            cancellation);
    }

    /// <summary>
    /// A search answers strangers too, with what is public: nothing in it asks for the credentials. What the registry wants for them is learned from the API's
    /// root, as docker does.
    /// </summary>
    private static async Task IntroduceAsync(HostConnection connection, RegistryCredentials credentials, CancellationToken cancellation)
    {
        if (credentials.IsEmpty)
        {
            return;
        }

        var root = new RegistryRequest { Method = HttpMethod.Get, Path = "/", Location = new Uri(connection.Base, "/v2/"), Scope = s_searchScope };
        using HttpResponseMessage ignored = await connection.SendAsync(root, credentials, cancellation);
    }

    private async Task<IReadOnlyList<SearchResult>> SearchAsync(
        HostConnection connection, RegistryRequest request, RegistryCredentials credentials, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await connection.SendAsync(request, credentials, cancellation);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            RegistryException error = await AnswerErrors.ReadAsync(response, connection.Stall, options.Time, cancellation);
            throw error.With($"Unexpected status code {(int)response.StatusCode}");
        }

        byte[] bytes = await BoundedBody.ReadAsync(response, "the search's answer", LongestSearchAnswer, connection.Stall, cancellation);
        try
        {
            SearchDocument? document = JsonSerializer.Deserialize(bytes, RegistryJson.Default.SearchDocument);
            return [.. (document?.Results ?? []).OfType<SearchResult>().Take(MostResults)];
        }
        catch (JsonException e)
        {
            throw new RegistryException(RegistryErrorKind.InvalidAnswer, "error decoding registry search results: it is not JSON of its form", e);
        }
    }

    private RegistryHost SearchHost(string registry)
    {
        RegistryHost host = hosts.Own(registry);
        Uri root = registry == Reference.DefaultDomain ? new Uri("https://index.docker.io/") : host.Base;
        return host with { Base = new Uri(root, "/v1"), Headers = [] };
    }
}
