using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Berth.Registry.Access;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Berth.Registry.Tokens;

/// <summary>
/// Signs and checks bearer tokens. A check: (1) its size and form, before anything is decoded; (2) its key, by an id that is one of ours, never by
/// anything else it brings (<c>jwk</c>, <c>x5c</c>, <c>jku</c>); (3) the algorithm, which is the key's; (4) signature, issuer, audience and times. One that
/// passed is remembered by its hash until it expires.
/// </summary>
internal sealed class BearerTokens(SigningKeys keys, TokenIdentity identity, TimeProvider time)
{
    /// <summary>How long a token is good. Clients ask for the next one by themselves.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    /// <summary>Characters; one with rights in <see cref="TokenScope.MostResources"/> repositories of the longest names would be longer, and no server takes such a header.</summary>
    private const int MaxLength = 16 << 10;

    /// <summary>Clocks of the registry's processes may differ by it.</summary>
    private static readonly TimeSpan s_skew = TimeSpan.FromSeconds(10);

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly KnownTokens _known = new(time);

    /// <summary>A token for somebody who has logged in, or nobody.</summary>
    /// <param name="access">What they may do; decided by the caller.</param>
    public async ValueTask<string> IssueAsync(Caller caller, IReadOnlyList<TokenAccess> access)
    {
        SigningKey key = await keys.CurrentAsync();
        long now = time.GetUtcNow().ToUnixTimeSeconds();
        var claims = new TokenClaims
        {
            Issuer = identity.Issuer,
            Subject = caller.User ?? "",
            Audience = identity.Service,
            Expires = now + (long)Life.TotalSeconds,
            NotBefore = now,
            IssuedAt = now,
            Id = RandomNumberGenerator.GetHexString(32, lowercase: true),
            Access = access,
            Revision = caller.Login?.Revision,
            AccessToken = caller.Login?.AccessToken,
        };
        return _handler.CreateToken(JsonSerializer.Serialize(claims, TokenJson.Default.TokenClaims), new SigningCredentials(key.Key, key.Algorithm));
    }

    /// <summary>What a token says; null: it is not good.</summary>
    /// <param name="text">Anything.</param>
    public async ValueTask<BearerToken?> CheckAsync(string text)
    {
        // 1.
        if (text.Length is 0 or > MaxLength || text.AsSpan().Count('.') != 2 || !System.Text.Ascii.IsValid(text))
        {
            return null;
        }

        TokenHash hash = TokenHash.Of(text);
        if (_known.Find(hash) is { } known)
        {
            return known;
        }

        BearerToken? token = await VerifyAsync(text);
        if (token is not null)
        {
            _known.Add(hash, token);
        }

        return token;
    }

    private async ValueTask<BearerToken?> VerifyAsync(string text)
    {
        try
        {
            // 2.
            var parsed = new JsonWebToken(text);
            if (!parsed.TryGetHeaderValue("kid", out string? kid) || kid is null || keys.Find(kid) is not { } key)
            {
                return null;
            }

            // 3.
            if (parsed.Alg != key.Algorithm)
            {
                return null;
            }

            // 4.
            TokenValidationResult result = await _handler.ValidateTokenAsync(parsed, Parameters(key));
            if (!result.IsValid)
            {
                return null;
            }

            TokenClaims? claims = JsonSerializer.Deserialize(Base64UrlEncoder.DecodeBytes(parsed.EncodedPayload), TokenJson.Default.TokenClaims);
            return claims is null ? null : Read(claims, key);
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException or JsonException or FormatException or InvalidOperationException)
        {
            // What it is made of is no token.
            return null;
        }
    }

    private TokenValidationParameters Parameters(SigningKey key) => new()
    {
        ValidIssuer = identity.Issuer,
        ValidAudience = identity.Service,
        IssuerSigningKey = key.Key,
        TryAllIssuerSigningKeys = false,
        ValidAlgorithms = [key.Algorithm],
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        LifetimeValidator = (notBefore, expires, _, _) =>
        {
            DateTime now = time.GetUtcNow().UtcDateTime;
            return expires > now && (notBefore is null || notBefore <= now + s_skew);
        },
    };

    private static BearerToken Read(TokenClaims claims, SigningKey key) => new(
        claims.Subject.Length == 0 ? null : claims.Subject,
        claims.Access,
        key.Id,
        claims.Revision ?? 0,
        claims.AccessToken,
        DateTimeOffset.FromUnixTimeSeconds(claims.Expires));

    /// <summary>RFC 3339, as the answers of the token service write times.</summary>
    public string Now() => time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
