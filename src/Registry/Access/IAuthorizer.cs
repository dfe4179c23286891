using Berth.Registry.Errors;
using Berth.Registry.Naming;

namespace Berth.Registry.Access;

/// <summary>Decides about a request; with accounts or, for a registry of everyone's, without.</summary>
internal interface IAuthorizer
{
    /// <summary>Who asks; without credentials <see cref="Caller.Anonymous"/>. Basic and Bearer are understood.</summary>
    /// <exception cref="RegistryException">401: the credentials are wrong; 429: too many were wrong before.</exception>
    ValueTask<Caller> AuthenticateAsync(HttpContext http);

    /// <summary>Lets a request pass or throws; <paramref name="actions"/> may be several, all of which are needed.</summary>
    /// <exception cref="RegistryException">401 with a challenge that names the scope, or 403.</exception>
    ValueTask<Caller> DemandAsync(HttpContext http, RepositoryName repository, RepositoryActions actions);

    /// <summary>Lets a logged-in caller pass where the registry has accounts: what <c>GET /v2/</c> and the catalog ask.</summary>
    /// <param name="scope">What the challenge names, e.g. <c>registry:catalog:*</c>; null for none.</param>
    ValueTask<Caller> DemandLoginAsync(HttpContext http, string? scope);

    /// <summary>What the caller may do there, the limits of a token included; nothing is thrown. Says the same of what is hidden and of what is not there.</summary>
    ValueTask<RepositoryActions> AllowedAsync(Caller caller, RepositoryName repository);
}
