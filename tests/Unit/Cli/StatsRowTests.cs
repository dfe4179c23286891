using Berth.Cli.Containers.Stats;
using Berth.EngineApi.Containers;
using Xunit;

namespace Berth.Unit.Cli;

/// <summary>The figures of <c>stats</c>, calculated as docker's client calculates them.</summary>
public sealed class StatsRowTests
{
    [Fact]
    public void Of_TwoReadings_IsTheShareOfTheTimeBetween()
    {
        var stats = new ContainerStats
        {
            PreCpu = new CpuStats { Usage = new CpuUsageStats { Total = 100 }, SystemUsage = 1000 },
            Cpu = new CpuStats { Usage = new CpuUsageStats { Total = 600 }, SystemUsage = 3000, OnlineCpus = 2 },
        };

        Assert.Equal(50, StatsRow.Of("c", stats).CpuPercent);
    }

    [Fact]
    public void Of_AClockThatWentBack_IsNothing() => Assert.Equal(
        0, StatsRow.Of("c", new ContainerStats { PreCpu = new CpuStats { Usage = new CpuUsageStats { Total = 100 } } }).CpuPercent);

    [Theory]
    [InlineData("total_inactive_file", 60)]
    [InlineData("inactive_file", 60)]
    [InlineData("anon", 100)]
    public void Of_Memory_LeavesOutTheCacheThatCanBeDropped(string field, double expected)
    {
        StatsRow row = StatsRow.Of("c", new ContainerStats
        {
            Memory = new MemoryStats { Usage = 100, Limit = 200, Stats = new Dictionary<string, ulong> { [field] = 40 } },
        });

        Assert.Equal((expected, expected / 2), (row.Memory, row.MemoryPercent));
    }

    [Fact]
    public void Write_OfRows_IsDockersTable()
    {
        StatsRow row = StatsRow.Of("web", new ContainerStats
        {
            Name = "/web",
            Id = new string('a', 64),
            Memory = new MemoryStats { Usage = 323584, Limit = 6 << 20 },
            Networks = new Dictionary<string, NetworkStats> { ["eth0"] = new() { RxBytes = 1000, TxBytes = 20 }, ["eth1"] = new() { RxBytes = 500 } },
            Blkio = new BlkioStats { ServiceBytes = [new() { Op = "Read", Value = 4096 }, new() { Op = "write", Value = 1 }, new() { Op = "Total", Value = 5 }] },
            Pids = new PidsStats { Current = 3 },
        });
        using var text = new StringWriter();

        StatsColumns.Listing(whole: false).Write(
            text,
            @"table {{.ID}}\t{{.Name}}\t{{.CPUPerc}}\t{{.MemUsage}}\t{{.MemPerc}}\t{{.NetIO}}\t{{.BlockIO}}\t{{.PIDs}}",
            [row, StatsRow.Unknown("other")]);

        Assert.Equal(
            """
            CONTAINER ID   NAME      CPU %     MEM USAGE / LIMIT   MEM %     NET I/O       BLOCK I/O    PIDS
            aaaaaaaaaaaa   web       0.00%     316KiB / 6MiB       5.14%     1.5kB / 20B   4.1kB / 1B   3
                           --        --        -- / --             --        --            --           --
            """.ReplaceLineEndings("\n") + "\n",
            text.ToString());
    }
}
