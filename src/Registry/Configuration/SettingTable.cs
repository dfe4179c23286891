using System.Net;
using Berth.Registry.CommandLine;
using Berth.Registry.Hosting;

namespace Berth.Registry.Configuration;

/// <summary>
/// Everything that can be configured, a block an area: what is not here is refused, in the file and on the command line. docs/registry.md
/// documents each (a test sees to that).
/// </summary>
internal static class SettingTable
{
    private static readonly LogLevel[] s_levels = [LogLevel.Debug, LogLevel.Information, LogLevel.Warning, LogLevel.Error];

    /// <summary>Which file; not a setting itself.</summary>
    public static VerbOption ConfigOption { get; } =
        new("config", "FILE", $"Configuration file (default {OptionsLoader.DefaultFile}, where it is there and --data is not given)");

    public static IReadOnlyList<Setting> All { get; } =
    [
        // Addresses and data.
        new("addr", SettingKind.List, "127.0.0.1:5000", "Address to listen on, or unix:PATH; may be given several times", static (o, items) => o with { Addresses = Addresses(items) })
        {
            ValueName = "ADDRESS:PORT",
        },
        Setting.File("data", RegistryOptions.DefaultDataRoot, "Directory of everything the registry keeps", static (o, v) => o with { DataRoot = v }) with { ValueName = "DIR" },
        Setting.Text("public-url", "", "Where clients reach it, e.g. https://registry.example.org; without it, what their Host header says", static (o, v) => o with { PublicUrl = PublicUrl(v) }) with { ValueName = "URL" },
        Setting.Switch("insecure-open", "false", "Serve other machines without accounts: everyone may do everything", static (o, v) => o with { IsInsecureOpen = v }),
        Setting.Switch("plain-http", "false", "Serve other machines without TLS, e.g. behind a proxy that has it", static (o, v) => o with { IsPlainHttp = v }),
        new("trusted-proxies", SettingKind.List, "", "Networks of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed, e.g. 10.0.0.0/8", static (o, items) => o with { TrustedProxies = Networks(items) })
        {
            ValueName = "NETWORK",
        },
        new("metrics-addr", SettingKind.List, "", "Address of /metrics and /healthz alone; without it /metrics answers only this machine", static (o, items) => o with { MetricsAddresses = Addresses(items) })
        {
            ValueName = "ADDRESS:PORT",
        },
        Setting.Switch("share-data", "false", "Let other registries serve the same directory at the same time", static (o, v) => o with { SharesData = v }),
        Setting.Duration("patience", "30s", "How long requests under way may take once the registry is told to end", TimeSpan.Zero, TimeSpan.FromHours(1), static (o, v) => o with { Patience = v }),

        // TLS.
        Setting.File("tls.cert", "", "Certificate with its chain, PEM", static (o, v) => o with { CertificateFile = v }),
        Setting.File("tls.key", "", "The certificate's private key, PEM", static (o, v) => o with { KeyFile = v }),

        // Log.
        Setting.Choice("log.level", "info", "What is logged", ["debug", "info", "warn", "error"], static (o, v) => o with { LogLevel = s_levels[v] }),
        Setting.Choice("log.format", "logfmt", "How lines are written", ["logfmt", "json"], static (o, v) => o with { LogsJson = v == 1 }),
        Setting.Switch("log.requests", "true", "Log a line for each request", static (o, v) => o with { LogsRequests = v }),

        // Accounts.
        Setting.Choice("accounts.enabled", "auto", "Whether there are accounts; auto: where there is a user", ["auto", "true", "false"], static (o, v) => o with { Accounts = (AccountsMode)v }),
        Setting.Switch("accounts.registration", "false", "Whether people may make their own account on the web page", static (o, v) => o with { AllowsRegistration = v }),
        Setting.Choice("accounts.new-repositories", "private", "What a new repository is where there are accounts", ["private", "public"], static (o, v) => o with { NewRepositoriesArePublic = v == 1 }),

        // Limits.
        Setting.Size("limits.manifest", "4MiB", "Largest manifest", 4 << 20, 64 << 20, static (o, v) => o with { LargestManifest = (int)v }),
        Setting.Size("limits.blob", "64GiB", "Largest blob", 1 << 20, 1L << 40, static (o, v) => o with { LargestBlob = v }),

        // Collection.
        Setting.Duration("gc.grace", "24h", "How long what nothing refers to is kept", TimeSpan.FromSeconds(1), TimeSpan.FromDays(365), static (o, v) => o with { GracePeriod = v }),
        Setting.Duration("gc.interval", "6h", "How often unreferenced content is collected; 0: only by the command", TimeSpan.Zero, TimeSpan.FromDays(365), static (o, v) => o with { CollectionInterval = v }),
    ];

    public static Setting? Find(string key) => All.FirstOrDefault(s => s.Key == key);

    public static Setting Get(string key) => Find(key) ?? throw new ArgumentException($"no setting {key}", nameof(key));

    private static ListenAddress[] Addresses(IReadOnlyList<string> items) => items.Count == 0
        ? throw new FormatException("at least one address")
        : [.. items.Select(static i => ListenAddress.TryParse(i, out ListenAddress? a) ? a : throw new FormatException(ListenAddress.Expected))];

    private static IPNetwork[] Networks(IReadOnlyList<string> items) =>
        [.. items.Select(static i => IPNetwork.TryParse(i, out IPNetwork network) ? network : throw new FormatException("networks, e.g. \"10.0.0.0/8\" or \"127.0.0.1/32\""))];

    private static Uri PublicUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length + uri.Query.Length + uri.Fragment.Length == 0 && uri.AbsolutePath == "/"
            ? uri
            : throw new FormatException("a URL with http or https, a host and no path");
}
