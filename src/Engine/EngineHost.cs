using Berth.Engine.Builder;
using Berth.Engine.Configuration;
using Berth.Engine.Containers;
using Berth.Engine.Containers.Links;
using Berth.Engine.Containers.Mounting;
using Berth.Engine.Containers.Restarting;
using Berth.Engine.Containers.Starting;
using Berth.Engine.Events;
using Berth.Engine.Exec;
using Berth.Engine.Health;
using Berth.Engine.Host;
using Berth.Engine.Images;
using Berth.Engine.Monitors;
using Berth.Engine.Networks;
using Berth.Engine.Observability;
using Berth.Engine.Registries;
using Berth.Engine.Security;
using Berth.Engine.Statistics;
using Berth.Engine.SystemInformation;
using Berth.Engine.Users;
using Berth.Engine.Volumes;
using Berth.Images;
using Berth.Images.Pulling;
using Berth.Network;
using Berth.Network.Addresses;
using Berth.RegistryClient;
using Berth.RegistryClient.Hosts;
using Microsoft.Extensions.Logging;

namespace Berth.Engine;

/// <summary>
/// The engine, put together on its roots: opened in the order in which the parts need each other, closed in reverse. Containers
/// live on when it is closed.
/// </summary>
public sealed partial class EngineHost : IDisposable
{
    private readonly DataRoot _dataRoot;
    private readonly ImageStore _images;
    private readonly NetworkController _networks;
    private readonly MonitorReaper _reaper;
    private readonly RestartScheduler _restarts;
    private readonly HealthProbe _health;
    private readonly LiveOptions _options;
    private readonly string _identity;
    private readonly ConfiguredHosts _registryHosts;
    private readonly RegistryClientOptions _registryOptions;
    private readonly RegistryClient.Registries _registries;
    private readonly ImagePuller _puller;

    private EngineHost(EnginePaths paths, DaemonOptions options, string runtimePath, TimeProvider time, ILoggerFactory logs)
    {
        SystemFacts facts = SystemFacts.Read();
        ILogger<EngineHost> log = logs.CreateLogger<EngineHost>();
        IdRemap? remap = SubordinateIds.OfHost.Load(options.UsernsRemap);
        if (remap is null && options.UsernsRemap.Length > 0)
        {
            LogNoRemap(log);
        }

        // What may be wrong with the configuration is found before anything of the host is changed.
        SeccompDefault seccomp = SeccompDefault.Load(options.SeccompProfile, File.ReadAllText);
        options = options with { UsernsRemap = remap?.Name ?? "" };
        _options = new LiveOptions(options);
        _dataRoot = DataRoot.Open(paths.DataRoot);
        _images = ImageStore.Open(
            new ImageStoreOptions
            {
                DataRoot = paths.DataRoot,
                Time = time,
                Notice = line => LogImages(log, line),
                KeepLayerArchives = options.KeepLayerArchives,
            },
            _dataRoot.Database);
        _identity = EngineIdentity.Ensure(paths);
        _networks = NetworkController.Open(new NetworkOptions
        {
            DefaultAddressPools = options.DefaultAddressPools.Any(static pool => pool.Base.IsIPv4) ? options.DefaultAddressPools : [.. AddressPool.Defaults, .. options.DefaultAddressPools],
            Seed = _identity,
            ExecRoot = paths.ExecRoot,
            StateDirectory = paths.NetworkState,
            Bip = options.Bip,
            DefaultPublishAddress = options.DefaultPublishAddress,
            Notice = line => LogNetwork(log, line),
            TimeProvider = time,
        });
        _reaper = new MonitorReaper();
        _restarts = new RestartScheduler(time);
        Events = new EventBus(time);
        var quotas = new QuotaProjects(paths);
        var volumes = new VolumeStore(paths, quotas, Events, time);
        var index = new ContainerIndex();
        var monitors = new MonitorSpawner(runtimePath, paths, _reaper);
        var mounts = new ContainerMounts(volumes, new VolumeMounts(volumes), new StagedMounts(paths, _images.Snapshots), quotas, _images.Snapshots, index);
        var lookup = new NetworkLookup(_networks);
        var hostFiles = new HostFileWriter(paths, options.Resolver, () => options.HostGatewayAddresses.Count > 0 ? options.HostGatewayAddresses : DefaultHostGateway(_networks));
        var joiner = new NetworkJoiner(_networks, lookup, index, hostFiles, options.Resolver);
        var memory = new SharedMemory(paths);
        var specs = new SpecWriter(
            paths,
            _images.Snapshots,
            facts,
            index,
            new NamespaceDonors(index, memory),
            seccomp,
            hostFiles,
            new ContainerLinks(index));
        var users = new UserNamespaces(remap, paths, monitors, index);
        users.RemoveLeftovers();
        var starter = new ContainerStarter(
            paths, _images.Snapshots, mounts, joiner, users, memory, new CgroupParents(), specs, monitors, time, logs.CreateLogger<ContainerStarter>());
        Execs = new ExecService(
            paths, index, monitors, new ExecProcessWriter(facts), Events, logs.CreateLogger<ExecService>());
        _health = new HealthProbe(Execs, HealthChecks, time);
        Containers = new ContainerService(
            paths, _images, new ContainerStore(_dataRoot.Database), index, starter, joiner, lookup, _restarts, mounts, _health, facts, options, Events, time,
            logs.CreateLogger<ContainerService>());
        Images = new ImageService(_images, Containers, Events, time);
        ProxySettings proxies = options.Registries.Proxies.WithEnvironment(Environment.GetEnvironmentVariable);
        _registryHosts = new ConfiguredHosts(options.Registries, time);
        _registryOptions = new RegistryClientOptions
        {
            Time = time,
            UserAgent = $"berth/{SystemService.ProductVersion}",
            Attempts = options.MaxDownloadAttempts,
            Transports = new HostTransports(new ProxyRules(proxies), time),
        };
        _registries = new RegistryClient.Registries(_registryHosts, _registryOptions);
        Registries = new RegistryService(_registries);
        _puller = new ImagePuller(
            _images,
            _registries,
            new PullOptions { MaxConcurrentDownloads = options.MaxConcurrentDownloads, KeepArchives = options.KeepLayerArchives });
        Pulls = new PullService(_puller, Events);
        Distribution = new DistributionService(_registries);
        Pushes = new PushService(_images, _registries, options, Events);
        Statistics = new StatisticsService(index, new StatsReader(paths, index, facts, time), time);
        Networks = new NetworkService(_networks, lookup, index, Events, time);
        Volumes = new VolumeService(volumes, index, Events);
        BuildCache = new BuildCache(time);
        DiskUsage = new DiskUsageService(Images, Containers, Volumes);
        var registryInformation = new RegistryInformation(_registryHosts, proxies);
        System = new SystemService(paths, _options, facts, Containers, Images, registryInformation, _identity, time);
    }

    public EventBus Events { get; }

    public HealthCheckCounts HealthChecks { get; } = new();

    public VolumeService Volumes { get; }

    public ContainerService Containers { get; }

    public ExecService Execs { get; }

    public StatisticsService Statistics { get; }

    public ImageService Images { get; }

    public PullService Pulls { get; }

    public PushService Pushes { get; }

    public NetworkService Networks { get; }

    public RegistryService Registries { get; }

    public DistributionService Distribution { get; }

    public SystemService System { get; }

    public DiskUsageService DiskUsage { get; }

    public BuildCache BuildCache { get; }

    /// <summary>Opens everything and takes over the containers that an earlier daemon left running.</summary>
    /// <param name="options">How the daemon was told to run.</param>
    /// <param name="runtimePath">The <c>berth-runtime</c> binary.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logs">Where to tell what happens.</param>
    /// <param name="cancellation">Gives the start up.</param>
    public static async Task<EngineHost> OpenAsync(
        DaemonOptions options, string runtimePath, TimeProvider time, ILoggerFactory logs, CancellationToken cancellation)
    {
        var paths = new EnginePaths(options.DataRoot, options.ExecRoot);
        MakeRoots(paths);
        BootMark.Renew(paths);
        var engine = new EngineHost(paths, options, runtimePath, time, logs);
        try
        {
            await engine.Containers.RestoreAsync(cancellation);
            await engine.Execs.RestoreAsync(cancellation);
            await engine.Containers.ReviveAsync();
            return engine;
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    /// <summary>How the daemon runs at the moment.</summary>
    public DaemonOptions Options => _options.Current;

    /// <summary>Takes over what the configuration says now and can be changed while the daemon runs.</summary>
    public OptionsReload Reload(DaemonOptions read)
    {
        OptionsReload reload = OptionsReload.Plan(_options.Current, read);
        _options.Current = reload.Next;
        _registryHosts.Apply(reload.Next.Registries);
        _registryOptions.Attempts = reload.Next.MaxDownloadAttempts;
        _puller.MaxConcurrentDownloads = reload.Next.MaxConcurrentDownloads;
        Pushes.MaxConcurrentUploads = reload.Next.MaxConcurrentUploads;
        Events.Publish("daemon", "reload", _identity, reload.Attributes());
        return reload;
    }

    /// <summary>Before an orderly end: no container is started again by itself any more, and where they end with the daemon they are stopped.</summary>
    public async Task CloseAsync()
    {
        _restarts.Close();
        if (!Options.LiveRestore)
        {
            await Containers.StopAllAsync(Options.ShutdownTimeout);
        }
    }

    public void Dispose()
    {
        _restarts.Dispose();
        _health.Dispose();
        Pushes.Dispose();
        _puller.Dispose();
        _registries.Dispose();
        _networks.Shutdown();
        _networks.Dispose();
        _reaper.Dispose();
        _images.Dispose();
        _dataRoot.Dispose();
    }

    /// <summary>
    /// Nobody but root gets into the roots: what is below is reached by descriptors or mounted (CVE-2024-25621). Earlier versions let
    /// others pass through.
    /// </summary>
    private static void MakeRoots(EnginePaths paths)
    {
        const UnixFileMode own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        const UnixFileMode passable = own | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        foreach (string root in (string[])[paths.DataRoot, paths.ExecRoot])
        {
            Directory.CreateDirectory(root, own);
            if (File.GetUnixFileMode(root) == passable)
            {
                File.SetUnixFileMode(root, own);
            }
        }

        Directory.CreateDirectory(paths.NetworkState, own);
        Directory.CreateDirectory(paths.RuntimeRoot, own);
        Directory.CreateDirectory(paths.Bundles, own);
    }

    /// <summary>The default bridge's own addresses.</summary>
    private static IReadOnlyList<System.Net.IPAddress> DefaultHostGateway(NetworkController networks) =>
        [.. new[] { networks.Bridge.IPv4?.GatewayAddress, networks.Bridge.IPv6?.GatewayAddress }.OfType<System.Net.IPAddress>()];

    [LoggerMessage(Level = LogLevel.Warning, Message = "User namespaces: root cannot be remapped with itself; user namespaces are OFF")]
    private static partial void LogNoRemap(ILogger log);

    [LoggerMessage(Level = LogLevel.Warning, Message = "images: {Line}")]
    private static partial void LogImages(ILogger log, string line);

    [LoggerMessage(Level = LogLevel.Warning, Message = "network: {Line}")]
    private static partial void LogNetwork(ILogger log, string line);
}
