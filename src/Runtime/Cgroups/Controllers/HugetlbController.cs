using System.Globalization;
using Berth.Oci.Runtime;
using Berth.Runtime.Statistics;

namespace Berth.Runtime.Cgroups;

/// <summary>
/// <c>linux.resources.hugepageLimits</c>: <c>hugetlb.SIZE.limit_in_bytes</c> on v1, <c>hugetlb.SIZE.max</c> on v2, and the limit on
/// reservations (<c>rsvd</c>, Linux 5.7) where the kernel has it: who reserves more than it may use dies of SIGBUS instead of hearing
/// ENOMEM.
/// </summary>
internal static class HugetlbController
{
    public static void SetV1(ControlFiles files, IReadOnlyList<LinuxHugepageLimit> limits) => Set(files, limits, "limit_in_bytes");

    public static void SetV2(ControlFiles files, IReadOnlyList<LinuxHugepageLimit> limits) => Set(files, limits, "max");

    public static SortedDictionary<string, HugetlbStatistics> ReadV1(ControlFiles files) => Read(files, size => new HugetlbStatistics
    {
        Usage = files.Number($"{Prefix(files, size, "usage_in_bytes")}.usage_in_bytes") ?? 0,
        Max = files.Number($"{Prefix(files, size, "max_usage_in_bytes")}.max_usage_in_bytes") ?? 0,
        FailCount = files.Number($"{Prefix(files, size, "failcnt")}.failcnt") ?? 0,
    });

    public static SortedDictionary<string, HugetlbStatistics> ReadV2(ControlFiles files) => Read(files, size => new HugetlbStatistics
    {
        Usage = files.Number($"{Prefix(files, size, "current")}.current") ?? 0,
        FailCount = (ulong)CgroupFile.Field(files.Read($"hugetlb.{size}.events"), "max"),
    });

    /// <summary>The sizes that the kernel has, as the files name them: <c>64KB</c>, <c>2MB</c>, <c>1GB</c>.</summary>
    internal static IEnumerable<string> Sizes(string directory = "/sys/kernel/mm/hugepages")
    {
        if (!Directory.Exists(directory))
        {
            yield break;
        }

        foreach (string path in Directory.EnumerateDirectories(directory, "hugepages-*kB"))
        {
            long kilobytes = long.Parse(Path.GetFileName(path)["hugepages-".Length..^2], CultureInfo.InvariantCulture);
            yield return kilobytes switch
            {
                >= 1 << 20 => $"{kilobytes >> 20}GB",
                >= 1 << 10 => $"{kilobytes >> 10}MB",
                _ => $"{kilobytes}KB",
            };
        }
    }

    private static void Set(ControlFiles files, IReadOnlyList<LinuxHugepageLimit> limits, string ending)
    {
        foreach (LinuxHugepageLimit limit in limits)
        {
            string value = limit.Limit.ToString(CultureInfo.InvariantCulture);
            files.Write($"hugetlb.{limit.PageSize}.{ending}", value, $"hugepageLimits[{limit.PageSize}]");
            string reservations = $"hugetlb.{limit.PageSize}.rsvd.{ending}";
            if (files.Has(reservations))
            {
                files.Write(reservations, value, $"hugepageLimits[{limit.PageSize}]");
            }
        }
    }

    private static SortedDictionary<string, HugetlbStatistics> Read(ControlFiles files, Func<string, HugetlbStatistics> one)
    {
        var all = new SortedDictionary<string, HugetlbStatistics>(StringComparer.Ordinal);
        foreach (string size in Sizes())
        {
            if (files.Has($"hugetlb.{size}.usage_in_bytes") || files.Has($"hugetlb.{size}.current"))
            {
                all[size] = one(size);
            }
        }

        return all;
    }

    private static string Prefix(ControlFiles files, string size, string ending) =>
        files.Has($"hugetlb.{size}.rsvd.{ending}") ? $"hugetlb.{size}.rsvd" : $"hugetlb.{size}";
}
