using Berth.Registry.Access;
using Berth.Registry.Accounts;
using Berth.Registry.Errors;
using Berth.Registry.Naming;

namespace Berth.Registry.Tokens;

/// <summary>
/// Gives tokens (distribution, docs/spec/auth/token.md, oauth.md): (1) who asks, by password, personal access token, refresh token, or nobody; (2) of what they
/// ask for, what they may do; the rest is left out, which is no error; (3) the token, and a refresh token where it is asked for.
/// </summary>
internal sealed class TokenService(ICredentials credentials, BearerTokens tokens, RefreshTokens refresh, Rights rights, TokenIdentity identity)
{
    /// <exception cref="RegistryException">The credentials are wrong, or the request is.</exception>
    public async ValueTask<TokenAnswer> AnswerAsync(TokenRequest request, HttpContext http)
    {
        if (request.Service.Length > 0 && request.Service != identity.Service)
        {
            throw Bad("this registry's service is another");
        }

        // 1.
        Caller caller = await CallerAsync(request, http);

        // 2.
        List<TokenAccess> access = [.. request.Access.Select(a => Allowed(caller, a)).OfType<TokenAccess>()];

        // 3.
        string token = await tokens.IssueAsync(caller, access);
        return new TokenAnswer
        {
            Token = request.IsOAuth ? null : token,
            AccessToken = token,
            ExpiresIn = (int)BearerTokens.Life.TotalSeconds,
            IssuedAt = tokens.Now(),
            Scope = request.IsOAuth ? TokenScope.Format(access) : null,
            RefreshToken = request.WantsRefreshToken && caller.User is not null ? await refresh.CreateAsync(caller, request.Client) : request.RefreshToken,
        };
    }

    private async ValueTask<Caller> CallerAsync(TokenRequest request, HttpContext http)
    {
        if (request.RefreshToken is { } kept)
        {
            return await refresh.CheckAsync(kept) ?? throw Wrong();
        }

        return request.User is null
            ? Caller.Anonymous
            : await credentials.VerifyAsync(request.User, request.Password, http.Connection.RemoteIpAddress, http.RequestAborted) ?? throw Wrong();
    }

    private TokenAccess? Allowed(Caller caller, TokenAccess wanted)
    {
        IReadOnlyList<string> actions = wanted switch
        {
            { Type: TokenAccess.Repository } when RepositoryName.TryParse(wanted.Name, out RepositoryName name) =>
                TokenScope.Names(TokenScope.Actions(wanted.Actions) & rights.Allowed(caller, name)),

            // Each list shows what its reader may see; the catalog is for those who have logged in.
            { Type: TokenAccess.Registry, Name: TokenAccess.Catalog } =>
                [.. wanted.Actions.Where(a => a == "search" || (a == "*" && caller.User is not null))],
            _ => [],
        };
        return actions.Count == 0 ? null : wanted with { Actions = actions };
    }

    private static RegistryException Wrong() => new(ErrorCode.Unauthorized, "incorrect username or password") { Challenge = "Basic realm=\"berth-registry\"" };

    internal static RegistryException Bad(string message) => new(ErrorCode.Unsupported, message, status: StatusCodes.Status400BadRequest);
}
