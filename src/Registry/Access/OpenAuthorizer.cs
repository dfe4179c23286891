using Berth.Registry.Naming;

namespace Berth.Registry.Access;

/// <summary>A registry without accounts: everyone may do everything.</summary>
internal sealed class OpenAuthorizer : IAuthorizer
{
    public ValueTask<Caller> AuthenticateAsync(HttpContext http) => ValueTask.FromResult(Caller.Everyone);

    public ValueTask<Caller> DemandAsync(HttpContext http, RepositoryName repository, RepositoryActions actions) => ValueTask.FromResult(Caller.Everyone);

    public ValueTask<Caller> DemandLoginAsync(HttpContext http, string? scope) => ValueTask.FromResult(Caller.Everyone);

    public ValueTask<RepositoryActions> AllowedAsync(Caller caller, RepositoryName repository) => ValueTask.FromResult(RepositoryActions.All);
}
