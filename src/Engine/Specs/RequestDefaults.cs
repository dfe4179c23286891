using Berth.Engine.Configuration;
using Berth.Engine.Containers.Restarting;
using Berth.Engine.Host;
using Berth.Engine.Security;
using Berth.EngineApi.Containers;

namespace Berth.Engine.Specs;

/// <summary>
/// Fills in what a request leaves to the daemon, so that what is stored and shown by inspect is what the container really has.
/// </summary>
public static class RequestDefaults
{
    /// <summary>
    /// Names under which a request may ask for the one runtime there is; <c>runc</c> because clients send dockerd's default.
    /// </summary>
    public static IReadOnlyList<string> Runtimes { get; } = ["berth-runtime", "runc"];

    /// <summary>The host part with every default in place.</summary>
    public static HostConfig Complete(HostConfig host, SystemFacts facts, DaemonOptions options)
    {
        SecurityOptions security = SecurityOptions.Parse(host.SecurityOpt);
        bool open = host.Privileged || security.SystemPathsUnconfined;
        return host with
        {
            LogConfig = Log(host.LogConfig, options),
            NetworkMode = host.NetworkMode is null or "" or "default" ? "bridge" : host.NetworkMode,
            IpcMode = string.IsNullOrEmpty(host.IpcMode) ? options.DefaultIpcMode : host.IpcMode,
            PidMode = host.PidMode ?? "",
            UTSMode = host.UTSMode ?? "",
            UsernsMode = host.UsernsMode ?? "",
            CgroupnsMode = CgroupNamespace(host, facts, options),
            RestartPolicy = RestartRule.Parse(host.RestartPolicy).ToPolicy(),
            ShmSize = host.ShmSize == 0 ? options.DefaultShmSize : host.ShmSize,
            MemorySwap = Swap(host, facts),
            MemorySwappiness = host.MemorySwappiness == -1 ? null : host.MemorySwappiness,
            OomKillDisable = host.OomKillDisable ?? (facts.Cgroups.Version == 1 ? false : null),
            PidsLimit = host.PidsLimit is <= 0 ? null : host.PidsLimit,
            MaskedPaths = open ? [] : host.MaskedPaths ?? SystemPaths.Masked,
            ReadonlyPaths = open ? [] : host.ReadonlyPaths ?? SystemPaths.ReadOnly,
            Runtime = string.IsNullOrEmpty(host.Runtime) ? Runtimes[0] : host.Runtime,
            Init = host.Init ?? (options.Init ? true : null),
            SecurityOpt = options.NoNewPrivileges && security.NoNewPrivileges is null
                ? [.. host.SecurityOpt ?? [], "no-new-privileges=true"]
                : host.SecurityOpt,
        };
    }

    /// <summary>
    /// The container part with its host name: the first 12 digits of the ID, or the host's where it shares its network.
    /// </summary>
    public static ContainerConfig Complete(ContainerConfig config, HostConfig host, string containerId, SystemFacts facts)
    {
        string own = NamespaceMode.Network(host.NetworkMode).IsHost ? facts.HostName : containerId[..12];
        return config with { Hostname = string.IsNullOrEmpty(config.Hostname) ? own : config.Hostname };
    }

    /// <summary>
    /// As much swap as memory; without swap accounting only memory can be limited, of which the validator warns.
    /// </summary>
    private static long Swap(HostConfig host, SystemFacts facts)
    {
        if (!facts.Cgroups.Swap)
        {
            return 0;
        }

        return host is { Memory: > 0, MemorySwap: 0 } ? host.Memory * 2 : host.MemorySwap;
    }

    private static LogConfig Log(LogConfig? asked, DaemonOptions options)
    {
        string type = string.IsNullOrEmpty(asked?.Type) ? options.LogDriver : asked.Type;
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        if (type == options.LogDriver)
        {
            Add(settings, options.LogOptions);
        }

        Add(settings, asked?.Config ?? new Dictionary<string, string>());
        return new LogConfig { Type = type, Config = settings };
    }

    private static void Add(Dictionary<string, string> into, IReadOnlyDictionary<string, string> from)
    {
        foreach ((string key, string value) in from)
        {
            into[key] = value;
        }
    }

    private static string CgroupNamespace(HostConfig host, SystemFacts facts, DaemonOptions options)
    {
        if (!string.IsNullOrEmpty(host.CgroupnsMode))
        {
            return host.CgroupnsMode;
        }

        bool old = facts.Cgroups.Version == 1;
        return host.Privileged && old ? "host" : options.DefaultCgroupNamespaceMode ?? (old ? "host" : "private");
    }
}
