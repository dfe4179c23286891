namespace Berth.Cli.Credentials;

/// <summary>What is known of one registry: a user with a password or an identity token, or a bearer token.</summary>
internal sealed record CredentialEntry
{
    /// <summary>The key (<see cref="RegistryKey"/>) under which it is kept.</summary>
    public required string ServerAddress { get; init; }

    public string Username { get; init; } = "";

    public string Password { get; init; } = "";

    /// <summary>A refresh token that the registry gave in the place of the password.</summary>
    public string IdentityToken { get; init; } = "";

    /// <summary>A bearer token to send as it is.</summary>
    public string RegistryToken { get; init; } = "";

    /// <summary>Never the secrets.</summary>
    public override string ToString() => $"credentials for {ServerAddress}";
}
