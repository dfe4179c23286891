using Berth.Registry.Hosting;

namespace Berth.Registry.Tokens;

/// <summary>
/// What the registry calls itself in tokens. Not what a request's <c>Host</c> says: whoever sends the request chooses that.
/// </summary>
internal sealed class TokenIdentity(RegistryOptions options)
{
    private const string Name = "berth-registry";

    private readonly string? _realm = options.PublicUrl is { } url ? new Uri(url, "/token").AbsoluteUri : null;

    /// <summary>The audience: <c>registry.example.org</c> of the public URL, else <c>berth-registry</c>.</summary>
    public string Service { get; } = options.PublicUrl?.Authority ?? Name;

    public string Issuer { get; } = options.PublicUrl?.Authority ?? Name;

    /// <summary>Where tokens are to be had: the public URL's <c>/token</c>, else that of the host the client asked.</summary>
    public string RealmFor(HttpRequest request) => _realm ?? $"{request.Scheme}://{request.Host.Value?.Replace("\"", "", StringComparison.Ordinal)}/token";
}
