using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using Berth.RegistryClient.Errors;
using Berth.RegistryClient.Transport;

namespace Berth.RegistryClient.Auth;

/// <summary>
/// Which <c>Authorization</c> requests to one host carry. It learns from the host's challenges: after the first, requests bring what
/// is wanted without being asked.
/// </summary>
internal sealed class Authorizer(RegistryHost host, TokenService tokens)
{
    private const int MostLearned = 1000;

    // What a mirror calls a repository is not always what we call it: the rights that a challenge named for those we thought of.
    private readonly ConcurrentDictionary<TokenScope, TokenScope> _learned = new();
    private volatile Wanted? _wanted;

    /// <summary>What to send with a request as far as is known; null: nothing.</summary>
    /// <exception cref="RegistryException">A token is wanted and the token service refuses it.</exception>
    public async Task<AuthenticationHeaderValue?> KnownAsync(
        HostConnection connection, TokenScope scope, RegistryCredentials credentials, CancellationToken cancellation)
    {
        if (credentials.RegistryToken.Length > 0)
        {
            return new AuthenticationHeaderValue("Bearer", credentials.RegistryToken);
        }

        // What was learned over TLS does not hold for an answer in the clear, nor the other way round.
        if (_wanted is not { } wanted || wanted.Scheme != connection.Base.Scheme)
        {
            return null;
        }

        if (wanted.Challenge.Scheme == "basic")
        {
            return Basic(credentials);
        }

        TokenScope rights = _learned.GetValueOrDefault(scope, scope);
        return Bearer(await tokens.GetAsync(Request(connection, wanted.Challenge, rights, credentials), rejected: null, cancellation));
    }

    /// <summary>What to send after an answer 401; null where there is nothing (else) to say.</summary>
    /// <param name="rejected">What the request had carried.</param>
    /// <exception cref="RegistryException">There are no credentials for what is wanted, or the token service refuses them.</exception>
    public async Task<AuthenticationHeaderValue?> AnswerAsync(
        HostConnection connection,
        HttpResponseMessage response,
        AuthenticationHeaderValue? rejected,
        TokenScope scope,
        RegistryCredentials credentials,
        CancellationToken cancellation)
    {
        Challenge? challenge = Choose(response);
        if (challenge is null || credentials.RegistryToken.Length > 0)
        {
            return null;
        }

        _wanted = new Wanted(challenge, connection.Base.Scheme);
        if (challenge.Scheme == "basic")
        {
            return rejected?.Scheme == "Basic" ? null : Basic(credentials) ?? throw NoCredentials();
        }

        TokenScope rights = Rights(scope, TokenScope.Parse(challenge["scope"]));
        string? stale = rejected?.Scheme == "Bearer" ? rejected.Parameter : null;
        return Bearer(await tokens.GetAsync(Request(connection, challenge, rights, credentials), stale, cancellation));
    }

    /// <summary>What to send to show that the user's credentials are good, with the refresh token that the token service gave for them.</summary>
    /// <remarks>Nothing that was learned or kept earlier is used: it may be of credentials that hold no more.</remarks>
    /// <exception cref="RegistryException">The token service refuses them.</exception>
    public async Task<(AuthenticationHeaderValue? Authorization, string RefreshToken)> LoginAsync(
        HostConnection connection, HttpResponseMessage response, RegistryCredentials credentials, CancellationToken cancellation)
    {
        if (credentials.RegistryToken.Length > 0)
        {
            return (Bearer(credentials.RegistryToken), "");
        }

        Challenge? challenge = Choose(response);
        if (challenge is null or { Scheme: "basic" })
        {
            return (challenge is null ? null : Basic(credentials) ?? throw NoCredentials(), "");
        }

        TokenRequest request = Request(connection, challenge, TokenScope.Parse(challenge["scope"]), credentials) with { WantsRefreshToken = true };
        Token token = await tokens.FetchAsync(request, cancellation);
        return (Bearer(token.Value), token.RefreshToken);
    }

    private static Challenge? Choose(HttpResponseMessage response)
    {
        IReadOnlyList<Challenge> challenges = AnswerErrors.Challenges(response);
        return challenges.FirstOrDefault(c => c.Scheme == "bearer" && c["realm"] is { Length: > 0 })
            ?? challenges.FirstOrDefault(c => c.Scheme == "basic");
    }

    private TokenScope Rights(TokenScope ours, TokenScope theirs)
    {
        TokenScope rights = theirs.IsEmpty || ours.IsEmpty ? ours : host.IsMirror ? theirs : ours.And(theirs);
        if (!rights.Equals(ours) && _learned.Count < MostLearned)
        {
            _learned[ours] = rights;
        }

        return rights;
    }

    private static TokenRequest Request(HostConnection connection, Challenge challenge, TokenScope scope, RegistryCredentials credentials) =>
        new(connection, challenge["realm"] ?? "", challenge["service"] ?? "", scope, credentials);

    private static AuthenticationHeaderValue? Basic(RegistryCredentials credentials) => credentials.Username.Length == 0
        ? null
        : BasicHeader(credentials.Username, credentials.Password);

    /// <summary>RFC 7617, in UTF-8.</summary>
    public static AuthenticationHeaderValue BasicHeader(string user, string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));

    private static AuthenticationHeaderValue? Bearer(string token) => token.Length == 0 ? null : new AuthenticationHeaderValue("Bearer", token);

    private static RegistryException NoCredentials() => new(RegistryErrorKind.Unauthorized, "no basic auth credentials");

    private sealed record Wanted(Challenge Challenge, string Scheme);
}
