namespace Berth.Harness;

/// <summary>How a <see cref="RegistryServer"/> behaves.</summary>
public sealed record RegistryServerOptions
{
    /// <summary>Users with their passwords; none: everybody may do everything.</summary>
    public IReadOnlyDictionary<string, string> Users { get; init; } = new Dictionary<string, string>();

    /// <summary>Bearer tokens instead of passwords; the service that gives them is the test's own.</summary>
    public RegistryTokenOptions? Token { get; init; }

    /// <summary>Serves TLS with a certificate for localhost and 127.0.0.1 that <see cref="RegistryServer.CertificateFile"/> vouches for.</summary>
    public bool WithTls { get; init; }

    /// <summary>Manifests and blobs may be deleted.</summary>
    public bool WithDelete { get; init; } = true;

    /// <summary>Schema 1 manifests may be pushed.</summary>
    public bool WithSchema1 { get; init; }

    /// <summary>Addresses in answers have no host: it stands behind something with another name.</summary>
    public bool WithRelativeUrls { get; init; }

    /// <summary>A registry that this one fetches from and keeps, read only: <c>http://127.0.0.1:5000</c>.</summary>
    public string? ProxyOf { get; init; }

    /// <summary>A TCP port; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Further lines of the configuration, in YAML, at its top level.</summary>
    public string Configuration { get; init; } = "";
}
