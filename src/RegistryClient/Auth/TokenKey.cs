namespace Berth.RegistryClient.Auth;

/// <summary>What a token was given for; the same key is served by the same token while it lasts.</summary>
internal sealed record TokenKey(string Host, string Realm, string Service, TokenScope Scope, RegistryCredentials Credentials)
{
    public static TokenKey Of(TokenRequest request) => new(
        request.Connection.Base.AbsoluteUri, request.Realm, request.Service, request.Scope, request.Credentials);
}
