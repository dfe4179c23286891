using System.Globalization;
using Berth.Oci.Runtime;
using Berth.Runtime.Statistics;

namespace Berth.Runtime.Cgroups;

/// <summary>
/// <c>linux.resources.cpu</c> but for its CPUs and memory nodes (<see cref="CpusetController"/>):
/// <code>
///                   v1                   v2
/// shares            cpu.shares           cpu.weight (converted)
/// quota, period     cpu.cfs_quota_us,    cpu.max: both in one line
///                   cpu.cfs_period_us
/// burst             cpu.cfs_burst_us     cpu.max.burst
/// realtimeRuntime   cpu.rt_runtime_us    refused
/// realtimePeriod    cpu.rt_period_us     refused
/// idle              cpu.idle             cpu.idle
/// </code>
/// 0 is "not asked for", but for burst and idle.
/// </summary>
internal static class CpuController
{
    // USER_HZ, in which cpuacct.stat counts.
    private const ulong NanosecondsATick = 1_000_000_000 / 100;

    public static void SetV1(ControlFiles files, LinuxCpu cpu)
    {
        if (cpu.Shares is > 0 and ulong shares)
        {
            files.Write("cpu.shares", Text(shares), "cpu.shares");
            RequireTaken(files, shares);
        }

        SetQuotaV1(files, cpu);
        files.Write("cpu.idle", cpu.Idle, "cpu.idle");
        SetRealtime(files, cpu);
    }

    public static void SetV2(ControlFiles files, LinuxCpu cpu)
    {
        if (cpu.RealtimePeriod is > 0 || cpu.RealtimeRuntime is not null and not 0)
        {
            throw new RuntimeException("linux.resources.cpu.realtimeRuntime: cgroup v2 has no such limit");
        }

        files.Write("cpu.idle", cpu.Idle, "cpu.idle");
        if (cpu.Shares is > 0 and ulong shares)
        {
            files.Write("cpu.weight", Text(WeightOf(shares)), "cpu.shares");
        }

        string? burst = cpu.Burst is ulong b ? Text(b) : null;
        bool hasQuota = cpu.Quota is not null and not 0;

        // A burst above the quota is invalid, so that raising both takes the quota first.
        bool burstLater = burst is not null && !(hasQuota ? files.TryWrite("cpu.max.burst", burst, "cpu.burst") : Write(files, burst));
        if (hasQuota || cpu.Period is > 0)
        {
            string quota = cpu.Quota is > 0 ? Text((ulong)cpu.Quota.Value) : "max";
            files.Write("cpu.max", $"{quota} {Text(cpu.Period is null or 0 ? 100000 : cpu.Period.Value)}", "cpu.quota");
        }

        if (burstLater)
        {
            files.Write("cpu.max.burst", burst, "cpu.burst");
        }
    }

    /// <summary>
    /// Shares of v1 (2 … 262144, by default 1024) as a weight of v2 (1 … 10000, by default 100): the curve through both ends and the
    /// defaults that runc and crun have used since 2025.
    /// </summary>
    internal static ulong WeightOf(ulong shares)
    {
        if (shares <= 2)
        {
            return 1;
        }

        if (shares >= 262144)
        {
            return 10000;
        }

        double log = Math.Log2(shares);
        double exponent = (((log * log) + (125 * log)) / 612.0) - (7.0 / 34.0);
        return (ulong)Math.Ceiling(Math.Pow(10, exponent));
    }

    public static CpuStatistics ReadV1(ControlFiles files)
    {
        SortedDictionary<string, ulong>? stat = CgroupFile.Fields(files.Read("cpu.stat"));
        SortedDictionary<string, ulong>? ticks = CgroupFile.Fields(files.Read("cpuacct.stat"));
        (IReadOnlyList<ulong>? user, IReadOnlyList<ulong>? kernel) = UsageByCpu(files.Read("cpuacct.usage_all"));
        return new CpuStatistics
        {
            Usage = new CpuUsage
            {
                Total = files.Number("cpuacct.usage") ?? 0,
                PerCpu = files.Read("cpuacct.usage_percpu") is string all ? Numbers(all) : null,
                PerCpuKernel = kernel,
                PerCpuUser = user,
                Kernel = (ticks?.GetValueOrDefault("system") ?? 0) * NanosecondsATick,
                User = (ticks?.GetValueOrDefault("user") ?? 0) * NanosecondsATick,
            },
            Throttling = new CpuThrottling
            {
                Periods = stat?.GetValueOrDefault("nr_periods") ?? 0,
                ThrottledPeriods = stat?.GetValueOrDefault("nr_throttled") ?? 0,
                ThrottledTime = stat?.GetValueOrDefault("throttled_time") ?? 0,
            },
        };
    }

    public static CpuStatistics ReadV2(ControlFiles files)
    {
        SortedDictionary<string, ulong> stat = CgroupFile.Fields(files.Read("cpu.stat")) ?? [];
        return new CpuStatistics
        {
            Usage = new CpuUsage
            {
                Total = 1000 * stat.GetValueOrDefault("usage_usec"),
                Kernel = 1000 * stat.GetValueOrDefault("system_usec"),
                User = 1000 * stat.GetValueOrDefault("user_usec"),
            },
            Throttling = new CpuThrottling
            {
                Periods = stat.GetValueOrDefault("nr_periods"),
                ThrottledPeriods = stat.GetValueOrDefault("nr_throttled"),
                ThrottledTime = 1000 * stat.GetValueOrDefault("throttled_usec"),
            },
            Psi = PressureStatistics.Parse(files.Read("cpu.pressure")),
        };
    }

    // Quota, period and burst bound each other, and the parent's bound them: what is invalid before another is written is written after.
    private static void SetQuotaV1(ControlFiles files, LinuxCpu cpu)
    {
        bool hasQuota = cpu.Quota is not null and not 0;
        string? period = cpu.Period is > 0 ? Text(cpu.Period.Value) : null;
        string? burst = cpu.Burst is ulong b ? Text(b) : null;
        bool periodLater = hasQuota && period is not null && !files.TryWrite("cpu.cfs_period_us", period, "cpu.period");
        bool burstLater = hasQuota && burst is not null && !files.TryWrite("cpu.cfs_burst_us", burst, "cpu.burst");
        if (!hasQuota)
        {
            files.Write("cpu.cfs_period_us", period, "cpu.period");
            files.Write("cpu.cfs_burst_us", burst, "cpu.burst");
            return;
        }

        files.Write("cpu.cfs_quota_us", cpu.Quota, "cpu.quota");
        files.Write("cpu.cfs_period_us", periodLater ? period : null, "cpu.period");
        files.Write("cpu.cfs_burst_us", burstLater ? burst : null, "cpu.burst");
    }

    private static void SetRealtime(ControlFiles files, LinuxCpu cpu)
    {
        string? period = cpu.RealtimePeriod is > 0 ? Text(cpu.RealtimePeriod.Value) : null;
        long? runtime = cpu.RealtimeRuntime is 0 ? null : cpu.RealtimeRuntime;
        bool periodLater = runtime is not null && period is not null && !files.TryWrite("cpu.rt_period_us", period, "cpu.realtimePeriod");
        if (runtime is null)
        {
            files.Write("cpu.rt_period_us", period, "cpu.realtimePeriod");
        }

        files.Write("cpu.rt_runtime_us", runtime, "cpu.realtimeRuntime");
        files.Write("cpu.rt_period_us", periodLater ? period : null, "cpu.realtimePeriod");
    }

    // The kernel takes what is too much or too little for the nearest it can do.
    private static void RequireTaken(ControlFiles files, ulong shares)
    {
        if (files.Number("cpu.shares") is ulong taken && taken != shares)
        {
            throw new RuntimeException(string.Create(
                CultureInfo.InvariantCulture,
                $"linux.resources.cpu.shares: the {(shares > taken ? "maximum" : "minimum")} allowed cpu-shares is {taken}"));
        }
    }

    private static bool Write(ControlFiles files, string burst)
    {
        files.Write("cpu.max.burst", burst, "cpu.burst");
        return true;
    }

    private static List<ulong> Numbers(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => ulong.Parse(n, CultureInfo.InvariantCulture))];

    // "cpu user system", then a line a CPU.
    private static (IReadOnlyList<ulong>? User, IReadOnlyList<ulong>? Kernel) UsageByCpu(string? text)
    {
        if (text is null)
        {
            return (null, null);
        }

        var user = new List<ulong>();
        var kernel = new List<ulong>();
        foreach (string line in text.Split('\n').Skip(1))
        {
            List<ulong> numbers = Numbers(line);
            if (numbers.Count >= 3)
            {
                user.Add(numbers[1]);
                kernel.Add(numbers[2]);
            }
        }

        return (user, kernel);
    }

    private static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}
