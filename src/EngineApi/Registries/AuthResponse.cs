namespace Berth.EngineApi.Registries;

/// <summary>The answer of <c>POST /auth</c>.</summary>
public sealed record AuthResponse
{
    /// <summary><c>Login Succeeded</c>.</summary>
    public string Status { get => field ?? ""; init; }

    /// <summary>A refresh token to keep in the place of the password; empty where the registry gives none.</summary>
    public string IdentityToken { get => field ?? ""; init; }
}
