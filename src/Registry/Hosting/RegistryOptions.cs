using System.Net;

namespace Berth.Registry.Hosting;

/// <summary>What a registry was told by its command line and configuration file; the defaults are those of <c>serve</c> without either.</summary>
internal sealed record RegistryOptions
{
    /// <summary>Where it listens.</summary>
    public IPEndPoint Address { get; init; } = new(IPAddress.Loopback, 5000);

    /// <summary>The directory of everything it keeps.</summary>
    public string DataRoot { get; init; } = "/var/lib/berth-registry";

    /// <summary>Whether there are accounts; without them everyone may do everything.</summary>
    public bool HasAccounts { get; init; }

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

    /// <summary>Where clients reach it, e.g. <c>https://registry.example.org</c>; null: what a request's <c>Host</c> says.</summary>
    public Uri? PublicUrl { get; init; }
}
