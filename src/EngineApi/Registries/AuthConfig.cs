using System.Text;

namespace Berth.EngineApi.Registries;

/// <summary>
/// Credentials of one registry, as the body of <c>POST /auth</c> and as the <c>X-Registry-Auth</c> header of requests that make the
/// daemon talk to a registry. The header is the record's JSON in base64url (RFC 4648, section 5).
/// </summary>
public sealed record AuthConfig
{
    /// <summary>The header's name.</summary>
    public const string HeaderName = "X-Registry-Auth";

    /// <summary>More than any token needs; a longer header is refused unread, in characters.</summary>
    private const int MaxHeaderLength = 256 * 1024;

    [JsonPropertyName("username"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Username { get; init; }

    [JsonPropertyName("password"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Password { get; init; }

    /// <summary><c>USER:PASSWORD</c> in base64, which some clients send in the place of the two fields.</summary>
    [JsonPropertyName("auth"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Auth { get; init; }

    [JsonPropertyName("email"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Email { get; init; }

    /// <summary>The registry, as the client's configuration names it.</summary>
    [JsonPropertyName("serveraddress"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ServerAddress { get; init; }

    /// <summary>A refresh token that a registry gave in the place of the password.</summary>
    [JsonPropertyName("identitytoken"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? IdentityToken { get; init; }

    /// <summary>A bearer token to send to the registry as it is.</summary>
    [JsonPropertyName("registrytoken"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RegistryToken { get; init; }

    /// <summary>
    /// Reads the header. One that is missing, empty or not readable is null, because clients send all of these when they have no
    /// credentials.
    /// </summary>
    public static AuthConfig? FromHeader(string? header)
    {
        if (string.IsNullOrEmpty(header) || header.Length > MaxHeaderLength || Decode(header) is not { } bytes)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(bytes, EngineApiJson.Wire.AuthConfig);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The header's value; <c>e30=</c> (<c>{}</c>) where there are no credentials.</summary>
    public string ToHeader() =>
        Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(this, EngineApiJson.Wire.AuthConfig)).Replace('+', '-').Replace('/', '_');

    /// <summary>User and password, taken from <see cref="Auth"/> where they are not given on their own.</summary>
    public (string User, string Password) UserAndPassword()
    {
        if (!string.IsNullOrEmpty(Username) || string.IsNullOrEmpty(Auth) || Decode(Auth) is not { } bytes)
        {
            return (Username ?? "", Password ?? "");
        }

        var text = Encoding.UTF8.GetString(bytes);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? ("", "") : (text[..colon], text[(colon + 1)..].Trim('\0'));
    }

    /// <summary>Never the secrets.</summary>
    public override string ToString() => $"credentials for {ServerAddress}";

    /// <summary>Either alphabet, with or without padding; null when it is neither.</summary>
    private static byte[]? Decode(string text)
    {
        var plain = text.Trim().TrimEnd('=').Replace('-', '+').Replace('_', '/');
        var padded = plain.PadRight((plain.Length + 3) / 4 * 4, '=');
        var buffer = new byte[padded.Length];
        return Convert.TryFromBase64String(padded, buffer, out var length) ? buffer[..length] : null;
    }
}
