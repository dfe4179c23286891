using Berth.Oci.Runtime;
using Berth.Runtime;
using Berth.Runtime.Cgroups;
using Xunit;

namespace Berth.Unit.Runtime.Cgroups;

/// <summary>The unified hierarchy as a tree of plain files: what is handed down, and how limits are written.</summary>
public sealed class CgroupV2Tests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("berth-cgroup2").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Create_ParentNotThereYet_RootHandsItsControllersDown()
    {
        Record("cgroup.controllers", "cpu pids");
        Record("cgroup.subtree_control", "cpu");

        new CgroupV2(_root, $"{_root}/berth/c1").Create(null);

        Assert.Equal("+pids", Written("cgroup.subtree_control"));
        Assert.True(Directory.Exists($"{_root}/berth/c1"));
    }

    [Fact]
    public void Create_ParentHasProcesses_NothingIsHandedDownAndALimitSaysWhy()
    {
        Record("cgroup.controllers", "memory pids");
        Record("cgroup.subtree_control", "");
        Record("cgroup.type", "domain");
        Record("cgroup.procs", "1\n");

        new CgroupV2(_root, $"{_root}/c1").Create(null);
        RuntimeException error = Assert.Throws<RuntimeException>(
            () => new CgroupV2(_root, $"{_root}/c1").Update(new LinuxResources { Memory = new LinuxMemory { Limit = 1 << 20 } }));

        Assert.Equal("", Written("cgroup.subtree_control"));
        Assert.Equal(
            $"linux.resources.memory.limit: the cgroup {_root} does not hand the memory controller down to those below it: it has processes of its own",
            error.Message);
    }

    [Fact]
    public void Create_EverythingHandedDown_WritesNothing()
    {
        Record("cgroup.controllers", "cpu pids");
        Record("cgroup.subtree_control", "cpu pids");

        new CgroupV2(_root, $"{_root}/berth/c1").Create(null);

        Assert.Equal("cpu pids", Written("cgroup.subtree_control"));
    }

    [Fact]
    public void Apply_Memory_SwapIsCountedAlone()
    {
        Record("memory.max", "memory.low", "memory.swap.max");

        Apply(new LinuxResources { Memory = new LinuxMemory { Limit = 64 << 20, Swap = 96 << 20, Reservation = 32 << 20 } });

        Assert.Equal(
            ["67108864", "33554432", "33554432"], [Written("memory.max"), Written("memory.low"), Written("memory.swap.max")]);
    }

    [Fact]
    public void Apply_SwapBelowMemory_IsRefused()
    {
        Record("memory.max", "memory.swap.max");

        RuntimeException error = Assert.Throws<RuntimeException>(
            () => Apply(new LinuxResources { Memory = new LinuxMemory { Limit = 64 << 20, Swap = 32 << 20 } }));

        Assert.StartsWith("linux.resources.memory.swap: memory+swap limit should be", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_Cpu_IsWeightMaximumAndSet()
    {
        Record("cpu.weight", "cpu.max", "cpuset.cpus", "cpuset.mems");

        Apply(new LinuxResources { Cpu = new LinuxCpu { Shares = 512, Quota = 50000, Period = 200000, Cpus = "0-1", Mems = "0" } });

        Assert.Equal(
            ["59", "50000 200000", "0-1", "0"],
            [Written("cpu.weight"), Written("cpu.max"), Written("cpuset.cpus"), Written("cpuset.mems")]);
    }

    [Theory]
    [InlineData(50000L, null, "50000 100000")]
    [InlineData(-1L, null, "max 100000")]
    [InlineData(null, 50000UL, "max 50000")]
    public void Apply_QuotaOrPeriodAlone_TheOtherIsTheKernels(long? quota, ulong? period, string expected)
    {
        Record("cpu.max");

        Apply(new LinuxResources { Cpu = new LinuxCpu { Quota = quota, Period = period } });

        Assert.Equal(expected, Written("cpu.max"));
    }

    [Theory]
    [InlineData(-1L, "max")]
    [InlineData(0L, "1")]
    [InlineData(100L, "100")]
    public void Apply_Pids_LeavesRoomForOne(long limit, string expected)
    {
        Record("pids.max");

        Apply(new LinuxResources { Pids = new LinuxPids { Limit = limit } });

        Assert.Equal(expected, Written("pids.max"));
    }

    [Theory]
    [InlineData("io.weight", 10, "1")]
    [InlineData("io.weight", 500, "4950")]
    [InlineData("io.weight", 1000, "10000")]
    [InlineData("io.bfq.weight", 500, "500")]
    public void Apply_IoWeight_IsScaledUnlessBfqTakesIt(string file, ushort weight, string expected)
    {
        Record(file);

        Apply(new LinuxResources { BlockIo = new LinuxBlockIo { Weight = weight } });

        Assert.Equal(expected, Written(file));
    }

    [Fact]
    public void Apply_Throttle_NamesDeviceAndKey()
    {
        Record("io.max");

        Apply(new LinuxResources
        {
            BlockIo = new LinuxBlockIo { ThrottleWriteBpsDevice = [new LinuxThrottleDevice { Major = 8, Minor = 16, Rate = 1 << 20 }] },
        });

        Assert.Equal("8:16 wbps=1048576", Written("io.max"));
    }

    [Fact]
    public void Apply_ControllerAbsent_LimitIsRefusedByPath()
    {
        RuntimeException error = Assert.Throws<RuntimeException>(
            () => Apply(new LinuxResources { Memory = new LinuxMemory { Limit = 64 << 20 } }));

        Assert.Equal("linux.resources.memory.limit: this host has no memory.max", error.Message);
    }

    [Fact]
    public void Apply_ControllerAbsent_NoLimitNeedsNone()
    {
        Apply(new LinuxResources { Memory = new LinuxMemory { Limit = -1, Swap = -1 }, Pids = new LinuxPids { Limit = -1 } });

        Assert.Empty(Directory.EnumerateFiles(_root));
    }

    [Fact]
    public void Apply_UnifiedFileOutsideTheCgroup_IsRefused() =>
        Assert.Throws<RuntimeException>(
            () => Apply(new LinuxResources { Unified = new Dictionary<string, string> { ["../memory.max"] = "1" } }));

    private void Apply(LinuxResources resources) => new CgroupV2(Path.GetDirectoryName(_root)!, _root).Update(resources);

    private void Record(string file, string text) => File.WriteAllText(Path.Combine(_root, file), text);

    private void Record(params string[] files) => Array.ForEach(files, file => Record(file, text: ""));

    private string Written(string file) => File.ReadAllText(Path.Combine(_root, file));
}
