using Berth.Cli.Containers.Specs;
using Berth.EngineApi.Containers;

namespace Berth.Cli.Containers;

/// <summary>The host's part of a request.</summary>
internal static class HostConfigBuilder
{
    public static HostConfig Build(ContainerFlags flags, Dictionary<string, IReadOnlyList<PortBinding>?> bindings)
    {
        var security = SecuritySpec.Read(flags.SecurityOptions.Values);
        return WithLimits(flags, new HostConfig
        {
            Binds = Binds(flags),
            ContainerIDFile = flags.CidFile.Value,
            LogConfig = new LogConfig
            {
                Type = flags.LogDriver.Value,
                Config = KeyValue.ToMap(flags.LogOptions.Values) ?? new Dictionary<string, string>(),
            },
            NetworkMode = flags.Networks.Values is [var network, ..] ? network.Name : "default",
            PortBindings = bindings,
            RestartPolicy = RestartSpec.Parse(flags.Restart.Value),
            AutoRemove = flags.Remove.Value,
            VolumeDriver = flags.VolumeDriver.Value,
            VolumesFrom = flags.VolumesFrom.ValuesOrNull,
            Annotations = KeyValue.ToMap(flags.Annotations.Values),
            CapAdd = flags.CapAdd.ValuesOrNull,
            CapDrop = flags.CapDrop.ValuesOrNull,
            CgroupnsMode = flags.CgroupNamespace.Value,
            Dns = flags.Dns.Values,
            DnsOptions = flags.DnsOptions.Values,
            DnsSearch = flags.DnsSearch.Values,
            ExtraHosts = flags.AddHost.ValuesOrNull,
            GroupAdd = flags.GroupAdd.ValuesOrNull,
            IpcMode = flags.Ipc.Value,
            Links = flags.Links.ValuesOrNull,
            OomScoreAdj = (int)flags.OomScoreAdj.Value,
            PidMode = flags.Pid.Value,
            Privileged = flags.Privileged.Value,
            PublishAllPorts = flags.PublishAll.Value,
            ReadonlyRootfs = flags.ReadOnly.Value,
            SecurityOpt = security.Options.Count > 0 ? security.Options : null,
            StorageOpt = KeyValue.ToMap(flags.StorageOptions.Values),
            Tmpfs = Tmpfs(flags),
            UTSMode = flags.Uts.Value,
            UsernsMode = flags.UserNamespace.Value,
            Sysctls = KeyValue.ToMap(flags.Sysctls.Values),
            Runtime = flags.Runtime.IsSet ? flags.Runtime.Value : null,
            Mounts = flags.Mounts.Values.Count > 0 ? flags.Mounts.Values : null,
            MaskedPaths = security.UnconfinesSystemPaths ? [] : null,
            ReadonlyPaths = security.UnconfinesSystemPaths ? [] : null,
            Init = flags.Init.IsSet ? flags.Init.Value : null,
        });
    }

    private static HostConfig WithLimits(ContainerFlags flags, HostConfig config) => config with
    {
        ShmSize = flags.ShmSize.Value,
        BlkioWeight = flags.BlkioWeight.Value,
        BlkioWeightDevice = flags.BlkioWeightDevice.Values,
        BlkioDeviceReadBps = flags.DeviceReadBps.Values,
        BlkioDeviceReadIOps = flags.DeviceReadIops.Values,
        BlkioDeviceWriteBps = flags.DeviceWriteBps.Values,
        BlkioDeviceWriteIOps = flags.DeviceWriteIops.Values,
        CpuRealtimePeriod = flags.CpuRealtimePeriod.Value,
        CpuRealtimeRuntime = flags.CpuRealtimeRuntime.Value,
        Isolation = flags.Isolation.Value,
        KernelMemory = flags.KernelMemory.Value,
        CpuShares = flags.CpuShares.Value,
        Memory = flags.Memory.Value,
        NanoCpus = flags.Cpus.Value,
        CgroupParent = flags.CgroupParent.Value,
        CpuPeriod = flags.CpuPeriod.Value,
        CpuQuota = flags.CpuQuota.Value,
        CpusetCpus = flags.CpusetCpus.Value,
        CpusetMems = flags.CpusetMems.Value,
        Devices = [.. flags.Devices.Values.Where(text => !CdiDevice.IsName(text)).Select(DeviceSpec.Parse)],
        DeviceRequests = Requests(flags.Gpus.Values, [.. flags.Devices.Values.Where(CdiDevice.IsName)]),
        DeviceCgroupRules = flags.DeviceCgroupRules.ValuesOrNull,
        MemoryReservation = flags.MemoryReservation.Value,
        MemorySwap = flags.MemorySwap.Value,
        MemorySwappiness = flags.MemorySwappiness.Value,
        OomKillDisable = flags.OomKillDisable.Value,
        PidsLimit = flags.PidsLimit.Value,
        Ulimits = flags.Ulimits.Values,
    };

    private static List<DeviceRequest>? Requests(IReadOnlyList<DeviceRequest> gpus, List<string> cdiNames)
    {
        List<DeviceRequest> requests = [.. gpus];
        if (cdiNames.Count > 0)
        {
            requests.Add(new DeviceRequest { Driver = "cdi", DeviceIDs = cdiNames });
        }

        return requests.Count > 0 ? requests : null;
    }

    /// <summary>A source that begins with a dot is relative to this directory, which the daemon cannot know.</summary>
    private static List<string>? Binds(ContainerFlags flags)
    {
        var binds = flags.Volumes.Values.Where(text => text.Contains(':', StringComparison.Ordinal))
            .Select(text => text.StartsWith('.') ? Absolute(text) : text).ToList();
        return binds.Count > 0 ? binds : null;
    }

    private static string Absolute(string bind)
    {
        var colon = bind.IndexOf(':', StringComparison.Ordinal);
        return Path.GetFullPath(bind[..colon]) + bind[colon..];
    }

    private static Dictionary<string, string>? Tmpfs(ContainerFlags flags)
    {
        if (flags.Tmpfs.Values.Count == 0)
        {
            return null;
        }

        var mounts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in flags.Tmpfs.Values)
        {
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            mounts[colon < 0 ? text : text[..colon]] = colon < 0 ? "" : text[(colon + 1)..];
        }

        return mounts;
    }
}
