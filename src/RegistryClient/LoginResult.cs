namespace Berth.RegistryClient;

/// <summary>A registry took the credentials.</summary>
/// <param name="Status">What to tell the user: <c>Login Succeeded</c>.</param>
/// <param name="IdentityToken">A refresh token to keep in the place of the password; empty where the registry gives none.</param>
public sealed record LoginResult(string Status, string IdentityToken);
