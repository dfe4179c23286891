using System.Text.Json;
using Berth.Engine.Statistics;
using Berth.EngineApi;
using Berth.EngineApi.Containers;
using Berth.Runtime.Cgroups;
using Berth.Runtime.Statistics;
using Xunit;

namespace Berth.Unit.Engine.Statistics;

/// <summary>The shapes of <c>GET /containers/{id}/stats</c>, as dockerd gives them on both versions of cgroups.</summary>
public sealed class StatsDescriptionTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("berth-stats-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    // Letter for letter dockerd 20.10's answer for a container that was never started.
    [Fact]
    public void Json_OfAContainerThatDoesNotRun_IsTheZeroShape() => Assert.Equal(
        """
        {"name":"/c1","id":"c87f","read":"0001-01-01T00:00:00Z","preread":"0001-01-01T00:00:00Z","pids_stats":{},"blkio_stats":{
        "io_service_bytes_recursive":null,"io_serviced_recursive":null,"io_queue_recursive":null,"io_service_time_recursive":null,
        "io_wait_time_recursive":null,"io_merged_recursive":null,"io_time_recursive":null,"sectors_recursive":null},"num_procs":0,
        "storage_stats":{},"cpu_stats":{"cpu_usage":{"total_usage":0,"usage_in_kernelmode":0,"usage_in_usermode":0},"throttling_data":
        {"periods":0,"throttled_periods":0,"throttled_time":0}},"precpu_stats":{"cpu_usage":{"total_usage":0,"usage_in_kernelmode":0,
        "usage_in_usermode":0},"throttling_data":{"periods":0,"throttled_periods":0,"throttled_time":0}},"memory_stats":{}}
        """.ReplaceLineEndings(""),
        Json(new ContainerStats { Name = "/c1", Id = "c87f" }));

    [Fact]
    public void Describe_OfVersion1_HasItsCountersAndLists()
    {
        WriteVersion1();
        var cgroup = new ControlFiles(_ => _directory);
        var usage = new ContainerStatistics
        {
            Cpu = CpuController.ReadV1(cgroup),
            Cpuset = new CpusetStatistics(),
            Memory = MemoryController.ReadV1(cgroup),
            Pids = PidsController.Read(cgroup),
            BlockIo = BlockIoController.ReadV1(cgroup),
            Hugetlb = new Dictionary<string, HugetlbStatistics>(),
        };

        ContainerStats stats = StatsDescription.Describe(usage, new ProcessorTime(47_146_670_000_000, 2), 1, 8ul << 30);

        Assert.Equal((25_366_851ul, 2, 47_146_670_000_000ul), (stats.Cpu.Usage.Total, stats.Cpu.OnlineCpus, stats.Cpu.SystemUsage));
        Assert.Equal([11_980_512ul, 13_386_339ul], stats.Cpu.Usage.PerCpu!);
        Assert.Equal((323_584ul, 4_083_712ul, 3ul, 8ul << 30), (stats.Memory.Usage, stats.Memory.MaxUsage, stats.Memory.FailCount, stats.Memory.Limit));
        Assert.Equal(100ul, stats.Memory.Stats!["total_inactive_file"]);
        Assert.Equal((1ul, 0ul), (stats.Pids.Current, stats.Pids.Limit));
        Assert.Equal(new BlkioEntry { Major = 254, Minor = 0, Op = "Read", Value = 4096 }, stats.Blkio.ServiceBytes![0]);
        Assert.Empty(stats.Blkio.Merged!);
    }

    [Fact]
    public void Describe_OfVersion2_HasSmallLettersAndNoPeaks()
    {
        WriteVersion2();
        ContainerStatistics usage = new CgroupV2(_directory, _directory).Statistics();

        ContainerStats stats = StatsDescription.Describe(usage, new ProcessorTime(9, 4), 2, 8ul << 30);

        Assert.Equal((5_000_000ul, null), (stats.Cpu.Usage.Total, stats.Cpu.Usage.PerCpu));
        Assert.Equal((409_600ul, 0ul, 0ul, 1ul << 20), (stats.Memory.Usage, stats.Memory.MaxUsage, stats.Memory.FailCount, stats.Memory.Limit));
        Assert.Equal(["read", "write"], stats.Blkio.ServiceBytes!.Select(e => e.Op));
        Assert.Null(stats.Blkio.Serviced);
        Assert.Contains("\"inactive_file\":4096", Json(stats), StringComparison.Ordinal);
    }

    [Fact]
    public void ProcessorTime_OfProcStat_IsTheSumOfSevenKinds() => Assert.Equal(
        new ProcessorTime(28 * 10_000_000ul, 2),
        ProcessorTime.Parse(["cpu  1 2 3 4 5 6 7 8 9 10", "cpu0 1 2 3 4 5 6 7 8 9 10", "cpu1 0 0 0 0 0 0 0 0 0 0", "intr 12345"]));

    [Fact]
    public void InterfaceCounters_OfProcNetDev_AreTheEnginesInterfaces()
    {
        SortedDictionary<string, NetworkStats> found = InterfaceCounters.Parse(
            """
            Inter-|   Receive                                                |  Transmit
             face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
                lo:     100       1    0    0    0     0          0         0      100       1    0    0    0     0       0          0
              eth0:123456789     12    1    2    0     0          0         0     1200      13    3    4    0     0       0          0
              tun0: 5 6 7 8 0 0 0 0 9 10 11 12 0 0 0 0
            """);

        Assert.Equal(
            new NetworkStats { RxBytes = 123456789, RxPackets = 12, RxErrors = 1, RxDropped = 2, TxBytes = 1200, TxPackets = 13, TxErrors = 3, TxDropped = 4 },
            Assert.Single(found, pair => pair.Key == "eth0").Value);
        Assert.Single(found);
    }

    private static string Json(ContainerStats stats) => JsonSerializer.Serialize(stats, EngineApiJson.Wire.ContainerStats);

    private void WriteVersion1()
    {
        Write("cpuacct.usage", "25366851");
        Write("cpuacct.usage_percpu", "11980512 13386339 ");
        Write("cpuacct.stat", "user 1\nsystem 1");
        Write("cpu.stat", "nr_periods 0\nnr_throttled 0\nthrottled_time 0");
        Write("memory.stat", "cache 0\ntotal_inactive_file 100");
        Write("memory.usage_in_bytes", "323584");
        Write("memory.max_usage_in_bytes", "4083712");
        Write("memory.failcnt", "3");
        Write("memory.limit_in_bytes", "9223372036854771712");
        Write("pids.current", "1");
        Write("pids.max", "max");
        Write("blkio.throttle.io_service_bytes", "254:0 Read 4096\n254:0 Write 0\nTotal 4096");
    }

    private void WriteVersion2()
    {
        Write("cpu.stat", "usage_usec 5000\nuser_usec 3000\nsystem_usec 2000");
        Write("memory.stat", "anon 8192\nfile 8192\ninactive_file 4096");
        Write("memory.current", "409600");
        Write("memory.peak", "819200");
        Write("memory.max", "1048576");
        Write("pids.current", "3");
        Write("io.stat", "254:0 rbytes=4096 wbytes=512 rios=1 wios=1 dbytes=0 dios=0");
    }

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_directory, file), text + "\n");
}
