namespace Berth.Harness;

/// <summary>How a <see cref="BerthRegistry"/> behaves.</summary>
public sealed record BerthRegistryOptions
{
    /// <summary>Users with their passwords; with at least one the registry has accounts, without everybody may do everything.</summary>
    public IReadOnlyDictionary<string, string> Users { get; init; } = new Dictionary<string, string>();

    /// <summary>Those of <see cref="Users"/> who may do everything.</summary>
    public IReadOnlyList<string> Administrators { get; init; } = [];

    /// <summary>Serves TLS with a certificate for localhost and 127.0.0.1 that <see cref="BerthRegistry.CertificateFile"/> vouches for.</summary>
    public bool WithTls { get; init; }

    /// <summary>More of the configuration file (docs/registry.md); <c>addr</c>, <c>data</c> and <c>tls</c> are in it already.</summary>
    public string Configuration { get; init; } = "";

    /// <summary>More arguments of <c>serve</c>.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>A TCP port; 0 takes a free one.</summary>
    public int Port { get; init; }
}
