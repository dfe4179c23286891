using Berth.Cli.CommandLine;
using Berth.Cli.Containers.Specs;
using Berth.Cli.Formatting;
using Berth.EngineApi.Containers;

namespace Berth.Cli.Containers;

/// <summary>The options that <c>run</c> and <c>create</c> share: what a container is and how it meets the host.</summary>
internal sealed class ContainerFlags
{
    public ListFlag AddHost { get; } = new("add-host", null, "Extra line of /etc/hosts (HOST:IP)", HostEntry.Check);

    public ParsedListFlag<KeyValuePair<string, string>> Annotations { get; } =
        new("annotation", null, "map", "Annotation that is handed to the runtime", KeyValue.Parse);

    public ListFlag Attach { get; } = new("attach", 'a', "Attach to STDIN, STDOUT or STDERR", AttachTarget.Check);

    public ParsedFlag<int> BlkioWeight { get; } = BlockIoSpec.WeightFlag();

    public ParsedListFlag<WeightDevice> BlkioWeightDevice { get; } =
        new("blkio-weight-device", null, "list", "Relative weight of block I/O of a device", BlockIoSpec.WeightDevice);

    public ListFlag CapAdd { get; } = new("cap-add", null, "Add a Linux capability");

    public ListFlag CapDrop { get; } = new("cap-drop", null, "Drop a Linux capability");

    public TextFlag CgroupParent { get; } = new("cgroup-parent", null, "Parent cgroup of the container");

    public TextFlag CgroupNamespace { get; } = new("cgroupns", null, "Cgroup namespace: host or private");

    public TextFlag CidFile { get; } = new("cidfile", null, "Write the container's ID to a file");

    public NumberFlag CpuPeriod { get; } = new("cpu-period", null, "Period of the CPU scheduler in microseconds");

    public NumberFlag CpuQuota { get; } = new("cpu-quota", null, "CPU time in a period, in microseconds");

    public NumberFlag CpuRealtimePeriod { get; } = new("cpu-rt-period", null, "Period of real-time CPU time in microseconds");

    public NumberFlag CpuRealtimeRuntime { get; } = new("cpu-rt-runtime", null, "Real-time CPU time in a period, in microseconds");

    public NumberFlag CpuShares { get; } = new("cpu-shares", 'c', "Relative weight of CPU time");

    public ParsedFlag<long> Cpus { get; } = new("cpus", null, "decimal", "Number of CPUs", DecimalCpus.Parse, 0);

    public TextFlag CpusetCpus { get; } = new("cpuset-cpus", null, "CPUs to run on (0-3, 0,1)");

    public TextFlag CpusetMems { get; } = new("cpuset-mems", null, "Memory nodes to use (0-3, 0,1)");

    public ListFlag Devices { get; } = new("device", null, "Add a device of the host");

    public ListFlag DeviceCgroupRules { get; } = new("device-cgroup-rule", null, "Add a rule to the list of allowed devices", DeviceCgroupRuleSpec.Check);

    public ParsedListFlag<ThrottleDevice> DeviceReadBps { get; } =
        new("device-read-bps", null, "list", "Limit of bytes a second read from a device", BlockIoSpec.Bytes);

    public ParsedListFlag<ThrottleDevice> DeviceReadIops { get; } =
        new("device-read-iops", null, "list", "Limit of reads a second from a device", BlockIoSpec.Operations);

    public ParsedListFlag<ThrottleDevice> DeviceWriteBps { get; } =
        new("device-write-bps", null, "list", "Limit of bytes a second written to a device", BlockIoSpec.Bytes);

    public ParsedListFlag<ThrottleDevice> DeviceWriteIops { get; } =
        new("device-write-iops", null, "list", "Limit of writes a second to a device", BlockIoSpec.Operations);

    public ContentTrustFlag DisableContentTrust { get; } = new();

    public ListFlag Dns { get; } = new("dns", null, "Set a name server", NameServerSpec.Check);

    public ListFlag DnsOptions { get; } = new("dns-option", null, "Set an option of the resolver") { HiddenAlias = "dns-opt" };

    public ListFlag DnsSearch { get; } = new("dns-search", null, "Set a search domain", SearchDomainSpec.Check);

    public TextFlag Domainname { get; } = new("domainname", null, "NIS domain name of the container");

    public TextFlag Entrypoint { get; } = new("entrypoint", null, "Replace the ENTRYPOINT of the image");

    public ListFlag Env { get; } = new("env", 'e', "Set an environment variable", EnvironmentList.Check);

    public ListFlag EnvFile { get; } = new("env-file", null, "Read environment variables from a file");

    public ListFlag Expose { get; } = new("expose", null, "Expose a port or a range of ports");

    public ParsedListFlag<DeviceRequest> Gpus { get; } = new("gpus", null, "gpu-request", "GPUs to add ('all' for all of them)", GpuSpec.Parse);

    public ListFlag GroupAdd { get; } = new("group-add", null, "Add a group to the user's groups");

    public TextFlag HealthCommand { get; } = new("health-cmd", null, "Command that checks health");

    public ParsedFlag<long> HealthInterval { get; } =
        new("health-interval", null, "duration", "Time between two checks (ms|s|m|h)", HumanDuration.ParseNanoseconds, 0);

    public NumberFlag HealthRetries { get; } = new("health-retries", null, "Failures in a row that mean unhealthy");

    public ParsedFlag<long> HealthStartInterval { get; } = new(
        "health-start-interval", null, "duration", "Time between two checks in the start period (ms|s|m|h)", HumanDuration.ParseNanoseconds, 0);

    public ParsedFlag<long> HealthStartPeriod { get; } = new(
        "health-start-period", null, "duration", "Time in which failures do not count (ms|s|m|h)", HumanDuration.ParseNanoseconds, 0);

    public ParsedFlag<long> HealthTimeout { get; } =
        new("health-timeout", null, "duration", "Time one check may take (ms|s|m|h)", HumanDuration.ParseNanoseconds, 0);

    public TextFlag Hostname { get; } = new("hostname", 'h', "Host name of the container");

    public SwitchFlag Init { get; } = new("init", null, "Run an init that forwards signals and reaps processes");

    public SwitchFlag Interactive { get; } = new("interactive", 'i', "Keep standard input open");

    public TextFlag Ip { get; } = new("ip", null, "IPv4 address of the container");

    public TextFlag Ip6 { get; } = new("ip6", null, "IPv6 address of the container");

    public TextFlag Ipc { get; } = new("ipc", null, "IPC namespace to use");

    public TextFlag Isolation { get; } = new("isolation", null, "Isolation technology of the container");

    public ParsedFlag<long> KernelMemory { get; } =
        new("kernel-memory", null, "bytes", "Limit of kernel memory", HumanSize.ParseBytes, 0) { IsHidden = true };

    public ListFlag Labels { get; } = new("label", 'l', "Set a label", EnvironmentList.CheckLabel);

    public ListFlag LabelFile { get; } = new("label-file", null, "Read labels from a file");

    public ListFlag LinkLocalIps { get; } = new("link-local-ip", null, "Add a link-local address of the container");

    public ListFlag Links { get; } = new("link", null, "Add a link to another container", LinkSpec.Check);

    public TextFlag LogDriver { get; } = new("log-driver", null, "Driver for the container's log");

    public ParsedListFlag<KeyValuePair<string, string>> LogOptions { get; } =
        new("log-opt", null, "list", "Set an option of the log driver", KeyValue.Parse);

    public TextFlag MacAddress { get; } = new("mac-address", null, "MAC address of the container");

    public ParsedFlag<long> Memory { get; } = new("memory", 'm', "bytes", "Limit of memory", HumanSize.ParseBytes, 0);

    public ParsedFlag<long> MemoryReservation { get; } =
        new("memory-reservation", null, "bytes", "Soft limit of memory", HumanSize.ParseBytes, 0);

    public ParsedFlag<long> MemorySwap { get; } = new(
        "memory-swap",
        null,
        "bytes",
        "Limit of memory and swap together; -1 is unlimited swap",
        text => text == "-1" ? -1 : HumanSize.ParseBytes(text),
        0);

    public NumberFlag MemorySwappiness { get; } = new("memory-swappiness", null, "Readiness to swap (0 to 100)", -1);

    public ParsedListFlag<Mount> Mounts { get; } = new("mount", null, "mount", "Attach a mount to the container", MountSpec.Parse);

    public TextFlag Name { get; } = new("name", null, "Name of the container");

    public ParsedListFlag<NetworkSpec> Networks { get; } =
        new("network", null, "network", "Connect the container to a network", NetworkSpec.Parse) { HiddenAlias = "net" };

    public ListFlag NetworkAliases { get; } =
        new("network-alias", null, "Add a name of the container in its network") { HiddenAlias = "net-alias" };

    public SwitchFlag NoHealthcheck { get; } = new("no-healthcheck", null, "Leave out the image's HEALTHCHECK");

    public SwitchFlag OomKillDisable { get; } = new("oom-kill-disable", null, "Do not kill processes when memory runs out");

    public NumberFlag OomScoreAdj { get; } = new("oom-score-adj", null, "Preference of the OOM killer (-1000 to 1000)");

    public TextFlag Pid { get; } = new("pid", null, "PID namespace to use");

    public NumberFlag PidsLimit { get; } = new("pids-limit", null, "Limit of processes; -1 is unlimited");

    public TextFlag Platform { get; } = new("platform", null, "Platform of the image");

    public SwitchFlag Privileged { get; } = new("privileged", null, "Give the container extended privileges");

    public ListFlag Publish { get; } = new("publish", 'p', "Publish a port of the container on the host");

    public SwitchFlag PublishAll { get; } = new("publish-all", 'P', "Publish every exposed port on a free port of the host");

    public TextFlag Pull { get; } = new("pull", null, "Pull the image before creating (always, missing, never)", "missing");

    public SwitchFlag Quiet { get; } = new("quiet", 'q', "Do not show the progress of a pull");

    public SwitchFlag ReadOnly { get; } = new("read-only", null, "Mount the root filesystem read-only");

    public TextFlag Restart { get; } = new("restart", null, "Restart policy when the container exits", "no");

    public SwitchFlag Remove { get; } = new("rm", null, "Remove the container and its anonymous volumes when it exits");

    public TextFlag Runtime { get; } = new("runtime", null, "Runtime for this container");

    public ListFlag SecurityOptions { get; } = new("security-opt", null, "Set a security option");

    public ParsedFlag<long> ShmSize { get; } = new("shm-size", null, "bytes", "Size of /dev/shm", HumanSize.ParseBytes, 0);

    public TextFlag StopSignal { get; } = new("stop-signal", null, "Signal that stops the container");

    public NumberFlag StopTimeout { get; } = new("stop-timeout", null, "Seconds to wait for the container to stop");

    public ParsedListFlag<KeyValuePair<string, string>> StorageOptions { get; } =
        new("storage-opt", null, "list", "Set an option of the storage driver", KeyValue.Parse);

    public ParsedListFlag<KeyValuePair<string, string>> Sysctls { get; } =
        new("sysctl", null, "map", "Set a kernel parameter of the container's namespaces", SysctlSpec.Parse);

    public ListFlag Tmpfs { get; } = new("tmpfs", null, "Mount a tmpfs");

    public SwitchFlag Tty { get; } = new("tty", 't', "Allocate a terminal");

    public ParsedListFlag<Ulimit> Ulimits { get; } = new("ulimit", null, "ulimit", "Set a resource limit", UlimitSpec.Parse);

    public RefusedFlag UseApiSocket { get; } = new(
        "use-api-socket", null, "", "Give the container the daemon's socket", "--use-api-socket is not supported: mount the socket with -v");

    public TextFlag User { get; } = new("user", 'u', "User name or UID (NAME|UID[:GROUP|GID])");

    public TextFlag UserNamespace { get; } = new("userns", null, "User namespace to use");

    public TextFlag Uts { get; } = new("uts", null, "UTS namespace to use");

    public ListFlag Volumes { get; } = new("volume", 'v', "Mount a directory of the host or a volume");

    public TextFlag VolumeDriver { get; } = new("volume-driver", null, "Driver for volumes of the container");

    public ListFlag VolumesFrom { get; } = new("volumes-from", null, "Mount the volumes of another container");

    public TextFlag WorkingDirectory { get; } = new("workdir", 'w', "Working directory in the container");

    /// <summary>All of them.</summary>
    public IReadOnlyList<Flag> All =>
    [
        AddHost, Annotations, Attach, BlkioWeight, BlkioWeightDevice, CapAdd, CapDrop, CgroupParent, CgroupNamespace, CidFile, CpuPeriod,
        CpuQuota, CpuRealtimePeriod, CpuRealtimeRuntime, CpuShares, Cpus, CpusetCpus, CpusetMems, Devices, DeviceCgroupRules,
        DeviceReadBps, DeviceReadIops, DeviceWriteBps, DeviceWriteIops, Gpus, Isolation, KernelMemory, DisableContentTrust, Dns, DnsOptions, DnsSearch, Domainname, Entrypoint, Env, EnvFile, Expose,
        GroupAdd, HealthCommand, HealthInterval, HealthRetries, HealthStartInterval, HealthStartPeriod, HealthTimeout, Hostname, Init,
        Interactive, Ip, Ip6, Ipc, Labels, LabelFile, LinkLocalIps, Links, LogDriver, LogOptions, MacAddress, Memory, MemoryReservation, MemorySwap,
        MemorySwappiness, Mounts, Name, Networks, NetworkAliases, NoHealthcheck, OomKillDisable, OomScoreAdj, Pid, PidsLimit, Platform,
        Privileged, Publish, PublishAll, Pull, Quiet, ReadOnly, Restart, Remove, Runtime, SecurityOptions, ShmSize, StopSignal,
        StopTimeout, StorageOptions, Sysctls, Tmpfs, Tty, Ulimits, UseApiSocket, User, UserNamespace, Uts, Volumes, VolumeDriver, VolumesFrom,
        WorkingDirectory,
    ];
}
