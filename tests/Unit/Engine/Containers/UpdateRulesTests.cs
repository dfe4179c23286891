using Berth.Engine.Containers.Updating;
using Berth.Engine.Errors;
using Berth.EngineApi.Containers;
using Berth.Oci.Runtime;
using Xunit;

namespace Berth.Unit.Engine.Containers;

public sealed class UpdateRulesTests
{
    private const long Mega = 1 << 20;

    // The messages are dockerd's.
    [Fact]
    public void Apply_OfAContradiction_Refuses()
    {
        Refuses(new HostConfig { CpuPeriod = 100_000 }, new HostConfig { NanoCpus = 1 }, "Conflicting options: Nano CPUs cannot be updated as CPU Period has already been set");
        Refuses(new HostConfig { CpuQuota = 100_000 }, new HostConfig { NanoCpus = 1 }, "Conflicting options: Nano CPUs cannot be updated as CPU Quota has already been set");
        Refuses(new HostConfig { NanoCpus = 1 }, new HostConfig { CpuPeriod = 1 }, "Conflicting options: CPU Period cannot be updated as NanoCPUs has already been set");
        Refuses(new HostConfig { NanoCpus = 1 }, new HostConfig { CpuQuota = 1 }, "Conflicting options: CPU Quota cannot be updated as NanoCPUs has already been set");
        Refuses(
            new HostConfig { Memory = 100 * Mega, MemorySwap = 200 * Mega },
            new HostConfig { Memory = 300 * Mega },
            "Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time");
        Refuses(
            new HostConfig { Memory = 100 * Mega, MemorySwap = 200 * Mega },
            new HostConfig { MemorySwap = 50 * Mega },
            "Minimum memoryswap limit should be larger than memory limit, see usage");
        Refuses(new HostConfig(), new HostConfig { MemorySwap = 50 * Mega }, "You should always set the Memory limit when using Memoryswap limit, see usage");
        Refuses(
            new HostConfig { Memory = 100 * Mega, MemorySwap = -1 },
            new HostConfig { MemoryReservation = 200 * Mega },
            "Minimum memory limit can not be less than memory reservation limit, see usage");
        Refuses(
            new HostConfig { AutoRemove = true },
            new HostConfig { RestartPolicy = new RestartPolicy { Name = "always" } },
            "Restart policy cannot be updated because AutoRemove is enabled for the container");
    }

    [Fact]
    public void Apply_OfOneField_LeavesTheOthers()
    {
        var before = new HostConfig { Memory = 100 * Mega, MemorySwap = 200 * Mega, CpusetCpus = "0", PidsLimit = 10, RestartPolicy = new RestartPolicy { Name = "no" } };

        HostConfig after = UpdateRules.Apply(before, new HostConfig { CpuShares = 512 }, hasSwap: true);

        Assert.Equal("CpuShares 0 -> 512", UpdatedResources.Describe(before, after));
    }

    [Theory]
    [InlineData(0, 0, 100, 0, 200)] // as at the creation
    [InlineData(50, 100, 80, 0, 100)]
    [InlineData(50, -1, 100, 0, -1)]
    [InlineData(50, 100, 200, 400, 400)]
    [InlineData(50, 100, 0, -1, -1)]
    public void Apply_OfMemory_KeepsSwapInStep(long memory, long swap, long newMemory, long newSwap, long expected) => Assert.Equal(
        expected,
        UpdateRules.Apply(new HostConfig { Memory = memory, MemorySwap = swap }, new HostConfig { Memory = newMemory, MemorySwap = newSwap }, hasSwap: true).MemorySwap);

    [Theory]
    [InlineData(null, 10L)]
    [InlineData(0L, null)]
    [InlineData(-1L, null)]
    [InlineData(20L, 20L)]
    public void Apply_OfProcesses_TakesZeroForNoLimit(long? change, long? expected) =>
        Assert.Equal(expected, UpdateRules.Apply(new HostConfig { PidsLimit = 10 }, new HostConfig { PidsLimit = change }, hasSwap: true).PidsLimit);

    [Fact]
    public void RefuseFixed_OfWhatACreationSets_Refuses() =>
        Assert.Throws<UnsupportedException>(() => UpdateRules.RefuseFixed(new HostConfig { Devices = [new DeviceMapping { PathOnHost = "/dev/fuse" }] }));

    [Fact]
    public void Of_TwoConfigurations_HasWhatDiffers()
    {
        var before = new HostConfig { Memory = 100 * Mega, MemorySwap = 200 * Mega, CpuShares = 5, PidsLimit = 3 };

        LinuxResources limits = UpdatedResources.Of(before, before with { Memory = 50 * Mega, NanoCpus = 500_000_000, PidsLimit = null });

        Assert.Equal(new LinuxMemory { Limit = 50 * Mega }, limits.Memory);
        Assert.Equal(new LinuxCpu { Quota = 50_000, Period = 100_000 }, limits.Cpu);
        Assert.Equal((-1L, null), (limits.Pids?.Limit, limits.BlockIo));
    }

    [Fact]
    public void Back_OfALimitThatWasNone_LiftsIt()
    {
        var before = new HostConfig();

        LinuxResources limits = UpdatedResources.Back(
            before, new HostConfig { Memory = 50 * Mega, MemorySwap = 100 * Mega, CpuShares = 5, CpusetCpus = "0", PidsLimit = 4 }, Specs.SampleHost.Facts.Cgroups);

        Assert.Equal((-1L, -1L, 1024ul, "0-1", -1L), (limits.Memory?.Limit, limits.Memory?.Swap, limits.Cpu?.Shares, limits.Cpu?.Cpus, limits.Pids?.Limit));
    }

    private static void Refuses(HostConfig before, HostConfig change, string message) =>
        Assert.Equal(message, Assert.Throws<ConflictException>(() => UpdateRules.Apply(before, change, hasSwap: true)).Message);
}
