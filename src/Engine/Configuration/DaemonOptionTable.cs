using System.Text;

namespace Berth.Engine.Configuration;

/// <summary>
/// Every option the daemon has, under dockerd's names for flags and configuration keys. What is not here is refused.
/// </summary>
internal static class DaemonOptionTable
{
    public const string ConfigFile = "config-file";
    public const string Validate = "validate";
    public const string Version = "version";
    public const string Help = "help";
    public const string Hosts = "hosts";
    public const string DataRoot = "data-root";
    public const string ExecRoot = "exec-root";
    public const string PidFile = "pidfile";
    public const string Bip = "bip";
    public const string PublishAddress = "ip";
    public const string DefaultPublishAddress = "default-publish-address";
    public const string HostGatewayAddress = "host-gateway-ip";
    public const string Dns = "dns";
    public const string DnsOptions = "dns-opts";
    public const string DnsSearch = "dns-search";
    public const string DefaultAddressPools = "default-address-pools";
    public const string Group = "group";
    public const string LogLevel = "log-level";
    public const string Debug = "debug";
    public const string Labels = "labels";
    public const string LogDriver = "log-driver";
    public const string LogOptions = "log-opts";
    public const string LiveRestore = "live-restore";
    public const string DefaultShmSize = "default-shm-size";
    public const string Tls = "tls";
    public const string TlsVerify = "tlsverify";
    public const string TlsAuthority = "tlscacert";
    public const string TlsCertificate = "tlscert";
    public const string TlsKey = "tlskey";
    public const string AllowInsecureTcp = "allow-insecure-tcp";
    public const string UsernsRemap = "userns-remap";
    public const string DefaultIpcMode = "default-ipc-mode";
    public const string DefaultCgroupNamespaceMode = "default-cgroupns-mode";
    public const string SeccompProfile = "seccomp-profile";
    public const string SelinuxEnabled = "selinux-enabled";
    public const string Init = "init";
    public const string NoNewPrivileges = "no-new-privileges";
    public const string RegistryMirrors = "registry-mirrors";
    public const string Registries = "registries";
    public const string InsecureRegistries = "insecure-registries";
    public const string Proxies = "proxies";
    public const string HttpProxy = "http-proxy";
    public const string HttpsProxy = "https-proxy";
    public const string NoProxy = "no-proxy";
    public const string MetricsAddress = "metrics-addr";
    public const string MaxConcurrentDownloads = "max-concurrent-downloads";
    public const string MaxConcurrentUploads = "max-concurrent-uploads";
    public const string MaxDownloadAttempts = "max-download-attempts";
    public const string KeepLayerArchives = "keep-layer-archives";
    public const string PushCompression = "push-compression";
    public const string ShutdownTimeout = "shutdown-timeout";

    public static IReadOnlyList<DaemonOption> All { get; } =
    [
        new("allow-insecure-tcp", null, AllowInsecureTcp, DaemonOptionKind.Flag, "", "Listen on TCP without client certificates: who reaches it is root here"),
        new("bip", null, Bip, DaemonOptionKind.Text, "cidr", "Address and prefix length of the default bridge"),
        new("config-file", null, "", DaemonOptionKind.Text, "string", "Daemon configuration file (default \"/etc/berth/daemon.json\")"),
        new("data-root", null, DataRoot, DaemonOptionKind.Text, "string", "Root directory of persistent state (default \"/var/lib/berth\")"),
        new("debug", 'D', Debug, DaemonOptionKind.Flag, "", "Enable debug mode"),
        new("default-address-pool", null, DefaultAddressPools, DaemonOptionKind.Pools, "pool-options", "Default address pools for node specific local networks (base=CIDR,size=LENGTH)"),
        new("default-cgroupns-mode", null, DefaultCgroupNamespaceMode, DaemonOptionKind.Text, "string", "Default mode for containers cgroup namespace (\"host\" | \"private\")"),
        new("default-ipc-mode", null, DefaultIpcMode, DaemonOptionKind.Text, "string", "Default mode for containers ipc (\"shareable\" | \"private\") (default \"private\")"),
        new("default-publish-address", null, DefaultPublishAddress, DaemonOptionKind.Text, "ip", "The same as --ip"),
        new("default-shm-size", null, DefaultShmSize, DaemonOptionKind.Text, "bytes", "Default shm size for containers (default 64MiB)"),
        new("dns", null, Dns, DaemonOptionKind.List, "list", "DNS server to use, for containers that name none"),
        new("dns-opt", null, DnsOptions, DaemonOptionKind.List, "list", "DNS options to use, for containers that name none"),
        new("dns-search", null, DnsSearch, DaemonOptionKind.List, "list", "DNS search domains to use, for containers that name none"),
        new("exec-root", null, ExecRoot, DaemonOptionKind.Text, "string", "Root directory for execution state files (default \"/run/berth\")"),
        new("group", 'G', Group, DaemonOptionKind.Text, "string", "Group for the unix socket (default \"docker\", where that group exists)"),
        new("help", null, "", DaemonOptionKind.Flag, "", "Print usage"),
        new("host", 'H', Hosts, DaemonOptionKind.List, "list", "Daemon socket(s) to listen on (default unix:///run/berth.sock)"),
        new("http-proxy", null, HttpProxy, DaemonOptionKind.Text, "string", "HTTP proxy URL to use for outgoing traffic") { Section = Proxies },
        new("host-gateway-ip", null, HostGatewayAddress, DaemonOptionKind.List, "ip", "IP addresses that the special 'host-gateway' string in --add-host resolves to. Defaults to the IP addresses of the default bridge"),
        new("https-proxy", null, HttpsProxy, DaemonOptionKind.Text, "string", "HTTPS proxy URL to use for outgoing traffic") { Section = Proxies },
        new("init", null, Init, DaemonOptionKind.Flag, "", "Run an init in the container to forward signals and reap processes"),
        new("insecure-registry", null, InsecureRegistries, DaemonOptionKind.List, "list", "Enable insecure registry communication"),
        new("ip", null, PublishAddress, DaemonOptionKind.Text, "ip", "Host address of published ports that name none (default: all addresses)"),
        new("keep-layer-archives", null, KeepLayerArchives, DaemonOptionKind.Flag, "", "Keep layers as they were pulled, so that a push sends the same (default true)"),
        new("label", null, Labels, DaemonOptionKind.List, "list", "Set key=value labels to the daemon"),
        new("live-restore", null, LiveRestore, DaemonOptionKind.Flag, "", "Keep containers running while the daemon is down (default true)"),
        new("log-driver", null, LogDriver, DaemonOptionKind.Text, "string", "Default driver for container logs (default \"json-file\")"),
        new("log-level", 'l', LogLevel, DaemonOptionKind.Text, "string", "Set the logging level (debug|info|warn|error|fatal) (default \"info\")"),
        new("log-opt", null, LogOptions, DaemonOptionKind.Map, "map", "Default log driver options for containers"),
        new("max-concurrent-downloads", null, MaxConcurrentDownloads, DaemonOptionKind.Number, "int", "Set the max concurrent downloads, 0 for no limit (default 6)"),
        new("max-concurrent-uploads", null, MaxConcurrentUploads, DaemonOptionKind.Number, "int", "Set the max concurrent uploads, 0 for no limit (default 5)"),
        new("max-download-attempts", null, MaxDownloadAttempts, DaemonOptionKind.Number, "int", "Set the max download attempts for each pull (default 5)"),
        new("metrics-addr", null, MetricsAddress, DaemonOptionKind.Text, "string", "Set address and port to serve the metrics api on"),
        new("no-new-privileges", null, NoNewPrivileges, DaemonOptionKind.Flag, "", "Set no-new-privileges by default for new containers"),
        new("no-proxy", null, NoProxy, DaemonOptionKind.Text, "string", "Comma-separated list of hosts or IP addresses for which the proxy is skipped") { Section = Proxies },
        new("pidfile", 'p', PidFile, DaemonOptionKind.Text, "string", "Path to use for daemon PID file (default \"EXEC-ROOT/berthd.pid\")"),
        new("push-compression", null, PushCompression, DaemonOptionKind.Text, "string", "Compress new layers for a push with gzip or zstd (default \"gzip\")"),
        new("", null, Registries, DaemonOptionKind.Mirrors, "", ""),
        new("registry-mirror", null, RegistryMirrors, DaemonOptionKind.List, "list", "Preferred Docker registry mirror"),
        new("seccomp-profile", null, SeccompProfile, DaemonOptionKind.Text, "string", "Path to seccomp profile. Set to \"unconfined\" to disable the default seccomp profile (default \"builtin\")"),
        new("selinux-enabled", null, SelinuxEnabled, DaemonOptionKind.Flag, "", "Enable selinux support (refused: there is none)"),
        new("shutdown-timeout", null, ShutdownTimeout, DaemonOptionKind.Number, "int", "Seconds for containers to stop with the daemon, where live-restore is off (default 15)"),
        new("tls", null, Tls, DaemonOptionKind.Flag, "", "Use TLS; implied by --tlsverify"),
        new("tlscacert", null, TlsAuthority, DaemonOptionKind.Text, "string", "Trust client certs signed only by this CA (default \"/etc/berth/ca.pem\")"),
        new("tlscert", null, TlsCertificate, DaemonOptionKind.Text, "string", "Path to TLS certificate file (default \"/etc/berth/cert.pem\")"),
        new("tlskey", null, TlsKey, DaemonOptionKind.Text, "string", "Path to TLS key file (default \"/etc/berth/key.pem\")"),
        new("tlsverify", null, TlsVerify, DaemonOptionKind.Flag, "", "Use TLS and verify the client's certificate"),
        new("userns-remap", null, UsernsRemap, DaemonOptionKind.Text, "string", "User/Group setting for user namespaces"),
        new("validate", null, "", DaemonOptionKind.Flag, "", "Validate daemon configuration and exit"),
        new("version", 'v', "", DaemonOptionKind.Flag, "", "Print version information and quit"),
    ];

    public static DaemonOption? ByName(ReadOnlySpan<char> name)
    {
        foreach (DaemonOption option in All)
        {
            if (option.Name.Length > 0 && name.SequenceEqual(option.Name))
            {
                return option;
            }
        }

        return null;
    }

    public static DaemonOption? ByShort(char letter) => All.FirstOrDefault(o => o.Short == letter);

    /// <param name="section">The object that holds the key; empty: the file's own.</param>
    /// <param name="key">The key.</param>
    public static DaemonOption? ByKey(string section, string key) =>
        All.FirstOrDefault(o => o.Key.Length > 0 && o.Key == key && o.Section == section);

    /// <summary>The text of <c>berthd --help</c>.</summary>
    public static string Usage()
    {
        var text = new StringBuilder();
        text.Append("\nUsage:  berthd [OPTIONS]\n\nA self-sufficient runtime for containers.\n\nOptions:\n");
        foreach (DaemonOption option in All.Where(o => o.Name.Length > 0))
        {
            string head = (option.Short is char c ? $"  -{c}, " : "      ") + $"--{option.Name} {option.Type}";
            text.Append(head.PadRight(34)).Append(option.Help).Append('\n');
        }

        return text.ToString();
    }
}
