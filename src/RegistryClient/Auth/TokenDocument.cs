using System.Text.Json.Serialization;

namespace Berth.RegistryClient.Auth;

/// <summary>The answer of a token service (distribution, docs/spec/auth/token.md and oauth.md).</summary>
internal sealed record TokenDocument
{
    [JsonPropertyName("token")]
    public string Token { get => field ?? ""; init; }

    [JsonPropertyName("access_token")]
    public string AccessToken { get => field ?? ""; init; }

    [JsonPropertyName("refresh_token")]
    public string RefreshToken { get => field ?? ""; init; }

    /// <summary>In seconds; some services send a fraction.</summary>
    [JsonPropertyName("expires_in")]
    public double? ExpiresIn { get; init; }

    [JsonPropertyName("issued_at")]
    public string? IssuedAt { get; init; }
}
