using System.Globalization;
using Berth.Oci.Runtime;
using Berth.Runtime.Statistics;

namespace Berth.Runtime.Cgroups;

/// <summary>
/// <c>linux.resources.blockIO</c>, controller blkio on v1 and io on v2:
/// <code>
///                            v1                                   v2
/// weight                     blkio.weight or blkio.bfq.weight     io.bfq.weight, or io.weight (scaled)
/// leafWeight                 blkio.leaf_weight (Linux &lt; 5.0)      refused
/// weightDevice.weight        blkio[.bfq].weight_device            a line of the same file as weight
/// weightDevice.leafWeight    blkio.leaf_weight_device             refused
/// throttleReadBpsDevice      blkio.throttle.read_bps_device       io.max rbps=
/// throttleWriteBpsDevice     blkio.throttle.write_bps_device      io.max wbps=
/// throttleReadIOPSDevice     blkio.throttle.read_iops_device      io.max riops=
/// throttleWriteIOPSDevice    blkio.throttle.write_iops_device     io.max wiops=
/// </code>
/// A rate of 0 is no limit.
/// </summary>
internal static class BlockIoController
{
    public static void SetV1(ControlFiles files, LinuxBlockIo io)
    {
        string weight = files.Has("blkio.weight") ? "blkio.weight" : "blkio.bfq.weight";
        files.Write(weight, Asked(io.Weight), "blockIO.weight");
        files.Write("blkio.leaf_weight", Asked(io.LeafWeight), "blockIO.leafWeight");
        foreach (LinuxWeightDevice device in io.WeightDevice ?? [])
        {
            WriteDevice(files, $"{weight}_device", device, Asked(device.Weight), "blockIO.weightDevice.weight");
            WriteDevice(files, "blkio.leaf_weight_device", device, Asked(device.LeafWeight), "blockIO.weightDevice.leafWeight");
        }

        ThrottleV1(files, io.ThrottleReadBpsDevice, "blkio.throttle.read_bps_device", "blockIO.throttleReadBpsDevice");
        ThrottleV1(files, io.ThrottleWriteBpsDevice, "blkio.throttle.write_bps_device", "blockIO.throttleWriteBpsDevice");
        ThrottleV1(files, io.ThrottleReadIopsDevice, "blkio.throttle.read_iops_device", "blockIO.throttleReadIOPSDevice");
        ThrottleV1(files, io.ThrottleWriteIopsDevice, "blkio.throttle.write_iops_device", "blockIO.throttleWriteIOPSDevice");
    }

    public static void SetV2(ControlFiles files, LinuxBlockIo io)
    {
        bool leaf = Asked(io.LeafWeight) is not null || io.WeightDevice?.Any(d => Asked(d.LeafWeight) is not null) == true;
        if (leaf)
        {
            throw new RuntimeException("linux.resources.blockIO.leafWeight: cgroup v2 has no such limit");
        }

        // BFQ counts as v1 did (1 … 1000); the io controller's own weight goes to 10000.
        bool bfq = files.Has("io.bfq.weight");
        string file = bfq ? "io.bfq.weight" : "io.weight";
        if (Asked(io.Weight) is long weight)
        {
            files.Write(file, bfq ? weight : Scaled(weight), "blockIO.weight");
        }

        foreach (LinuxWeightDevice device in io.WeightDevice ?? [])
        {
            long? one = Asked(device.Weight);
            WriteDevice(files, file, device, bfq || one is null ? one : Scaled(one.Value), "blockIO.weightDevice.weight", none: "default");
        }

        ThrottleV2(files, io.ThrottleReadBpsDevice, "rbps", "blockIO.throttleReadBpsDevice");
        ThrottleV2(files, io.ThrottleWriteBpsDevice, "wbps", "blockIO.throttleWriteBpsDevice");
        ThrottleV2(files, io.ThrottleReadIopsDevice, "riops", "blockIO.throttleReadIOPSDevice");
        ThrottleV2(files, io.ThrottleWriteIopsDevice, "wiops", "blockIO.throttleWriteIOPSDevice");
    }

    public static BlockIoStatistics ReadV1(ControlFiles files)
    {
        // The counters of BFQ, of CFQ (until Linux 5.0) or of throttling, whichever the kernel has.
        string family = files.Has("blkio.bfq.io_serviced_recursive") ? "blkio.bfq."
            : files.Has("blkio.io_serviced_recursive") ? "blkio."
            : "blkio.throttle.";
        string ending = files.Has($"{family}io_serviced_recursive") ? "_recursive" : "";
        return new BlockIoStatistics
        {
            ServiceBytes = Lines(files.Read($"{family}io_service_bytes{ending}")),
            Serviced = Lines(files.Read($"{family}io_serviced{ending}")),
            Queued = Lines(files.Read($"{family}io_queued{ending}")),
            ServiceTime = Lines(files.Read($"{family}io_service_time{ending}")),
            WaitTime = Lines(files.Read($"{family}io_wait_time{ending}")),
            Merged = Lines(files.Read($"{family}io_merged{ending}")),
            Time = Lines(files.Read($"{family}time{ending}")),
            Sectors = Lines(files.Read($"{family}sectors{ending}")),
        };
    }

    public static BlockIoStatistics ReadV2(ControlFiles files)
    {
        var bytes = new List<BlockIoEntry>();
        var operations = new List<BlockIoEntry>();
        foreach (string line in files.Read("io.stat")?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            // 254:0 rbytes=4096 wbytes=0 rios=1 wios=0 dbytes=0 dios=0
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            foreach (string word in words.Skip(1))
            {
                string[] pair = word.Split('=', 2);
                List<BlockIoEntry>? list = pair[0] switch { "rbytes" or "wbytes" => bytes, "rios" or "wios" => operations, _ => null };
                if (list is not null && EntryOf(words[0], pair[0][0] == 'r' ? "Read" : "Write", pair[1]) is { } entry)
                {
                    list.Add(entry);
                }
            }
        }

        return new BlockIoStatistics
        {
            ServiceBytes = bytes.Count > 0 ? bytes : null,
            Serviced = operations.Count > 0 ? operations : null,
            Psi = PressureStatistics.Parse(files.Read("io.pressure")),
        };
    }

    /// <summary>10 … 1000 of the spec as 1 … 10000.</summary>
    internal static long Scaled(long weight) => 1 + ((weight - 10) * 9999 / 990);

    private static void WriteDevice(ControlFiles files, string file, LinuxWeightDevice device, long? value, string field, string none = "0")
    {
        if (value is long some)
        {
            files.WriteLine(file, Name(device.Major, device.Minor), some.ToString(CultureInfo.InvariantCulture), none, field);
        }
    }

    private static void ThrottleV1(ControlFiles files, IReadOnlyList<LinuxThrottleDevice>? devices, string file, string field)
    {
        foreach (LinuxThrottleDevice device in devices ?? [])
        {
            files.WriteLine(file, Name(device.Major, device.Minor), device.Rate.ToString(CultureInfo.InvariantCulture), "0", field);
        }
    }

    private static void ThrottleV2(ControlFiles files, IReadOnlyList<LinuxThrottleDevice>? devices, string key, string field)
    {
        foreach (LinuxThrottleDevice device in devices ?? [])
        {
            string rate = device.Rate == 0 ? "max" : device.Rate.ToString(CultureInfo.InvariantCulture);
            files.WriteLine(
                "io.max", Name(device.Major, device.Minor), $"{key}={rate}", "rbps=max wbps=max riops=max wiops=max", field);
        }
    }

    // "8:0 Read 1024", "8:0 1024"; the last line, "Total 1024", belongs to no device.
    private static List<BlockIoEntry>? Lines(string? text)
    {
        var entries = new List<BlockIoEntry>();
        foreach (string line in text?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 2 && EntryOf(words[0], words.Length > 2 ? words[1] : null, words[^1]) is { } entry)
            {
                entries.Add(entry);
            }
        }

        return entries.Count > 0 ? entries : null;
    }

    private static BlockIoEntry? EntryOf(string device, string? operation, string value)
    {
        string[] numbers = device.Split(':', 2);
        return numbers.Length == 2
            && ulong.TryParse(numbers[0], CultureInfo.InvariantCulture, out ulong major)
            && ulong.TryParse(numbers[1], CultureInfo.InvariantCulture, out ulong minor)
            && ulong.TryParse(value, CultureInfo.InvariantCulture, out ulong number)
            ? new BlockIoEntry { Major = major, Minor = minor, Operation = operation, Value = number }
            : null;
    }

    private static long? Asked(ushort? value) => value is null or 0 ? null : value;

    private static string Name(long major, long minor) => string.Create(CultureInfo.InvariantCulture, $"{major}:{minor}");
}
