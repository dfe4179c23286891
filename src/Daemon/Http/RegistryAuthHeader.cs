using Berth.EngineApi.Registries;
using Berth.RegistryClient;

namespace Berth.Daemon.Http;

/// <summary>The credentials that a request brings for the registry it makes the daemon talk to.</summary>
internal static class RegistryAuthHeader
{
    /// <summary>Those of the <c>X-Registry-Auth</c> header; null where it has none or cannot be read, as the Engine API has it.</summary>
    public static RegistryCredentials? RegistryCredentials(this HttpContext http) =>
        AuthConfig.FromHeader(http.Request.Headers[AuthConfig.HeaderName]) is { } auth && auth.ToCredentials() is { IsEmpty: false } credentials
            ? credentials
            : null;

    public static RegistryCredentials ToCredentials(this AuthConfig auth)
    {
        var (user, password) = auth.UserAndPassword();
        return new RegistryCredentials
        {
            Username = user,
            Password = password,
            IdentityToken = auth.IdentityToken ?? "",
            RegistryToken = auth.RegistryToken ?? "",
        };
    }
}
