using System.Text;
using Berth.Oci.Runtime;
using Berth.Runtime;
using Berth.Runtime.Cgroups;
using Berth.Runtime.Statistics;
using Berth.Runtime.Validation;
using Xunit;

namespace Berth.Unit.Runtime.Cgroups;

/// <summary>Updates over limits, in a tree of plain files; what statistics are made of.</summary>
public sealed class ResourceTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("berth-resources").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Undo_AfterAFailedUpdate_OldValuesAreBack()
    {
        Record("memory.max", "67108864");
        Record("pids.max", "max");
        Record("io.max", "8:0 rbps=1000 wbps=max riops=max wiops=max\n");
        var change = new LinuxResources
        {
            Memory = new LinuxMemory { Limit = 32 << 20 },
            Pids = new LinuxPids { Limit = 5 },
            BlockIo = new LinuxBlockIo { ThrottleReadBpsDevice = [new LinuxThrottleDevice { Major = 8, Minor = 0, Rate = 5 }] },
            HugepageLimits = [new LinuxHugepageLimit { PageSize = "2MB", Limit = 0 }],
        };

        Assert.Throws<RuntimeException>(() => new CgroupV2("/", _root).Update(change));

        Assert.StartsWith("67108864", Written("memory.max"), StringComparison.Ordinal);
        Assert.StartsWith("max", Written("pids.max"), StringComparison.Ordinal);
        Assert.StartsWith("8:0 rbps=1000 wbps=max", Written("io.max"), StringComparison.Ordinal);
    }

    [Fact]
    public void SetV2_CheckBeforeUpdate_RejectsALimitBelowUsage()
    {
        Record("memory.current", "1000");
        Record("memory.max", "max");

        RuntimeException error = Assert.Throws<RuntimeException>(() => new CgroupV2("/", _root).Update(
            new LinuxResources { Memory = new LinuxMemory { Limit = 999, CheckBeforeUpdate = true } }));

        Assert.Equal("linux.resources.memory.limit: rejecting memory limit 999 <= usage 1000", error.Message);
    }

    [Fact]
    public void Complete_LimitThatAnotherBounds_TakesTheOtherAlong()
    {
        var before = new LinuxResources
        {
            Memory = new LinuxMemory { Limit = 64, Swap = 128, Reservation = 32 }, Cpu = new LinuxCpu { Quota = 50000, Period = 100000, Shares = 7 },
        };
        var change = new LinuxResources { Memory = new LinuxMemory { Limit = 96 }, Cpu = new LinuxCpu { Period = 200000 } };

        LinuxResources write = ResourceChange.Complete(change, ResourceChange.Merge(before, change));

        Assert.Equal(new LinuxMemory { Limit = 96, Swap = 128 }, write.Memory);
        Assert.Equal(new LinuxCpu { Quota = 50000, Period = 200000 }, write.Cpu);
    }

    [Fact]
    public void Merge_DeviceOfBoth_IsTheChanges()
    {
        LinuxThrottleDevice Device(long minor, ulong rate) => new() { Major = 8, Minor = minor, Rate = rate };
        var before = new LinuxResources { BlockIo = new LinuxBlockIo { ThrottleReadBpsDevice = [Device(0, 1), Device(1, 2)] } };
        var change = new LinuxResources { BlockIo = new LinuxBlockIo { ThrottleReadBpsDevice = [Device(1, 3)] } };

        Assert.Equal([Device(0, 1), Device(1, 3)], ResourceChange.Merge(before, change).BlockIo!.ThrottleReadBpsDevice);
    }

    [Theory]
    [InlineData("""{"memory":{"swappiness":101}}""", "memory.swappiness")]
    [InlineData("""{"memory":{"limit":-2}}""", "memory.limit")]
    [InlineData("""{"cpu":{"idle":2}}""", "cpu.idle")]
    [InlineData("""{"cpu":{"cpus":"all"}}""", "cpu.cpus")]
    [InlineData("""{"blockIO":{"weight":5}}""", "blockIO.weight")]
    [InlineData("""{"hugepageLimits":[{"pageSize":"2MB/../x","limit":1}]}""", "hugepageLimits")]
    [InlineData("""{"network":{"priorities":[{"name":"eth0 1\n","priority":1}]}}""", "network.priorities")]
    [InlineData("""{"rdma":{"a b":{"hcaHandles":1}}}""", "rdma")]
    public void Validate_WhatNoHostTakes_IsRefusedByItsPath(string json, string path)
    {
        LinuxResources resources = SpecJson.ReadLinuxResources(Encoding.UTF8.GetBytes(json));

        RuntimeException error = Assert.Throws<RuntimeException>(() => ResourceValidator.Validate(resources));

        Assert.StartsWith($"invalid configuration: linux.resources.{path}: ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cgroup.procs")]
    [InlineData("cgroup.kill")]
    [InlineData("../memory.max")]
    [InlineData("memory")]
    public void SetV2_UnifiedFileThatIsNoLimit_IsRefused(string file) => Assert.Throws<RuntimeException>(
        () => new CgroupV2("/", _root).Update(new LinuxResources { Unified = new Dictionary<string, string> { [file] = "1" } }));

    [Fact]
    public void Serialise_Statistics_LeavesOutWhatIsNothing()
    {
        Record("memory.stat", "file 4096\nanon 8192\n");
        Record("memory.current", "12288");
        Record("memory.max", "max");
        Record("memory.pressure", "some avg10=0.00 avg60=1.50 avg300=0.00 total=7\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n");
        Record("cpu.stat", "usage_usec 3\nuser_usec 2\nsystem_usec 1\nnr_periods 0\n");
        Record("pids.current", "2");
        Record("pids.max", "max");
        Record("io.stat", "8:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=0 dios=0\n");

        string json = Encoding.UTF8.GetString(RuntimeEventJson.Write(new RuntimeEvent("stats", "c1", new CgroupV2("/", _root).Statistics())));

        Assert.Equal(
            """{"type":"stats","id":"c1","data":{"cpu":{"usage":{"total":3000,"kernel":1000,"user":2000},"throttling":{}},"cpuset":{"cpu_exclusive":0,"mem_hardwall":0,"mem_exclusive":0,"memory_migrate":0,"memory_spread_page":0,"memory_spread_slab":0,"memory_pressure":0,"sched_load_balance":0,"sched_relax_domain_level":0},"memory":{"cache":4096,"usage":{"limit":18446744073709551615,"usage":12288,"failcnt":0},"swap":{"limit":18446744073709551615,"usage":12288,"failcnt":0},"kernel":{"limit":0,"failcnt":0},"kernelTCP":{"limit":0,"failcnt":0},"raw":{"anon":8192,"file":4096},"psi":{"some":{"avg10":0,"avg60":1.5,"avg300":0,"total":7},"full":{"avg10":0,"avg60":0,"avg300":0,"total":0}}},"pids":{"current":2},"blkio":{"ioServiceBytesRecursive":[{"major":8,"op":"Read","value":1},{"major":8,"op":"Write","value":2}],"ioServicedRecursive":[{"major":8,"op":"Read","value":3},{"major":8,"op":"Write","value":4}]},"hugetlb":{},"intel_rdt":{},"network_interfaces":null}}""",
            json);
        Assert.Equal("""{"type":"oom","id":"c1"}""", Encoding.UTF8.GetString(RuntimeEventJson.Write(new RuntimeEvent("oom", "c1"))));
    }

    private void Record(string file, string text) => File.WriteAllText(Path.Combine(_root, file), text);

    private string Written(string file) => File.ReadAllText(Path.Combine(_root, file));
}
