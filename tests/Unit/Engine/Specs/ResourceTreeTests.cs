using Berth.Engine.Containers.Updating;
using Berth.Engine.Errors;
using Berth.Engine.Host;
using Berth.Engine.Specs;
using Berth.EngineApi.Containers;
using Berth.Runtime;
using Berth.Runtime.Cgroups;
using Xunit;

namespace Berth.Unit.Engine.Specs;

/// <summary>Limits of requests on a host with cgroups of version 2: what it cannot enforce is refused, the rest arrives in its files.</summary>
public sealed class ResourceTreeTests : IDisposable
{
    private static readonly CgroupFacts s_facts = SampleHost.Facts.Cgroups with { Version = 2, OomKillDisable = false, BlkioWeight = true };

    private readonly string _cgroup = Directory.CreateTempSubdirectory("berth-v2-").FullName;

    public void Dispose() => Directory.Delete(_cgroup, recursive: true);

    [Fact]
    public void Limits_OfARequest_ArriveInTheFilesOfVersion2()
    {
        Make("memory.max", "memory.swap.max", "memory.low", "cpu.max", "cpu.weight", "cpuset.cpus", "pids.max", "io.weight");

        new CgroupV2(_cgroup, _cgroup).Update(ResourceSection.Build(
            new HostConfig
            {
                Memory = 100_000_000,
                MemorySwap = 300_000_000,
                MemoryReservation = 50_000_000,
                NanoCpus = 1_500_000_000,
                CpuShares = 1024,
                CpusetCpus = "0-1",
                PidsLimit = 30,
                BlkioWeight = 500,
            },
            [],
            new HostDevices()));

        Assert.Equal(
            ["100000000", "200000000", "50000000", "150000 100000", "100", "0-1", "30", "4950"],
            [Read("memory.max"), Read("memory.swap.max"), Read("memory.low"), Read("cpu.max"), Read("cpu.weight"), Read("cpuset.cpus"), Read("pids.max"), Read("io.weight")]);
    }

    // The host lacks one of the limits: those before it go back.
    [Fact]
    public void Update_ThatCannotBeWhole_IsNone()
    {
        Make("memory.max", "memory.swap.max", "cpu.weight");
        File.WriteAllText(Path.Combine(_cgroup, "memory.max"), "100000000");
        var before = new HostConfig { Memory = 100_000_000, MemorySwap = -1 };

        Assert.Throws<RuntimeException>(() => new CgroupV2(_cgroup, _cgroup).Update(
            UpdatedResources.Of(before, before with { Memory = 200_000_000, PidsLimit = 5 })));

        Assert.Equal("100000000", Read("memory.max"));
    }

    [Theory]
    [InlineData("swappiness", "Your kernel does not support memory swappiness capabilities or the cgroup is not mounted.")]
    [InlineData("oom", "Your kernel does not support OomKillDisable.")]
    [InlineData("realtime", "Your kernel does not support CPU real-time scheduler")]
    public void Validate_OfWhatVersion2HasNot_Refuses(string limit, string message)
    {
        var host = limit switch
        {
            "swappiness" => new HostConfig { MemorySwappiness = 10 },
            "oom" => new HostConfig { OomKillDisable = true },
            _ => new HostConfig { CpuRealtimeRuntime = 1000 },
        };

        Assert.Equal(message, Assert.Throws<InvalidParameterException>(() => ResourceRules.Validate(host, s_facts, 2)).Message);
    }

    [Fact]
    public void Validate_OfAnUpdate_TakesSwapAlone()
    {
        Assert.Empty(ResourceRules.Validate(new HostConfig { MemorySwap = 100_000_000 }, s_facts, 2, isUpdate: true));
        Assert.Throws<InvalidParameterException>(() => ResourceRules.Validate(new HostConfig { MemorySwap = 100_000_000 }, s_facts, 2));
    }

    private void Make(params IEnumerable<string> files)
    {
        foreach (string file in files)
        {
            File.WriteAllText(Path.Combine(_cgroup, file), "");
        }
    }

    private string Read(string file) => File.ReadAllText(Path.Combine(_cgroup, file)).Trim();
}
