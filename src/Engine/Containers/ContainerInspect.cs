using System.Globalization;
using Berth.Engine.Containers.Listing;
using Berth.Engine.Security;
using Berth.EngineApi.Containers;
using Berth.EngineApi.Images;
using Berth.Network.Networks;
using Berth.Runtime.Logs;

namespace Berth.Engine.Containers;

public sealed partial class ContainerService
{
    /// <summary>All that is known of a container.</summary>
    public ContainerInspect Inspect(string idOrName, bool size)
    {
        Container container = _index.Get(idOrName);
        ContainerRecord record = container.Record;
        IReadOnlyList<string> execs = container.Execs.LiveIds;
        bool hasFiles = record.State.StartedAt is not null;
        return new ContainerInspect
        {
            Id = record.Id,
            Created = Rfc3339Nano.Format(record.Created),
            Path = record.Path,
            Args = record.Args,
            State = Describe(record.State),
            Image = record.ImageId,
            ResolvConfPath = hasFiles ? _paths.ResolvConfFile(record.Id) : "",
            HostnamePath = hasFiles ? _paths.HostnameFile(record.Id) : "",
            HostsPath = hasFiles ? _paths.HostsFile(record.Id) : "",
            LogPath = record.HostConfig.LogConfig?.Type is null or "json-file" ? _paths.LogFile(record.Id) : "",
            Name = "/" + record.Name,
            RestartCount = record.RestartCount,
            Driver = "overlay2",
            Platform = "linux",
            AppArmorProfile = AppArmorProfile.Resolve(
                SecurityOptions.Parse(record.HostConfig.SecurityOpt).AppArmor, record.HostConfig.Privileged, _facts.AppArmorProfiles),
            ExecIDs = execs.Count == 0 ? null : execs,
            HostConfig = DescribeHost(record),
            GraphDriver = new DriverData { Name = "overlay2", Data = DescribeLayers(record) },
            SizeRw = size ? _images.Snapshots.SizeRw(record.Id) : null,
            SizeRootFs = size ? RootFsSize(record) : null,
            Mounts = [.. record.SharedMounts.Select(MountPoints.Of)],
            Config = Complete(record.Config),
            NetworkSettings = DescribeNetworks(record),
        };
    }

    /// <summary>Where a running container's files are to be seen by others: its own mount namespace is the only one that has them mounted.</summary>
    private IReadOnlyDictionary<string, string>? DescribeLayers(ContainerRecord record)
    {
        IReadOnlyDictionary<string, string>? layers = _images.Snapshots.TryDescribe(record.Id);
        return layers is null || record.State is not { IsAlive: true, Pid: > 0 and int pid }
            ? layers
            : new Dictionary<string, string>(layers) { ["MergedDir"] = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/root") };
    }

    private HostConfig DescribeHost(ContainerRecord record) => record.HostConfig with
    {
        ConsoleSize = record.HostConfig.ConsoleSize is { Count: 2 } size ? size : [0, 0],
        Links = new Links.ContainerLinks(_index).Describe(record) ?? record.HostConfig.Links,
    };

    /// <summary>What was left to the image and the image left open has a value for clients, as Go's zero values are.</summary>
    private static ContainerConfig Complete(ContainerConfig config) => config with
    {
        User = config.User ?? "",
        Domainname = config.Domainname ?? "",
        WorkingDir = config.WorkingDir ?? "",
        Labels = config.Labels ?? new Dictionary<string, string>(),
    };

    private static EngineApi.Containers.ContainerState Describe(ContainerState state) => new()
    {
        Status = state.StatusName,
        Running = state.IsActive,
        Paused = state.Status == ContainerStatus.Paused,
        Restarting = state.Status == ContainerStatus.Restarting,
        OOMKilled = state.OomKilled,
        Dead = state.Status == ContainerStatus.Dead,
        Pid = state.Pid,
        ExitCode = state.ExitCode,
        Error = state.Error,
        StartedAt = Rfc3339Nano.Format(state.StartedAt ?? DateTimeOffset.MinValue),
        FinishedAt = Rfc3339Nano.Format(state.FinishedAt ?? DateTimeOffset.MinValue),
        Health = state.Health is { } health ? Describe(health) : null,
    };

    private static EngineApi.Containers.Health Describe(HealthRecord health) => new()
    {
        Status = health.Status.ToString().ToLowerInvariant(),
        FailingStreak = health.FailingStreak,
        Log = [.. health.Log.Select(static result => new HealthcheckResult
        {
            Start = Rfc3339Nano.Format(result.Start),
            End = Rfc3339Nano.Format(result.End),
            ExitCode = result.ExitCode,
            Output = result.Output,
        })],
    };

    private static NetworkSettings DescribeNetworks(ContainerRecord record)
    {
        // The fields of the only network that there was once are the default bridge's.
        EndpointRecord? endpoint = record.Networks.FirstOrDefault(static endpoint => endpoint.Network == NetworkRecord.DefaultName)?.Connected;
        return new NetworkSettings
        {
            SandboxID = record.Sandbox is null ? "" : record.Id,
            SandboxKey = record.Sandbox?.NetnsPath ?? "",
            Ports = ContainerPorts.Map(record),
            EndpointID = endpoint?.EndpointId ?? "",
            Gateway = endpoint?.Gateway ?? "",
            IPAddress = endpoint?.Address ?? "",
            IPPrefixLen = endpoint?.PrefixLength ?? 0,
            IPv6Gateway = endpoint?.IPv6Gateway ?? "",
            GlobalIPv6Address = endpoint?.IPv6Address ?? "",
            GlobalIPv6PrefixLen = endpoint?.IPv6PrefixLength ?? 0,
            MacAddress = endpoint?.MacAddress ?? "",
            Networks = ContainerNetworks.Of(record),
        };
    }
}
