using Berth.Engine.Errors;
using Berth.EngineApi.Containers;
using Berth.Oci.Runtime;

namespace Berth.Engine.Specs;

/// <summary>The <c>resources</c> section: limits of the container's cgroup. What is not asked for is left out.</summary>
public static class ResourceSection
{
    /// <summary>Microseconds over which <c>--cpus</c> is measured.</summary>
    private const long DefaultPeriod = 100_000;

    private const long NanosPerCpu = 1_000_000_000;

    /// <param name="rules">Rules of the devices controller, in order.</param>
    /// <param name="devices">Finds the block devices that limits name.</param>
    internal static LinuxResources Build(HostConfig host, IReadOnlyList<LinuxDeviceCgroup> rules, IHostDevices devices) => new()
    {
        Devices = rules,
        Memory = Memory(host),
        Cpu = Cpu(host),
        Pids = host.PidsLimit is long limit ? new LinuxPids { Limit = limit } : null,
        BlockIo = BlockIo(host, devices),
    };

    private static LinuxMemory? Memory(HostConfig host)
    {
        var memory = new LinuxMemory
        {
            Limit = NonZero(host.Memory),
            Reservation = NonZero(host.MemoryReservation),
            Swap = NonZero(host.MemorySwap),
            Swappiness = host.MemorySwappiness is long swappiness and >= 0 ? (ulong)swappiness : null,
            DisableOomKiller = host.OomKillDisable == true ? true : null,
        };
        return memory == new LinuxMemory() ? null : memory;
    }

    private static LinuxCpu? Cpu(HostConfig host)
    {
        bool nano = host.NanoCpus > 0;
        long quota = nano ? host.NanoCpus * DefaultPeriod / NanosPerCpu : host.CpuQuota;
        var cpu = new LinuxCpu
        {
            Shares = host.CpuShares > 0 ? (ulong)host.CpuShares : null,
            Quota = NonZero(quota),
            Period = nano ? (ulong)DefaultPeriod : host.CpuPeriod > 0 ? (ulong)host.CpuPeriod : null,
            RealtimePeriod = host.CpuRealtimePeriod > 0 ? (ulong)host.CpuRealtimePeriod : null,
            RealtimeRuntime = NonZero(host.CpuRealtimeRuntime),
            Cpus = NonEmpty(host.CpusetCpus),
            Mems = NonEmpty(host.CpusetMems),
        };
        return cpu == new LinuxCpu() ? null : cpu;
    }

    private static LinuxBlockIo? BlockIo(HostConfig host, IHostDevices devices)
    {
        var block = new LinuxBlockIo
        {
            Weight = host.BlkioWeight > 0 ? (ushort)host.BlkioWeight : null,
            WeightDevice = Weights(host.BlkioWeightDevice, devices),
            ThrottleReadBpsDevice = Throttles(host.BlkioDeviceReadBps, devices),
            ThrottleWriteBpsDevice = Throttles(host.BlkioDeviceWriteBps, devices),
            ThrottleReadIopsDevice = Throttles(host.BlkioDeviceReadIOps, devices),
            ThrottleWriteIopsDevice = Throttles(host.BlkioDeviceWriteIOps, devices),
        };
        return block == new LinuxBlockIo() ? null : block;
    }

    private static IReadOnlyList<LinuxWeightDevice>? Weights(IReadOnlyList<WeightDevice>? weights, IHostDevices devices) =>
        weights is null or { Count: 0 }
            ? null
            : [.. weights.Select(w =>
            {
                (long major, long minor) = Block(w.Path, devices);
                return new LinuxWeightDevice { Major = major, Minor = minor, Weight = (ushort)w.Weight };
            })];

    private static IReadOnlyList<LinuxThrottleDevice>? Throttles(IReadOnlyList<ThrottleDevice>? rates, IHostDevices devices) =>
        rates is null or { Count: 0 }
            ? null
            : [.. rates.Select(r =>
            {
                (long major, long minor) = Block(r.Path, devices);
                return new LinuxThrottleDevice { Major = major, Minor = minor, Rate = r.Rate };
            })];

    private static (long Major, long Minor) Block(string path, IHostDevices devices) =>
        devices.Find(path) switch
        {
            { Type: "b", Major: long major, Minor: long minor } => (major, minor),
            null when !Path.Exists(path) => throw new InvalidParameterException($"stat {path}: no such file or directory"),
            _ => throw new InvalidParameterException($"{path} is not a block device"),
        };

    private static long? NonZero(long value) => value == 0 ? null : value;

    private static string? NonEmpty(string value) => value.Length == 0 ? null : value;
}
