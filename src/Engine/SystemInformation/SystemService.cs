using Berth.Engine.Configuration;
using Berth.Engine.Containers;
using Berth.Engine.Host;
using Berth.Engine.Images;
using Berth.EngineApi.System;
using Berth.Runtime.Logs;

namespace Berth.Engine.SystemInformation;

/// <summary>What the engine says of itself and its host: <c>/version</c> and <c>/info</c>.</summary>
public sealed class SystemService
{
    private const string RuntimeName = "berth-runtime";

    private readonly EnginePaths _paths;
    private readonly LiveOptions _options;
    private readonly SystemFacts _facts;
    private readonly ContainerService _containers;
    private readonly ImageService _images;
    private readonly RegistryInformation _registries;
    private readonly string _identity;
    private readonly TimeProvider _time;

    internal SystemService(
        EnginePaths paths,
        LiveOptions options,
        SystemFacts facts,
        ContainerService containers,
        ImageService images,
        RegistryInformation registries,
        string identity,
        TimeProvider time)
    {
        _paths = paths;
        _options = options;
        _facts = facts;
        _containers = containers;
        _images = images;
        _registries = registries;
        _identity = identity;
        _time = time;
    }

    public static string ProductVersion { get; } = EngineBuild.Version;

    public VersionResponse Version(string apiVersion, string oldestApiVersion) => new()
    {
        Platform = new VersionPlatform { Name = "Berth" },
        Components =
        [
            new VersionComponent
            {
                Name = "Engine",
                Version = ProductVersion,
                Details = new Dictionary<string, string>
                {
                    ["ApiVersion"] = apiVersion,
                    ["Arch"] = _facts.Architecture,
                    ["BuildTime"] = EngineBuild.Time,
                    ["Experimental"] = "false",
                    ["GitCommit"] = EngineBuild.Commit,
                    ["GoVersion"] = EngineBuild.Runtime,
                    ["KernelVersion"] = _facts.KernelRelease,
                    ["MinAPIVersion"] = oldestApiVersion,
                    ["Os"] = "linux",
                },
            },
            new VersionComponent { Name = RuntimeName, Version = ProductVersion, Details = new Dictionary<string, string>() },
        ],
        Version = ProductVersion,
        ApiVersion = apiVersion,
        MinAPIVersion = oldestApiVersion,
        Os = "linux",
        Arch = _facts.Architecture,
        KernelVersion = _facts.KernelRelease,
        GitCommit = EngineBuild.Commit,
        GoVersion = EngineBuild.Runtime,
        BuildTime = EngineBuild.Time,
    };

    public InfoResponse Info()
    {
        ContainerCounts counts = _containers.Counts();
        CgroupFacts cgroups = _facts.Cgroups;
        return new InfoResponse
        {
            ID = _identity,
            Containers = counts.Total,
            ContainersRunning = counts.Running,
            ContainersPaused = counts.Paused,
            ContainersStopped = counts.Stopped,
            Images = _images.Count,
            Driver = ImageDescription.Driver,
            DriverStatus = [["Backing Filesystem", BackingFilesystem()], ["Supports d_type", "true"], ["Native Overlay Diff", "true"]],
            Plugins = new PluginsInfo { Volume = ["local"], Network = ["bridge", "host", "null"], Log = ["journald", "json-file", "local", "none", "syslog"] },
            MemoryLimit = cgroups.Memory,
            SwapLimit = cgroups.Swap,
            CpuCfsPeriod = cgroups.CpuCfs,
            CpuCfsQuota = cgroups.CpuCfs,
            CPUShares = cgroups.CpuShares,
            CPUSet = cgroups.Cpuset,
            PidsLimit = cgroups.Pids,
            OomKillDisable = cgroups.OomKillDisable,
            IPv4Forwarding = _facts.Ipv4Forwarding,
            Debug = _options.Current.Debug,
            SystemTime = Rfc3339Nano.Format(_time.GetUtcNow()),
            LoggingDriver = _options.Current.LogDriver,
            CgroupDriver = "cgroupfs",
            CgroupVersion = cgroups.Version == 2 ? "2" : "1",
            KernelVersion = _facts.KernelRelease,
            OperatingSystem = _facts.OperatingSystem,
            OSVersion = _facts.OperatingSystemVersion,
            OSType = "linux",
            Architecture = _facts.Machine,
            IndexServerAddress = "https://index.docker.io/v1/",
            RegistryConfig = _registries.Describe(),
            HttpProxy = _registries.HttpProxy,
            HttpsProxy = _registries.HttpsProxy,
            NoProxy = _registries.NoProxy,
            NCPU = _facts.CpuCount,
            MemTotal = _facts.MemoryTotal,
            DockerRootDir = _paths.DataRoot,
            Name = _facts.HostName,
            Labels = _options.Current.Labels,
            ServerVersion = ProductVersion,
            Runtimes = new Dictionary<string, RuntimeInfo> { [RuntimeName] = new() { Path = RuntimeName } },
            DefaultRuntime = RuntimeName,
            LiveRestoreEnabled = _options.Current.LiveRestore,
            InitBinary = RuntimeName,
            FirewallBackend = new FirewallInfo { Driver = "nftables" },
            SecurityOptions = SecurityOptions(),
        };
    }

    private List<string> SecurityOptions()
    {
        var options = new List<string>();
        if (_facts.AppArmorProfiles is not null)
        {
            options.Add("name=apparmor");
        }

        if (_facts.Seccomp)
        {
            options.Add($"name=seccomp,profile={_options.Current.SeccompProfile}");
        }

        if (_options.Current.UsernsRemap.Length > 0)
        {
            options.Add("name=userns");
        }

        if (_facts.Cgroups.Version == 2)
        {
            options.Add("name=cgroupns");
        }

        if (_options.Current.NoNewPrivileges)
        {
            options.Add("name=no-new-privileges");
        }

        return options;
    }

    private string BackingFilesystem()
    {
        try
        {
            return new DriveInfo(_paths.DataRoot).DriveFormat;
        }
        catch (IOException)
        {
            return "<unknown>";
        }
    }
}
