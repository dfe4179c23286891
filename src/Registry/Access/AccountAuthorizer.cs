using Berth.Registry.Accounts;
using Berth.Registry.Errors;
using Berth.Registry.Naming;
using Berth.Registry.Observability;
using Berth.Registry.Tokens;

namespace Berth.Registry.Access;

/// <summary>
/// A registry with accounts: (1) who asks, by a bearer token or by name and password; (2) what they may do there now. Whoever may not gets the same answer
/// whether the repository is there or not: without a log-in 401 with a challenge, with a token 401 that asks for one with more rights, as Docker Hub does,
/// with a password 403.
/// </summary>
internal sealed class AccountAuthorizer(ICredentials credentials, BearerTokens tokens, SigningKeys keys, Rights rights, TokenIdentity identity) : IAuthorizer
{
    private const string InvalidToken = "invalid_token";
    private const string InsufficientScope = "insufficient_scope";

    public ValueTask<Caller> AuthenticateAsync(HttpContext http) => AuthenticateAsync(http, scope: null);

    public async ValueTask<Caller> DemandAsync(HttpContext http, RepositoryName repository, RepositoryActions actions)
    {
        // 1.
        string? header = http.Request.Headers.Authorization;
        Caller caller = string.IsNullOrEmpty(header) ? Caller.Anonymous : await AuthenticateAsync(http, Scope(repository, actions));

        // 2.
        if ((rights.Allowed(caller, repository) & actions) == actions)
        {
            return caller;
        }

        throw Refusal(http, caller, string.IsNullOrEmpty(header), Scope(repository, actions));
    }

    public async ValueTask<Caller> DemandLoginAsync(HttpContext http, string? scope)
    {
        string? header = http.Request.Headers.Authorization;
        if (string.IsNullOrEmpty(header))
        {
            throw Unauthorized(http, scope, error: null);
        }

        // A token without a user was good, and there is nothing here to see but that.
        Caller caller = await AuthenticateAsync(http, scope);
        bool isEnough = scope is null || (caller.User is not null && (caller.Grants is null || caller.Grants.Any(a => TokenScope.Format([a]) == scope)));
        return isEnough ? caller : throw Refusal(http, caller, isWithout: false, scope);
    }

    public ValueTask<RepositoryActions> AllowedAsync(Caller caller, RepositoryName repository) => ValueTask.FromResult(rights.Allowed(caller, repository));

    private async ValueTask<Caller> AuthenticateAsync(HttpContext http, string? scope)
    {
        string? header = http.Request.Headers.Authorization;
        if (string.IsNullOrEmpty(header))
        {
            return Caller.Anonymous;
        }

        Caller caller;
        switch (AuthorizationHeader.Parse(header))
        {
            case null:
                throw Unauthorized(http, scope, error: null);
            case { Token: { } token }:
                BearerToken? good = await tokens.CheckAsync(token);
                caller = (good is null ? null : rights.Standing(good, keys.HoldsIfRetiredAfter())) ?? throw Unauthorized(http, scope, InvalidToken);
                break;
            case { User: var user, Password: var password }:
                caller = await credentials.VerifyAsync(user, password, http.Connection.RemoteIpAddress, http.RequestAborted)
                    ?? throw Unauthorized(http, scope, error: null);
                break;
        }

        RequestRecord.Of(http)?.User = caller.User;
        return caller;
    }

    private RegistryException Refusal(HttpContext http, Caller caller, bool isWithout, string? scope) => (isWithout, caller.Grants) switch
    {
        (true, _) => Unauthorized(http, scope, error: null),
        (_, not null) => Unauthorized(http, scope, InsufficientScope),
        _ => new RegistryException(ErrorCode.Denied, "requested access to the resource is denied"),
    };

    private RegistryException Unauthorized(HttpContext http, string? scope, string? error)
    {
        string challenge = $"Bearer realm=\"{identity.RealmFor(http.Request)}\",service=\"{identity.Service}\"";
        return new RegistryException(ErrorCode.Unauthorized, "authentication required")
        {
            Challenge = $"{challenge}{(scope is null ? "" : $",scope=\"{scope}\"")}{(error is null ? "" : $",error=\"{error}\"")}",
        };
    }

    private static string Scope(RepositoryName repository, RepositoryActions actions) => $"{TokenAccess.Repository}:{repository}:{TokenScope.Format(actions)}";
}
