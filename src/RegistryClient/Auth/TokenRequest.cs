using Berth.RegistryClient.Transport;

namespace Berth.RegistryClient.Auth;

/// <summary>A token that is wanted: from where, for what, for whom.</summary>
/// <param name="Connection">To the host that wants it.</param>
/// <param name="Realm">The token service's URL as the host named it.</param>
/// <param name="Service">The name that the host goes by there.</param>
internal sealed record TokenRequest(
    HostConnection Connection, string Realm, string Service, TokenScope Scope, RegistryCredentials Credentials)
{
    /// <summary>Whether a refresh token is asked for too, to keep in the place of the password.</summary>
    public bool WantsRefreshToken { get; init; }
}
