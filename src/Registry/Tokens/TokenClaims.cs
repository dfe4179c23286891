using System.Text.Json.Serialization;
using Berth.Registry.Access;

namespace Berth.Registry.Tokens;

/// <summary>What a bearer token says (distribution, docs/spec/auth/jwt.md; RFC 7519, section 4.1). Times are seconds since 1970.</summary>
internal sealed record TokenClaims
{
    [JsonPropertyName("iss")]
    public required string Issuer { get; init; }

    /// <summary>The user; empty: nobody has logged in.</summary>
    [JsonPropertyName("sub")]
    public required string Subject { get; init; }

    [JsonPropertyName("aud")]
    public required string Audience { get; init; }

    [JsonPropertyName("exp")]
    public required long Expires { get; init; }

    [JsonPropertyName("nbf")]
    public required long NotBefore { get; init; }

    [JsonPropertyName("iat")]
    public required long IssuedAt { get; init; }

    [JsonPropertyName("jti")]
    public required string Id { get; init; }

    [JsonPropertyName("access")]
    public required IReadOnlyList<TokenAccess> Access { get; init; }

    /// <summary>Our own: the user's revision, so that the token ends with their password.</summary>
    [JsonPropertyName("rev")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Revision { get; init; }

    /// <summary>Our own: the personal access token that it was made with and ends with.</summary>
    [JsonPropertyName("pat")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? AccessToken { get; init; }
}
