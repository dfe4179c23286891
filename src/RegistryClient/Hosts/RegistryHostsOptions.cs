namespace Berth.RegistryClient.Hosts;

/// <summary>Where the registries' content is to be had and how they are reached, as the daemon was told.</summary>
public sealed record RegistryHostsOptions
{
    /// <summary>The key of <see cref="Mirrors"/> for every registry that is not named there.</summary>
    public const string AnyRegistry = "*";

    /// <summary>Mirrors of Docker Hub, in the order in which they are asked (<c>registry-mirrors</c>).</summary>
    public IReadOnlyList<MirrorAddress> HubMirrors { get; init; } = [];

    /// <summary>Mirrors by registry, in the order in which they are asked (<c>registries</c>); a registry with an empty list has none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<MirrorAddress>> Mirrors { get; init; } =
        new Dictionary<string, IReadOnlyList<MirrorAddress>>();

    public InsecureRegistries Insecure { get; init; } = InsecureRegistries.Default;

    /// <summary>What is empty here, the environment may say (<see cref="ProxySettings.WithEnvironment"/>).</summary>
    public ProxySettings Proxies { get; init; } = new();

    /// <summary>Directories with a directory per host, which holds hosts.toml and certificates; the first hosts.toml counts.</summary>
    public IReadOnlyList<string> HostDirectories { get; init; } = ["/etc/berth/certs.d", "/etc/docker/certs.d"];
}
