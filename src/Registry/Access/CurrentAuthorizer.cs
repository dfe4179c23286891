using Berth.Registry.Accounts;
using Berth.Registry.Naming;

namespace Berth.Registry.Access;

/// <summary>A registry that may get accounts while it serves: each request meets the rules of its moment.</summary>
internal sealed class CurrentAuthorizer(AccountsState state, OpenAuthorizer open, AccountAuthorizer accounts) : IAuthorizer
{
    private IAuthorizer Current => state.HasAccounts ? accounts : open;

    public ValueTask<Caller> AuthenticateAsync(HttpContext http) => Current.AuthenticateAsync(http);

    public ValueTask<Caller> DemandAsync(HttpContext http, RepositoryName repository, RepositoryActions actions) => Current.DemandAsync(http, repository, actions);

    public ValueTask<Caller> DemandLoginAsync(HttpContext http, string? scope) => Current.DemandLoginAsync(http, scope);

    public ValueTask<RepositoryActions> AllowedAsync(Caller caller, RepositoryName repository) => Current.AllowedAsync(caller, repository);
}
