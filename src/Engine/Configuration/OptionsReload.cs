using System.Globalization;
using System.Text.Json;
using Berth.RegistryClient.Hosts;

namespace Berth.Engine.Configuration;

/// <summary>
/// What reading the configuration again changes while the daemon runs. What can change is what dockerd changes too: <c>debug</c> and
/// <c>log-level</c>, <c>labels</c>, <c>registry-mirrors</c>, <c>registries</c>, <c>insecure-registries</c>, <c>max-concurrent-downloads</c>,
/// <c>max-concurrent-uploads</c>, <c>max-download-attempts</c>, <c>live-restore</c> and <c>shutdown-timeout</c>.
/// </summary>
/// <param name="Next">How the daemon runs from now on.</param>
/// <param name="Changed">What has changed, <c>KEY: BEFORE → AFTER</c>.</param>
/// <param name="AfterRestart">What has changed in the configuration and takes a restart of the daemon, the same way.</param>
public sealed record OptionsReload(DaemonOptions Next, IReadOnlyList<string> Changed, IReadOnlyList<string> AfterRestart)
{
    private static readonly (string Key, Func<DaemonOptions, string> Show)[] s_shown =
    [
        (DaemonOptionTable.Bip, static o => o.Bip ?? ""),
        (DaemonOptionTable.HostGatewayAddress, static o => string.Join(',', o.HostGatewayAddresses)),
        (DaemonOptionTable.DataRoot, static o => o.DataRoot),
        (DaemonOptionTable.DefaultAddressPools, static o => Show(o.DefaultAddressPools.Select(static pool => $"base={pool.Base},size={pool.Size}"))),
        (DaemonOptionTable.Debug, static o => Show(o.Debug)),
        (DaemonOptionTable.DefaultCgroupNamespaceMode, static o => o.DefaultCgroupNamespaceMode ?? ""),
        (DaemonOptionTable.DefaultIpcMode, static o => o.DefaultIpcMode),
        (DaemonOptionTable.PublishAddress, static o => o.DefaultPublishAddress.ToString()),
        (DaemonOptionTable.DefaultShmSize, static o => Show(o.DefaultShmSize)),
        (DaemonOptionTable.Dns, static o => Show(o.Resolver.Servers)),
        (DaemonOptionTable.DnsOptions, static o => Show(o.Resolver.Options)),
        (DaemonOptionTable.DnsSearch, static o => Show(o.Resolver.Search)),
        (DaemonOptionTable.ExecRoot, static o => o.ExecRoot),
        (DaemonOptionTable.Group, static o => o.Group ?? ""),
        (DaemonOptionTable.Hosts, static o => Show(o.Hosts.Select(static h => h.ToString()))),
        (DaemonOptionTable.Init, static o => Show(o.Init)),
        (DaemonOptionTable.InsecureRegistries, static o => Show(o.Registries.Insecure.Names.Concat(o.Registries.Insecure.Ranges))),
        (DaemonOptionTable.KeepLayerArchives, static o => Show(o.KeepLayerArchives)),
        (DaemonOptionTable.Labels, static o => Show(o.Labels)),
        (DaemonOptionTable.LiveRestore, static o => Show(o.LiveRestore)),
        (DaemonOptionTable.LogDriver, static o => o.LogDriver),
        (DaemonOptionTable.LogLevel, static o => o.LogLevel),
        (DaemonOptionTable.LogOptions, static o => Show(o.LogOptions.OrderBy(static p => p.Key, StringComparer.Ordinal).Select(static p => $"{p.Key}={p.Value}"))),
        (DaemonOptionTable.MaxConcurrentDownloads, static o => Show(o.MaxConcurrentDownloads)),
        (DaemonOptionTable.MaxConcurrentUploads, static o => Show(o.MaxConcurrentUploads)),
        (DaemonOptionTable.MaxDownloadAttempts, static o => Show(o.MaxDownloadAttempts)),
        (DaemonOptionTable.MetricsAddress, static o => o.MetricsAddress?.ToString() ?? ""),
        (DaemonOptionTable.NoNewPrivileges, static o => Show(o.NoNewPrivileges)),
        (DaemonOptionTable.PidFile, static o => o.PidFile),
        (DaemonOptionTable.HttpProxy, static o => ProxySettings.Masked(o.Registries.Proxies.HttpProxy)),
        (DaemonOptionTable.HttpsProxy, static o => ProxySettings.Masked(o.Registries.Proxies.HttpsProxy)),
        (DaemonOptionTable.NoProxy, static o => o.Registries.Proxies.NoProxy),
        (DaemonOptionTable.PushCompression, static o => o.PushCompression.ToString()),
        (DaemonOptionTable.RegistryMirrors, static o => Show(o.Registries.HubMirrors.Select(static m => m.Text))),
        (DaemonOptionTable.Registries, static o => Show(o.Registries.Mirrors.Select(static pair => $"{pair.Key}={string.Join(',', pair.Value.Select(static m => m.Text))}"))),
        (DaemonOptionTable.SeccompProfile, static o => o.SeccompProfile),
        (DaemonOptionTable.ShutdownTimeout, static o => Show(o.ShutdownTimeout)),
        (DaemonOptionTable.Tls, static o => o.Tls?.ToString() ?? ""),
    ];

    /// <param name="running">How the daemon runs.</param>
    /// <param name="read">What the configuration says now.</param>
    public static OptionsReload Plan(DaemonOptions running, DaemonOptions read)
    {
        DaemonOptions next = running with
        {
            Debug = read.Debug,
            LogLevel = read.LogLevel,
            Labels = read.Labels,
            Registries = read.Registries with { Proxies = running.Registries.Proxies },
            MaxConcurrentDownloads = read.MaxConcurrentDownloads,
            MaxConcurrentUploads = read.MaxConcurrentUploads,
            MaxDownloadAttempts = read.MaxDownloadAttempts,
            LiveRestore = read.LiveRestore,
            ShutdownTimeout = read.ShutdownTimeout,
        };
        return new OptionsReload(next, Differences(running, next), Differences(next, read));
    }

    /// <summary>As docker's <c>reload</c> event tells them: what can be reloaded, as it is now.</summary>
    public IReadOnlyDictionary<string, string> Attributes() => new Dictionary<string, string>
    {
        ["name"] = Environment.MachineName,
        [DaemonOptionTable.Debug] = Show(Next.Debug),
        [DaemonOptionTable.InsecureRegistries] = Json(Next.Registries.Insecure.Names.Concat(Next.Registries.Insecure.Ranges)),
        [DaemonOptionTable.Labels] = Json(Next.Labels),
        [DaemonOptionTable.LiveRestore] = Show(Next.LiveRestore),
        [DaemonOptionTable.MaxConcurrentDownloads] = Show(Next.MaxConcurrentDownloads),
        [DaemonOptionTable.MaxConcurrentUploads] = Show(Next.MaxConcurrentUploads),
        [DaemonOptionTable.MaxDownloadAttempts] = Show(Next.MaxDownloadAttempts),
        [DaemonOptionTable.RegistryMirrors] = Json(Next.Registries.HubMirrors.Select(static mirror => mirror.Text)),
        [DaemonOptionTable.ShutdownTimeout] = Show(Next.ShutdownTimeout),
    };

    private static List<string> Differences(DaemonOptions before, DaemonOptions after) =>
        [.. s_shown.Where(shown => shown.Show(before) != shown.Show(after)).Select(shown => $"{shown.Key}: {shown.Show(before)} → {shown.Show(after)}")];

    private static string Json(IEnumerable<string> items) => $"[{string.Join(',', items.Select(static item => $"\"{JsonEncodedText.Encode(item)}\""))}]";

    private static string Show(bool value) => value ? "true" : "false";

    private static string Show(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Show(IEnumerable<string> items) => $"[{string.Join(' ', items)}]";
}
