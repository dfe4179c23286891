using Berth.Oci;

namespace Berth.Cli.Credentials;

/// <summary>
/// The names under which credentials are kept, which people's existing configurations have:
/// <code>
///   Docker Hub                        https://index.docker.io/v1/
///   any other registry                host[:port]
///   written by very old clients       http(s)://host[:port][/path]   (read, and forgotten on logout)
/// </code>
/// </summary>
internal static class RegistryKey
{
    /// <summary>Docker Hub's, which is the address of an API that is no more.</summary>
    public const string Hub = "https://index.docker.io/v1/";

    /// <summary>The key of a reference's registry.</summary>
    public static string OfDomain(string domain) => domain is Reference.DefaultDomain or "index.docker.io" ? Hub : domain;

    /// <summary>The key for the <c>SERVER</c> of a login: a host, or an address whose path does not matter.</summary>
    public static string OfServer(string server) =>
        server.Length == 0 || server is Reference.DefaultDomain or Hub ? Hub : HostOf(server);

    /// <summary>The registry that a search term names, else Docker Hub.</summary>
    public static string OfSearchTerm(string term)
    {
        var slash = term.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : term[..slash];
        var isHost = first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal) || first == "localhost";
        return isHost ? OfDomain(first) : Hub;
    }

    /// <summary>Host and port of an address or of a host with a path.</summary>
    public static string HostOf(string address)
    {
        var scheme = address.IndexOf("://", StringComparison.Ordinal);
        var rest = scheme < 0 ? address : address[(scheme + 3)..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var host = slash < 0 ? rest : rest[..slash];

        // An address may name a user, which is no part of the host.
        return scheme < 0 ? host : host[(host.LastIndexOf('@') + 1)..];
    }
}
