namespace Berth.Engine;

/// <summary>
/// Where the engine keeps things. Every name below a root is made here.
/// <code>
/// DATA_ROOT/                          outlives a reboot
///   berth.db                          metadata: images, containers (SQLite)
///   blobs/ layers/ snapshots/ …       the image store's
///   network/                          the networks' subnets
///   containers/ID/                    0710
///     hostname hosts resolv.conf      bind mounted over the container's own
///     ID-json.log[.N]                 its output
///     volumes                         the names of those made for it
///   volumes/NAME/                     0701
///     _data                           what containers see
///     volume.json                     labels and options
/// EXEC_ROOT/                          does not: sockets and what the kernel holds
///   berthd.pid
///   boot-id                           of which boot the rest is (<see cref="Host.BootMark"/>)
///   netns/ID                          network namespaces
///   userns/ID                         user namespaces, while containers start
///   shm/ID                            /dev/shm of containers that share it
///   runtime/ID/state.json             berth-runtime's
///   containers/ID/                    0700, also the OCI bundle
///     config.json                     the spec
///     monitor.sock monitor.log exit.json
///     mounts/                         while it is created: parts of volumes, images
///     exec/EXEC_ID/                   the same for each exec, with process.json and request.json, and probe for a health check's
/// </code>
/// </summary>
public sealed record EnginePaths(string DataRoot, string ExecRoot)
{
    public string Database => Path.Combine(DataRoot, "berth.db");

    public string Containers => Path.Combine(DataRoot, "containers");

    public string Volumes => Path.Combine(DataRoot, "volumes");

    /// <summary>The image store's, of containers.</summary>
    public string Snapshots => Path.Combine(DataRoot, "snapshots");

    public string NetworkState => Path.Combine(DataRoot, "network");

    public string RuntimeRoot => Path.Combine(ExecRoot, "runtime");

    /// <summary>What the runtime keeps of a container, from its creation until it is cleaned up after.</summary>
    public string RuntimeState(string id) => Path.Combine(RuntimeRoot, id);

    /// <summary>Of containers whose IPC namespace others may join.</summary>
    public string SharedMemory => Path.Combine(ExecRoot, "shm");

    public string SharedMemoryOf(string id) => Path.Combine(SharedMemory, id);

    public string UserNamespaces => Path.Combine(ExecRoot, "userns");

    public string Bundles => Path.Combine(ExecRoot, "containers");

    public string ContainerDirectory(string id) => Path.Combine(Containers, id);

    /// <summary>The log of the driver <c>local</c>.</summary>
    public string LocalLogFile(string id) => Path.Combine(ContainerDirectory(id), "local-logs", "container.log");

    /// <summary>The copy of a log that goes elsewhere.</summary>
    public string CachedLogFile(string id) => Path.Combine(ContainerDirectory(id), "container-cached.log");

    /// <summary>What a monitor is told of its container's log.</summary>
    public static string LogConfigFile(string bundle) => Path.Combine(bundle, "log.json");

    public string LogFile(string id) => Path.Combine(ContainerDirectory(id), $"{id}-json.log");

    public string HostnameFile(string id) => Path.Combine(ContainerDirectory(id), "hostname");

    public string HostsFile(string id) => Path.Combine(ContainerDirectory(id), "hosts");

    public string ResolvConfFile(string id) => Path.Combine(ContainerDirectory(id), "resolv.conf");

    public string Bundle(string id) => Path.Combine(Bundles, id);

    public string Execs(string id) => Path.Combine(Bundle(id), "exec");

    /// <summary>Where mounts of a container are put in order before it is created.</summary>
    public string StagedMounts(string id) => Path.Combine(Bundle(id), "mounts");

    public string ExecDirectory(string id, string execId) => Path.Combine(Execs(id), execId);

    /// <summary>The last status of the process whose monitor works in <paramref name="directory"/>.</summary>
    public static string ExitFile(string directory) => Path.Combine(directory, "exit.json");

    public static string MonitorLog(string directory) => Path.Combine(directory, "monitor.log");

    public static string SpecFile(string directory) => Path.Combine(directory, "config.json");

    public static string ProcessFile(string directory) => Path.Combine(directory, "process.json");

    /// <summary>What a client asked for: a later daemon answers questions about an exec that runs on.</summary>
    public static string ExecRequestFile(string directory) => Path.Combine(directory, "request.json");

    /// <summary>The exec is a health check's.</summary>
    public static string ExecProbeMark(string directory) => Path.Combine(directory, "probe");
}
