using Berth.Oci.Runtime;
using Berth.Runtime;
using Berth.Runtime.Cgroups;
using Xunit;

namespace Berth.Unit.Runtime.Cgroups;

/// <summary>Layouts from recorded texts, and limits written into a tree of plain files.</summary>
public sealed class CgroupTests : IDisposable
{
    private const string HybridMounts = """
        30 20 0:26 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
        31 30 0:27 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct
        32 30 0:28 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
        33 30 0:29 /docker/x /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,xattr,name=systemd
        34 30 0:30 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw,nsdelegate
        """;

    private const string HybridOwn = "3:cpu,cpuacct:/user\n2:memory:/user/a\n1:name=systemd:/docker/x/user\n0::/user\n";

    private readonly string _root = Directory.CreateTempSubdirectory("berth-cgroup").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Parse_HybridHost_FindsEveryHierarchy()
    {
        CgroupLayout layout = CgroupLayout.Parse(HybridMounts, HybridOwn);

        Assert.False(layout.IsUnified);
        Assert.Equal("/sys/fs/cgroup/unified", layout.Unified!.MountPoint);
        Assert.Equal(["cpu,cpuacct", "memory", "systemd"], layout.Hierarchies.Select(h => h.Name));
        Assert.Equal("/sys/fs/cgroup/memory", layout.Of("memory")!.MountPoint);
        Assert.Null(layout.Of("pids"));
    }

    [Fact]
    public void Parse_UnifiedHost_IsUnified()
    {
        CgroupLayout layout = CgroupLayout.Parse("30 20 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n", "0::/user.slice\n");

        Assert.True(layout.IsUnified);
        Assert.Equal("/sys/fs/cgroup/user.slice/x", layout.Unified!.DirectoryOf("x"));
    }

    [Theory]
    [InlineData("/berth/c1", "/sys/fs/cgroup/memory/berth/c1")]
    [InlineData("c1", "/sys/fs/cgroup/memory/user/a/c1")]
    [InlineData("/../../etc", "/sys/fs/cgroup/memory/etc")]
    [InlineData("../../../etc", "/sys/fs/cgroup/memory/user/a/etc")]
    [InlineData(null, "/sys/fs/cgroup/memory/user/a/id")]
    public void DirectoryOf_CgroupsPath_StaysInItsHierarchy(string? path, string expected)
    {
        CgroupLayout layout = CgroupLayout.Parse(HybridMounts, HybridOwn);

        Assert.Equal(expected, CgroupPaths.Of(layout, path, "id").DirectoryOf(layout.Of("memory")!));
    }

    [Fact]
    public void Of_PathForSystemd_IsRefused() => Assert.StartsWith(
        "linux.cgroupsPath: 'system.slice:docker:1' is a path for the systemd cgroup driver",
        Assert.Throws<RuntimeException>(() => CgroupPaths.Of(CgroupLayout.Parse(HybridMounts, HybridOwn), "system.slice:docker:1", "id")).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("/")]
    [InlineData("a/..")]
    [InlineData("/..")]
    public void Of_PathOfARoot_IsRefused(string path) =>
        Assert.Throws<RuntimeException>(() => CgroupPaths.Of(CgroupLayout.Parse(HybridMounts, HybridOwn), path, "id"));

    [Fact]
    public void DirectoryOf_MountThatShowsASubtree_StartsThere()
    {
        CgroupLayout layout = CgroupLayout.Parse(HybridMounts, HybridOwn);

        Assert.Equal("/sys/fs/cgroup/systemd/user/x", layout.Of("name=systemd")!.DirectoryOf("x"));
    }

    [Fact]
    public void Apply_LimitsOnV1_AreWrittenInOrder()
    {
        foreach (string file in (string[])["memory.limit_in_bytes", "memory.memsw.limit_in_bytes", "pids.max", "cpu.shares", "cpu.cfs_quota_us", "cpuset.cpus"])
        {
            File.WriteAllText(Path.Combine(_root, file), "0");
        }

        ResourceLimits.SetV1(new ControlFiles(_ => _root), new LinuxResources
        {
            Memory = new LinuxMemory { Limit = 64 << 20, Swap = 128 << 20 },
            Pids = new LinuxPids { Limit = 0 },
            Cpu = new LinuxCpu { Shares = 512, Quota = 50000, Cpus = "0-1" },
        });

        Assert.StartsWith("67108864", File.ReadAllText(Path.Combine(_root, "memory.limit_in_bytes")), StringComparison.Ordinal);
        Assert.StartsWith("134217728", File.ReadAllText(Path.Combine(_root, "memory.memsw.limit_in_bytes")), StringComparison.Ordinal);
        Assert.StartsWith("1", File.ReadAllText(Path.Combine(_root, "pids.max")), StringComparison.Ordinal);
        Assert.StartsWith("512", File.ReadAllText(Path.Combine(_root, "cpu.shares")), StringComparison.Ordinal);
        Assert.StartsWith("0-1", File.ReadAllText(Path.Combine(_root, "cpuset.cpus")), StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_LimitWithoutController_IsRefusedByPath()
    {
        var files = new ControlFiles(_ => null);
        var resources = new LinuxResources { Pids = new LinuxPids { Limit = 10 } };

        RuntimeException error = Assert.Throws<RuntimeException>(() => ResourceLimits.SetV1(files, resources));
        Assert.Equal("linux.resources.pids.limit: this host has no pids cgroup", error.Message);
    }

    [Theory]
    [InlineData(2UL, 1UL)]
    [InlineData(0UL, 1UL)]
    [InlineData(3UL, 2UL)]
    [InlineData(512UL, 59UL)]
    [InlineData(1024UL, 100UL)]
    [InlineData(2048UL, 174UL)]
    [InlineData(262144UL, 10000UL)]
    public void WeightOf_Shares_RunsThroughEndsAndDefault(ulong shares, ulong weight) => Assert.Equal(weight, CpuController.WeightOf(shares));

    [Fact]
    public void Effective_DeviceRules_EndWithTheStandardDevices()
    {
        IReadOnlyList<LinuxDeviceCgroup> rules = DeviceRules.Effective([new LinuxDeviceCgroup { Allow = false, Access = "rwm" }]);

        Assert.Equal("a", DeviceRules.ToLine(rules[0]));
        Assert.Equal(["c *:* m", "b *:* m", "c 1:3 rwm"], rules.Skip(1).Take(3).Select(DeviceRules.ToLine));
        Assert.Equal("c 136:* rwm", DeviceRules.ToLine(rules[^1]));
        Assert.Empty(DeviceRules.Effective(null));
    }

    [Fact]
    public void Compile_DeviceProgram_LooksFromTheLastRule()
    {
        byte[] program = DeviceProgram.Compile(
        [
            new LinuxDeviceCgroup { Allow = false },
            new LinuxDeviceCgroup { Allow = true, Type = "c", Major = 1, Minor = 3, Access = "rw" },
        ]);

        // Six instructions of prologue, eight of the rule (type, three of access, major, minor, verdict), two of the verdict for all.
        Assert.Equal(8 * (6 + 8 + 2), program.Length);
        Assert.Equal(0x55, program[8 * 6]);
        Assert.Equal(2, program[(8 * 6) + 4]);
        Assert.Equal(0x95, program[^8]);
    }

    [Fact]
    public void Compile_RuleAboutEveryDevice_NothingFollowsIt()
    {
        LinuxDeviceCgroup[] rules = [new() { Allow = true, Type = "c", Major = 1, Minor = 3 }, new() { Allow = false, Access = "rwm" }];

        // The kernel refuses what cannot be reached: the prologue and the one verdict, which denies.
        byte[] program = DeviceProgram.Compile(rules);
        Assert.Equal(8 * (6 + 2), program.Length);
        Assert.Equal(0, program[(8 * 6) + 4]);
    }
}
