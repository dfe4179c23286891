using Berth.RegistryClient.Auth;

namespace Berth.RegistryClient.Transport;

/// <summary>A request to a registry, in a form that can be sent several times: to other hosts, with other tokens, after a pause.</summary>
internal sealed record RegistryRequest
{
    public required HttpMethod Method { get; init; }

    /// <summary>Below the host's base: <c>/library/ubuntu/manifests/latest</c>, with a query if need be. Not used where there is a <see cref="Location"/>.</summary>
    public string Path { get; init; } = "";

    /// <summary>An absolute URL that the registry gave: an upload's location, the next page of a list.</summary>
    public Uri? Location { get; init; }

    /// <summary>What a token must be good for.</summary>
    public TokenScope Scope { get; init; } = TokenScope.None;

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Makes the body anew for each attempt.</summary>
    public Func<HttpContent>? Content { get; init; }

    /// <summary>Never carries credentials and answers no challenge: what is asked is outside of the registry.</summary>
    public bool IsAnonymous { get; init; }

    /// <summary>How long the head of the answer may take; null: the client's default, or for ever where there is a body.</summary>
    public TimeSpan? AnswerTimeout { get; init; }

    /// <summary>Whether answers 301, 302, 303, 307 and 308 are followed. Default: for GET and HEAD.</summary>
    public bool FollowsRedirects => Method == HttpMethod.Get || Method == HttpMethod.Head;
}
