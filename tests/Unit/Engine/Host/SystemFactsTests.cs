using Berth.Engine.Host;
using Xunit;

namespace Berth.Unit.Engine.Host;

public sealed class SystemFactsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("berth-host-").FullName;

    public SystemFactsTests()
    {
        Write("proc/sys/kernel/osrelease", "6.1.0-30-amd64\n");
        Write("proc/sys/kernel/hostname", "host\n");
        Write("proc/sys/net/ipv4/ip_forward", "1\n");
        Write("proc/self/status", "Name:\tx\nCapBnd:\t0000000000000003\nSeccomp:\t0\nCpus_allowed_list:\t0-2,5\n");
        Write("proc/meminfo", "MemTotal:       1000 kB\n");
        Write("etc/os-release", "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nVERSION_ID=\"12\"\n");
    }

    [Fact]
    public void Read_UnifiedHost_HasAllFacts()
    {
        Write("sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory pids\n");
        Write("sys/fs/cgroup/cpuset.cpus.effective", "0-5\n");

        SystemFacts facts = SystemFactsReader.Read(_root);

        Assert.Equal(("6.1.0-30-amd64", new Version(6, 1, 0), "host"), (facts.KernelRelease, facts.Kernel, facts.HostName));
        Assert.Equal(("Debian GNU/Linux 12 (bookworm)", "12"), (facts.OperatingSystem, facts.OperatingSystemVersion));
        Assert.Equal((4, 1024000L, true, true), (facts.CpuCount, facts.MemoryTotal, facts.Seccomp, facts.Ipv4Forwarding));
        Assert.Equal(["CAP_CHOWN", "CAP_DAC_OVERRIDE"], facts.Capabilities);
        Assert.Equal((2, "0-5"), (facts.Cgroups.Version, facts.Cgroups.Cpus));
        Assert.False(facts.Cgroups.OomKillDisable);
    }

    [Fact]
    public void Read_LegacyHost_LooksIntoTheMounts()
    {
        Write(
            "proc/self/mounts",
            "cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,cpu,cpuacct 0 0\ncgroup /sys/fs/cgroup/memory cgroup rw,memory 0 0\n");
        Write("sys/fs/cgroup/cpu,cpuacct/cpu.shares", "1024");
        Write("sys/fs/cgroup/memory/memory.limit_in_bytes", "1");

        CgroupFacts cgroups = SystemFactsReader.Read(_root).Cgroups;

        Assert.Equal((1, true, true, false, false), (cgroups.Version, cgroups.Memory, cgroups.CpuShares, cgroups.Swap, cgroups.Pids));
    }

    [Theory]
    [InlineData("6.1.0-30-amd64", "6.1.0")]
    [InlineData("5.10", "5.10")]
    [InlineData("6.18.44-fc-v669", "6.18.44")]
    [InlineData("", "0.0")]
    public void ParseKernel_Release_IsItsNumbers(string release, string version) =>
        Assert.Equal(Version.Parse(version), SystemFactsReader.ParseKernel(release));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private void Write(string path, string content)
    {
        string full = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
    }
}
