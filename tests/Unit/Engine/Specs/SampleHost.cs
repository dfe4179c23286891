using Berth.Engine.Host;
using Berth.Engine.Security;
using Berth.Engine.Specs;
using Berth.Oci.Runtime;

namespace Berth.Unit.Engine.Specs;

/// <summary>A host that is the same on every machine: two CPUs, cgroups of version 1, two devices.</summary>
internal static class SampleHost
{
    public static SystemFacts Facts { get; } = new()
    {
        Architecture = "amd64",
        Machine = "x86_64",
        KernelRelease = "6.1.0-30-amd64",
        Kernel = new Version(6, 1, 0),
        HostName = "sample",
        OperatingSystem = "Debian GNU/Linux 12 (bookworm)",
        OperatingSystemVersion = "12",
        CpuCount = 2,
        MemoryTotal = 8L << 30,
        Capabilities = CapabilityNames.All,
        Seccomp = true,
        Ipv4Forwarding = true,
        Cgroups = new CgroupFacts
        {
            Version = 1,
            Memory = true,
            Swap = true,
            OomKillDisable = true,
            CpuShares = true,
            CpuCfs = true,
            Cpuset = true,
            Pids = true,
            BlkioThrottle = true,
            Cpus = "0-1",
            MemoryNodes = "0",
        },
    };

    public static IHostDevices Devices { get; } = new TwoDevices();

    private sealed class TwoDevices : IHostDevices
    {
        private static readonly LinuxDevice[] s_devices =
        [
            new() { Path = "/dev/fuse", Type = "c", Major = 10, Minor = 229, FileMode = 0x1b6, Uid = 0, Gid = 0 },
            new() { Path = "/dev/vda", Type = "b", Major = 254, Minor = 0, FileMode = 0x1b0, Uid = 0, Gid = 6 },
        ];

        public LinuxDevice? Find(string path) => s_devices.FirstOrDefault(d => d.Path == path);

        public IReadOnlyList<LinuxDevice> Below(string directory) =>
            [.. s_devices.Where(d => d.Path.StartsWith(directory + "/", StringComparison.Ordinal))];
    }
}
