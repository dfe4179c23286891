using Berth.Registry.Access;
using Berth.Registry.Errors;
using Microsoft.Extensions.Primitives;

namespace Berth.Registry.Tokens;

/// <summary>What is asked of the token service.</summary>
internal sealed record TokenRequest
{
    private const string DefaultClient = "unknown";

    /// <summary>The name of who is to give access; empty: not said, which is us.</summary>
    public required string Service { get; init; }

    public required IReadOnlyList<TokenAccess> Access { get; init; }

    /// <summary>Null: nobody, or a refresh token says.</summary>
    public string? User { get; init; }

    public string Password { get; init; } = "";

    public string? RefreshToken { get; init; }

    public bool WantsRefreshToken { get; init; }

    /// <summary>What the client calls itself.</summary>
    public string Client { get; init; } = DefaultClient;

    /// <summary>A POST, whose answer has other fields.</summary>
    public bool IsOAuth { get; init; }

    /// <summary>
    /// GET: <c>?service=…&amp;scope=…&amp;scope=…&amp;account=…&amp;client_id=…&amp;offline_token=true</c>, the credentials as Basic. <c>account</c> repeats the user's name and
    /// decides nothing.
    /// </summary>
    /// <exception cref="RegistryException">The credentials are not of the form of Basic.</exception>
    public static TokenRequest OfQuery(IQueryCollection query, string? authorization)
    {
        AuthorizationHeader? header = string.IsNullOrEmpty(authorization) ? null : AuthorizationHeader.Parse(authorization);
        if (!string.IsNullOrEmpty(authorization) && header is not { Token: null })
        {
            throw new RegistryException(ErrorCode.Unauthorized, "a token is given for a user name and a password");
        }

        return new TokenRequest
        {
            Service = Last(query["service"]),
            Access = TokenScope.Parse(query["scope"]),
            User = header?.User,
            Password = header?.Password ?? "",
            WantsRefreshToken = Last(query["offline_token"]) == "true",
            Client = Last(query["client_id"]) is { Length: > 0 } client ? client : DefaultClient,
        };
    }

    /// <summary>POST: a form with <c>grant_type</c> (<c>password</c> or <c>refresh_token</c>), <c>service</c>, <c>scope</c>, <c>client_id</c>, <c>access_type</c>.</summary>
    /// <exception cref="RegistryException">There is no such way to ask.</exception>
    public static TokenRequest OfForm(IReadOnlyDictionary<string, StringValues> form)
    {
        var request = new TokenRequest
        {
            Service = Field(form, "service"),
            Access = TokenScope.Parse(form.TryGetValue("scope", out StringValues scopes) ? scopes : default),
            WantsRefreshToken = Field(form, "access_type") == "offline",
            Client = Field(form, "client_id") is { Length: > 0 } client ? client : DefaultClient,
            IsOAuth = true,
        };
        return Field(form, "grant_type") switch
        {
            "password" => request with { User = Field(form, "username"), Password = Field(form, "password") },

            // It has one.
            "refresh_token" => request with { RefreshToken = Field(form, "refresh_token"), WantsRefreshToken = false },
            _ => throw TokenService.Bad("grant_type is password or refresh_token"),
        };
    }

    private static string Field(IReadOnlyDictionary<string, StringValues> form, string name) => form.TryGetValue(name, out StringValues values) ? Last(values) : "";

    private static string Last(StringValues values) => values.Count == 0 ? "" : values[^1] ?? "";
}
