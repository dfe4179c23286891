namespace Berth.RegistryClient;

/// <summary>What a host may be asked for.</summary>
[Flags]
public enum HostCapabilities
{
    None = 0,

    /// <summary>Manifests and blobs by their digest.</summary>
    Pull = 1,

    /// <summary>Which digest a tag means.</summary>
    Resolve = 2,

    Push = 4,

    All = Pull | Resolve | Push,
}

/// <summary>One place that serves a registry: the registry itself, or a mirror of it.</summary>
public sealed record RegistryHost
{
    /// <summary>Of the API: scheme, host, port and the path down to <c>/v2</c>, without a slash at its end.</summary>
    public required Uri Base { get; init; }

    /// <summary>The registry that it serves, as references name it: <c>docker.io</c>, <c>127.0.0.1:5000</c>.</summary>
    public required string Registry { get; init; }

    public HostCapabilities Capabilities { get; init; } = HostCapabilities.All;

    /// <summary>Whether it is a mirror, which is told with <c>?ns=</c> whose content is meant and gets no credentials of the registry.</summary>
    public bool IsMirror { get; init; }

    /// <summary>Whether plain HTTP is tried where the host does not speak TLS, and a certificate that nobody vouches for is taken.</summary>
    public bool IsInsecure { get; init; }

    /// <summary>Whether a certificate that nobody vouches for is taken, without a fallback to plain HTTP (hosts.toml, <c>skip_verify</c>).</summary>
    public bool SkipsVerification { get; init; }

    /// <summary>Directories of <c>*.crt</c>, <c>*.cert</c> and <c>*.key</c> files for this host, in the order in which they are read.</summary>
    public IReadOnlyList<string> CertificateDirectories { get; init; } = [];

    /// <summary>PEM files of further authorities (hosts.toml, <c>ca</c>).</summary>
    public IReadOnlyList<string> AuthorityFiles { get; init; } = [];

    /// <summary>Further certificates to show to the host (hosts.toml, <c>client</c>).</summary>
    public IReadOnlyList<CertificateFile> ClientFiles { get; init; } = [];

    /// <summary>Headers to send with each request (hosts.toml, <c>[host.….header]</c>).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>How long a connection may take to be made; null: 15 s, and 1 s to a mirror.</summary>
    public TimeSpan? DialTimeout { get; init; }

    /// <summary>What a repository is called here, with <c>{repository}</c> and perhaps <c>{registry}</c>; null: as everywhere.</summary>
    public string? RepositoryTemplate { get; init; }

    /// <summary>Whether its certificate is checked, if it speaks TLS.</summary>
    public bool IsChecked => !IsInsecure && !SkipsVerification;

    /// <summary>What a repository of the registry is called on this host.</summary>
    public string RepositoryPath(string repository) => RepositoryTemplate is null
        ? repository
        : RepositoryTemplate.Replace(Hosts.MirrorAddress.RegistryMark, Registry, StringComparison.Ordinal)
            .Replace(Hosts.MirrorAddress.RepositoryMark, repository, StringComparison.Ordinal);
}
