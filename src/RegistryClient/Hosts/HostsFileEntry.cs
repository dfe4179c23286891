namespace Berth.RegistryClient.Hosts;

/// <summary>What a <c>hosts.toml</c> says of one host.</summary>
internal sealed record HostsFileEntry
{
    /// <summary>Of its API.</summary>
    public Uri? Address { get; init; }

    /// <summary>Null: not said.</summary>
    public HostCapabilities? Capabilities { get; init; }

    public IReadOnlyList<string> AuthorityFiles { get; init; } = [];

    public IReadOnlyList<CertificateFile> ClientFiles { get; init; } = [];

    public bool SkipsVerification { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public TimeSpan? DialTimeout { get; init; }

    /// <summary>A host with these settings.</summary>
    public RegistryHost Over(RegistryHost host) => host with
    {
        Base = Address ?? host.Base,
        Capabilities = Capabilities is { } said ? (host.IsMirror ? said & ~HostCapabilities.Push : said) : host.Capabilities,
        AuthorityFiles = AuthorityFiles,
        ClientFiles = ClientFiles,
        SkipsVerification = SkipsVerification,
        Headers = Headers,
        DialTimeout = DialTimeout,
    };
}
