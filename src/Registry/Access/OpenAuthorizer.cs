using Berth.Registry.Naming;

namespace Berth.Registry.Access;

/// <summary>A registry without accounts: everyone may do everything.</summary>
internal sealed class OpenAuthorizer : IAuthorizer
{
    private static readonly Caller s_everyone = Caller.Everyone;

    public ValueTask<Caller> AuthenticateAsync(HttpContext http) => ValueTask.FromResult(s_everyone);

    public ValueTask<Caller> DemandAsync(HttpContext http, RepositoryName repository, RepositoryActions actions) => ValueTask.FromResult(s_everyone);

    public ValueTask<Caller> DemandLoginAsync(HttpContext http, string? scope) => ValueTask.FromResult(s_everyone);

    public ValueTask<RepositoryActions> AllowedAsync(Caller caller, RepositoryName repository) => ValueTask.FromResult(RepositoryActions.All);
}
