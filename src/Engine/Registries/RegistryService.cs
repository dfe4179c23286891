using Berth.Engine.Errors;
using Berth.EngineApi;
using Berth.EngineApi.Registries;
using Berth.Oci;
using Berth.RegistryClient;

namespace Berth.Engine.Registries;

/// <summary>Registries, as clients see them: trying credentials and searching.</summary>
public sealed class RegistryService(RegistryClient.Registries registries)
{
    private const int DefaultLimit = 25;
    private const int MostResults = 100;

    private static readonly string[] s_filters = ["stars", "is-official", "is-automated"];

    /// <summary>Tries credentials at a registry (<c>POST /auth</c>).</summary>
    /// <param name="server">As the client's configuration names it; empty: Docker Hub.</param>
    /// <param name="credentials">A user's.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="RegistryException">They are wrong, or the registry cannot be reached.</exception>
    public async Task<AuthResponse> LoginAsync(string server, RegistryCredentials credentials, CancellationToken cancellation)
    {
        LoginResult result = await registries.LoginAsync(server, credentials, cancellation);
        return new AuthResponse { Status = result.Status, IdentityToken = result.IdentityToken };
    }

    /// <summary>Asks a registry's search and filters what it found, as the engine does it for docker (<c>GET /images/search</c>).</summary>
    /// <param name="term">Words, with the registry's name and a slash before them unless it is Docker Hub.</param>
    /// <param name="limit">1 to 100; null: 25.</param>
    /// <param name="filters"><c>stars</c>, <c>is-official</c>, <c>is-automated</c>.</param>
    /// <param name="credentials">Null: none.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="InvalidParameterException">The limit or a filter is none.</exception>
    public async Task<IReadOnlyList<ImageSearchItem>> SearchAsync(
        string term, int? limit, Filters filters, RegistryCredentials? credentials, CancellationToken cancellation)
    {
        Func<SearchResult, bool> isWanted = Filter(filters);
        int most = limit is null or 0 ? DefaultLimit : limit.Value;
        if (most is < 0 or > MostResults)
        {
            throw new InvalidParameterException($"limit {most} is outside the range of [1, {MostResults}]");
        }

        if (Flag(filters, "is-automated") == true)
        {
            // Docker Hub builds nothing any more, so nothing is: dockerd does not ask, either.
            return [];
        }

        var (registry, words) = Split(term);
        IReadOnlyList<SearchResult> found = await registries.SearchAsync(registry, words, most, credentials, cancellation);
        return [.. found.Where(isWanted).Select(Item)];
    }

    /// <summary>The registry and the words of a search term, by the rule of references: a first part with a dot, a colon, or <c>localhost</c>.</summary>
    /// <exception cref="InvalidParameterException">It is a URL.</exception>
    internal static (string Registry, string Words) Split(string term)
    {
        if (term.Contains("://", StringComparison.Ordinal))
        {
            throw new InvalidParameterException($"invalid repository name: repository name ({term}) should not have a scheme");
        }

        int slash = term.IndexOf('/', StringComparison.Ordinal);
        string first = slash < 0 ? "" : term[..slash];
        bool isRegistry = first.AsSpan().ContainsAny('.', ':') || first == "localhost";
        return first is "index.docker.io" or Reference.DefaultDomain
            ? (Reference.DefaultDomain, term[(slash + 1)..])
            : isRegistry ? (first, term[(slash + 1)..]) : (Reference.DefaultDomain, term);
    }

    internal static Func<SearchResult, bool> Filter(Filters filters)
    {
        if (filters.Keys.FirstOrDefault(k => !s_filters.Contains(k)) is { } unknown)
        {
            throw new InvalidParameterException($"invalid filter '{unknown}'");
        }

        bool? official = Flag(filters, "is-official");
        bool? automated = Flag(filters, "is-automated");
        int stars = filters["stars"].Select(Stars).DefaultIfEmpty(0).Max();
        return result => (official ?? result.IsOfficial) == result.IsOfficial
            && (automated ?? result.IsAutomated) == result.IsAutomated
            && result.StarCount >= stars;
    }

    private static int Stars(string text) => int.TryParse(text, out int stars)
        ? stars
        : throw new InvalidParameterException($"invalid filter 'stars={text}': strconv.Atoi: parsing \"{text}\": invalid syntax");

    private static bool? Flag(Filters filters, string key) => filters[key] switch
    {
        [] => null,
        ["true" or "1"] => true,
        ["false" or "0"] => false,
        [string other, ..] => throw new InvalidParameterException($"invalid filter '{key}=[{other}]'"),
    };

    private static ImageSearchItem Item(SearchResult result) => new()
    {
        Name = result.Name,
        Description = result.Description,
        StarCount = result.StarCount,
        IsOfficial = result.IsOfficial,
        IsAutomated = result.IsAutomated,
    };
}
