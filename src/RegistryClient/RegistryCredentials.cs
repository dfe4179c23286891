namespace Berth.RegistryClient;

/// <summary>
/// Who a client says it is, as the Engine API's <c>AuthConfig</c> has it: a user name with a password, or a token in the place of the
/// password. Never printed: <see cref="ToString"/> has no secret.
/// </summary>
public sealed record RegistryCredentials
{
    public string Username { get => field ?? ""; init; }

    public string Password { get => field ?? ""; init; }

    /// <summary>A refresh token that the registry's token service gave in the place of a password (OAuth 2).</summary>
    public string IdentityToken { get => field ?? ""; init; }

    /// <summary>A bearer token to send as it is.</summary>
    public string RegistryToken { get => field ?? ""; init; }

    /// <summary>True where there is nothing to send.</summary>
    public bool IsEmpty => Username.Length + Password.Length + IdentityToken.Length + RegistryToken.Length == 0;

    public override string ToString() => $"credentials of {(Username.Length == 0 ? "nobody" : Username)}";
}
