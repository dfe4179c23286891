using System.Net;
using Berth.Registry.Configuration;

namespace Berth.Registry.Hosting;

/// <summary>
/// What a registry was told by its command line and configuration file; the defaults are those of <c>serve</c> without either. Each is a line of
/// <see cref="SettingTable"/>.
/// </summary>
internal sealed record RegistryOptions
{
    public const string DefaultDataRoot = "/var/lib/berth-registry";

    /// <summary>Where it listens; never empty.</summary>
    public IReadOnlyList<ListenAddress> Addresses { get; init; } = [ListenAddress.Default];

    /// <summary>The directory of everything it keeps.</summary>
    public string DataRoot { get; init; } = DefaultDataRoot;

    /// <summary>Where clients reach it, e.g. <c>https://registry.example.org</c>; null: what a request's <c>Host</c> says.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>Whether other machines may be served without accounts.</summary>
    public bool IsInsecureOpen { get; init; }

    /// <summary>Whether other machines may be served without TLS.</summary>
    public bool IsPlainHttp { get; init; }

    /// <summary>Where figures and health are, and nothing else; empty: figures are at <see cref="Addresses"/>, for this machine only.</summary>
    public IReadOnlyList<ListenAddress> MetricsAddresses { get; init; } = [];

    /// <summary>Proxies whose word about their clients' addresses counts.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>Whether other registries may serve the same directory at the same time.</summary>
    public bool SharesData { get; init; }

    /// <summary>How long requests under way may take once the registry is told to end.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>PEM; null: no TLS.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM; null: no TLS.</summary>
    public string? KeyFile { get; init; }

    public bool HasTls => CertificateFile is not null;

    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>JSON lines, else logfmt.</summary>
    public bool LogsJson { get; init; }

    /// <summary>Whether each request gets a line in the log.</summary>
    public bool LogsRequests { get; init; } = true;

    /// <summary>What was asked for; <see cref="HasAccounts"/> is what came of it.</summary>
    public AccountsMode Accounts { get; init; }

    /// <summary>Whether there are accounts; without them everyone may do everything. Known once the database is open.</summary>
    public bool HasAccounts { get; init; }

    /// <summary>Whether people may make their own account, on the web page.</summary>
    public bool AllowsRegistration { get; init; }

    /// <summary>What a new repository is; without accounts all are public.</summary>
    public bool NewRepositoriesArePublic { get; init; }

    /// <summary>Bytes of a manifest, at most. The spec asks for at least 4 MiB.</summary>
    public int LargestManifest { get; init; } = 4 << 20;

    /// <summary>Bytes of a blob, at most.</summary>
    public long LargestBlob { get; init; } = 64L << 30;

    /// <summary>How long what nobody refers to is kept: links of blobs, and uploads nobody goes on with.</summary>
    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How often unreferenced content is collected; zero: never by itself.</summary>
    public TimeSpan CollectionInterval { get; init; } = TimeSpan.FromHours(6);
}
