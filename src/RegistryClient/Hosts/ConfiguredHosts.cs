using Berth.Oci;

namespace Berth.RegistryClient.Hosts;

/// <summary>
/// Where a registry's content is to be had, as the administrator says (ADR 0012), in this order:
/// <list type="number">
/// <item>the mirrors of the daemon's configuration: <c>registry-mirrors</c> for Docker Hub, then <c>registries</c>;</item>
/// <item>the hosts of the registry's <c>hosts.toml</c>;</item>
/// <item>the registry itself, or the <c>server</c> of its <c>hosts.toml</c>.</item>
/// </list>
/// Mirrors that are known not to answer are left out. No mirror takes pushes or gets the registry's credentials.
/// </summary>
public sealed class ConfiguredHosts : IRegistryHosts
{
    private readonly HealthBook _health;
    private volatile Settings _settings;

    public ConfiguredHosts(RegistryHostsOptions options, TimeProvider time)
    {
        _health = new HealthBook(time);
        _settings = new Settings(options);
    }

    /// <summary>What is in force.</summary>
    public RegistryHostsOptions Options => _settings.Options;

    /// <summary>The mirrors of the daemon's configuration, and how each is.</summary>
    public IReadOnlyList<MirrorStatus> Mirrors
    {
        get
        {
            RegistryHostsOptions options = _settings.Options;
            IEnumerable<(string Registry, MirrorAddress Mirror)> all = options.HubMirrors.Select(m => (Reference.DefaultDomain, m))
                .Concat(options.Mirrors.OrderBy(m => m.Key, StringComparer.Ordinal).SelectMany(m => m.Value.Select(a => (m.Key, a))));
            return [.. all.Select(m => new MirrorStatus(m.Registry, m.Mirror.Text, _health.Of(m.Mirror.Api)))];
        }
    }

    /// <summary>Other settings from now on; what is known of the mirrors is kept.</summary>
    public void Apply(RegistryHostsOptions options) => _settings = new Settings(options);

    public IReadOnlyList<RegistryHost> For(string registry)
    {
        List<RegistryHost> all = All(registry);
        return [.. all.Where((host, i) => i == all.Count - 1 || !host.IsMirror || _health.Of(host.Base).IsReachable != false)];
    }

    public RegistryHost Own(string registry)
    {
        Settings settings = _settings;
        RegistryHost own = settings.Default.Own(registry);
        return settings.Files.Of(registry)?.Own is { } said && IsSame(said.Address ?? own.Base, own.Base) ? said.Over(own) : own;
    }

    public IReadOnlyList<RegistryHost> Untried(string registry) => [.. All(registry).Where(h => h.IsMirror && _health.IsUntried(h.Base))];

    public void Report(RegistryHost host, string? failure)
    {
        if (host.IsMirror)
        {
            _health.Report(host.Base, failure);
        }
    }

    private List<RegistryHost> All(string registry)
    {
        Settings settings = _settings;
        var hosts = new List<RegistryHost>();
        RegistryHost own = Own(registry);

        // 1.
        foreach (MirrorAddress mirror in Configured(settings.Options, registry).Where(m => !IsSame(m.Api, own.Base)))
        {
            hosts.Add(Mirror(settings, registry, mirror.Api) with { RepositoryTemplate = mirror.RepositoryTemplate });
        }

        // 2. A file may name the registry itself among its hosts.
        HostsFileContent? file = settings.Files.Of(registry);
        foreach (HostsFileEntry entry in file?.Hosts ?? [])
        {
            hosts.Add(entry.Over(IsSame(entry.Address!, own.Base) ? own : Mirror(settings, registry, entry.Address!)));
        }

        // 3. Another server than the registry's own gets no more than a mirror does.
        hosts.Add(file?.Own.Address is { } server && !IsSame(server, own.Base) ? file.Own.Over(Mirror(settings, registry, server)) : own);
        return hosts;
    }

    private static RegistryHost Mirror(Settings settings, string registry, Uri api) => new()
    {
        Base = api,
        Registry = registry,
        IsMirror = true,
        Capabilities = HostCapabilities.Pull | HostCapabilities.Resolve,
        IsInsecure = settings.Default.IsInsecure(api.Authority),
        CertificateDirectories = HostDirectories.Of(settings.Options.HostDirectories, api.Authority),
    };

    private static IEnumerable<MirrorAddress> Configured(RegistryHostsOptions options, string registry)
    {
        IEnumerable<MirrorAddress> hub = registry == Reference.DefaultDomain ? options.HubMirrors : [];
        IReadOnlyList<MirrorAddress> named = options.Mirrors.GetValueOrDefault(registry)
            ?? options.Mirrors.GetValueOrDefault(RegistryHostsOptions.AnyRegistry) ?? [];
        return hub.Concat(named).DistinctBy(m => m.Text);
    }

    /// <summary>Whether two addresses are of the same host, as that decides who sees credentials. Over plain HTTP too, if the administrator says so.</summary>
    private static bool IsSame(Uri a, Uri b) => string.Equals(a.Authority, b.Authority, StringComparison.OrdinalIgnoreCase);

    private sealed class Settings(RegistryHostsOptions options)
    {
        public RegistryHostsOptions Options { get; } = options;

        public DefaultHosts Default { get; } = new(options.Insecure, options.HostDirectories);

        public HostsFiles Files { get; } = new(options.HostDirectories);
    }
}
