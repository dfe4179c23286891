using System.Text.Json.Serialization;

namespace Berth.Registry.Tokens;

/// <summary>
/// The answer to a token request, both the older GET (distribution, docs/spec/auth/token.md), which reads <c>token</c>, and the POST of OAuth 2.0
/// (docs/spec/auth/oauth.md), which reads <c>access_token</c> and <c>scope</c>.
/// </summary>
internal sealed record TokenAnswer
{
    [JsonPropertyName("token")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Token { get; init; }

    [JsonPropertyName("access_token")]
    public required string AccessToken { get; init; }

    /// <summary>Seconds.</summary>
    [JsonPropertyName("expires_in")]
    public required int ExpiresIn { get; init; }

    /// <summary>RFC 3339, UTC.</summary>
    [JsonPropertyName("issued_at")]
    public required string IssuedAt { get; init; }

    [JsonPropertyName("scope")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Scope { get; init; }

    [JsonPropertyName("refresh_token")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RefreshToken { get; init; }
}
