using System.Net;
using Berth.Images.Archive;
using Berth.RegistryClient.Hosts;

namespace Berth.Engine.Configuration;

/// <summary>
/// How the daemon was told to run: flags first, then the configuration file, then the defaults below. An option given both ways
/// is an error, as it is for dockerd.
/// </summary>
public sealed record DaemonOptions
{
    public const string DefaultConfigFile = "/etc/berth/daemon.json";
    public const string DefaultDataRoot = "/var/lib/berth";
    public const string DefaultExecRoot = "/run/berth";

    /// <summary>Directory of what outlives a reboot: images, containers, metadata.</summary>
    public string DataRoot { get; init; } = DefaultDataRoot;

    /// <summary>Directory of what does not: sockets, network namespaces, runtime state.</summary>
    public string ExecRoot { get; init; } = DefaultExecRoot;

    /// <summary>Sockets to listen on; never empty.</summary>
    public IReadOnlyList<HostAddress> Hosts { get; init; } = [HostAddress.Default];

    /// <summary>Of the TCP sockets; null: no TLS, which only <c>allow-insecure-tcp</c> permits.</summary>
    public DaemonTlsOptions? Tls { get; init; }

    /// <summary>The user insists on TCP sockets that ask nobody for a certificate.</summary>
    public bool AllowInsecureTcp { get; init; }

    /// <summary>Default <c>EXEC_ROOT/berthd.pid</c>, so that daemons with different roots do not meet.</summary>
    public string PidFile { get; init; } = $"{DefaultExecRoot}/berthd.pid";

    /// <summary>Group that owns the sockets; null: <c>docker</c> where the host has such a group, root otherwise.</summary>
    public string? Group { get; init; }

    /// <summary>Address of the default bridge with its prefix length, <c>10.1.0.1/24</c>; null: the first free pool.</summary>
    public string? Bip { get; init; }

    /// <summary>Pools of networks that name no subnet; empty, or without one of a family: the built-in ones of it.</summary>
    public IReadOnlyList<Berth.Network.Addresses.AddressPool> DefaultAddressPools { get; init; } = [];

    /// <summary>Host address of published ports that name none; 0.0.0.0: all addresses of both families.</summary>
    public System.Net.IPAddress DefaultPublishAddress { get; init; } = System.Net.IPAddress.Any;

    /// <summary>What <c>host-gateway</c> in <c>--add-host</c> stands for, one address of a family at most; empty: the default bridge's own.</summary>
    public IReadOnlyList<System.Net.IPAddress> HostGatewayAddresses { get; init; } = [];

    /// <summary>Of containers that name no servers, search domains or resolver options of their own.</summary>
    public ResolverDefaults Resolver { get; init; } = new();

    /// <summary>debug, info, warn, error or fatal.</summary>
    public string LogLevel { get; init; } = "info";

    /// <summary>Implies the debug log level, and debug fields in /info.</summary>
    public bool Debug { get; init; }

    /// <summary>Labels of the daemon, <c>key=value</c>.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Driver for containers that name none: json-file or none.</summary>
    public string LogDriver { get; init; } = "json-file";

    /// <summary>Driver options (max-size, max-file) for containers that name no driver.</summary>
    public IReadOnlyDictionary<string, string> LogOptions { get; init; } = new Dictionary<string, string>();

    /// <summary>Size of /dev/shm in bytes where a container names none.</summary>
    public long DefaultShmSize { get; init; } = 64L << 20;

    /// <summary>IPC mode of containers that name none: private or shareable.</summary>
    public string DefaultIpcMode { get; init; } = "private";

    /// <summary>Cgroup namespace of containers that name none: host or private; null: host with cgroups of version 1, else private.</summary>
    public string? DefaultCgroupNamespaceMode { get; init; }

    /// <summary>System call policy of containers that bring none: builtin, unconfined, or the path of a profile.</summary>
    public string SeccompProfile { get; init; } = "builtin";

    /// <summary>Whose subordinate IDs the users of containers get, <c>USER[:GROUP]</c> or <c>default</c>; empty: they are the host's.</summary>
    public string UsernsRemap { get; init; } = "";

    /// <summary>Whether containers that do not say get an init.</summary>
    public bool Init { get; init; }

    /// <summary>Whether containers that do not say run with no_new_privs.</summary>
    public bool NoNewPrivileges { get; init; }

    /// <summary>Mirrors, insecure registries, proxies and certificates.</summary>
    public RegistryHostsOptions Registries { get; init; } = new();

    /// <summary>
    /// Layers that are fetched at once, over all pulls; at least 1. dockerd says 3, which leaves a usual line idle; 6 is what
    /// podman and skopeo do.
    /// </summary>
    public int MaxConcurrentDownloads { get; init; } = 6;

    /// <summary>Layers that are sent at once, over all pushes; at least 1.</summary>
    public int MaxConcurrentUploads { get; init; } = 5;

    /// <summary>How often the fetch of one blob is begun before the pull fails; at least 1.</summary>
    public int MaxDownloadAttempts { get; init; } = 5;

    /// <summary>Whether the compressed archives that a pull receives and a push makes are kept, beside what is unpacked from them.</summary>
    public bool KeepLayerArchives { get; init; } = true;

    /// <summary>How layers are compressed that a push has in no form yet.</summary>
    public LayerCompression PushCompression { get; init; } = LayerCompression.Gzip;

    /// <summary>Where <c>/metrics</c> is served; null: nowhere.</summary>
    public IPEndPoint? MetricsAddress { get; init; }

    /// <summary>Whether containers run on when the daemon is stopped. However it ends, they outlive one that was killed.</summary>
    public bool LiveRestore { get; init; } = true;

    /// <summary>Seconds that containers have to stop with the daemon, where they do; negative: no limit.</summary>
    public int ShutdownTimeout { get; init; } = 15;

    /// <summary>Only check the configuration, print <see cref="ValidMessage"/> and exit 0.</summary>
    public bool Validate { get; init; }

    public bool ShowVersion { get; init; }

    public bool ShowHelp { get; init; }

    /// <summary>What <c>--validate</c> prints, on standard error as dockerd does.</summary>
    public const string ValidMessage = "configuration OK";

    /// <summary>What is wrong with a network socket that asks for no certificates, and what to do.</summary>
    public static string InsecureMessage(string address) => DaemonOptionsLoader.InsecureMessage(address);

    /// <summary>What <c>--help</c> prints.</summary>
    public static string Usage => DaemonOptionTable.Usage();

    /// <summary>Reads flags and the configuration file.</summary>
    /// <exception cref="ConfigurationException">Something is wrong; the message is for the user, the exit code is 1.</exception>
    public static DaemonOptions Load(IReadOnlyList<string> args) => DaemonOptionsLoader.Load(args, File.ReadAllBytes);
}
