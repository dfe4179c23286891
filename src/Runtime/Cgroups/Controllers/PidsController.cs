using System.Globalization;
using Berth.Oci.Runtime;
using Berth.Runtime.Statistics;

namespace Berth.Runtime.Cgroups;

/// <summary><c>linux.resources.pids.limit</c>: <c>pids.max</c>, on v1 and v2. Below 0 is no limit.</summary>
internal static class PidsController
{
    // No task at all could never run: 0 means the one that there is.
    public static void Set(ControlFiles files, LinuxPids pids)
    {
        string? value = pids.Limit switch
        {
            null => null,
            < 0 => "max",
            long limit => Math.Max(limit, 1).ToString(CultureInfo.InvariantCulture),
        };
        if (value == "max" && !files.Has("pids.max"))
        {
            return;
        }

        files.Write("pids.max", value, "pids.limit");
    }

    public static PidsStatistics Read(ControlFiles files) => new()
    {
        Current = files.Number("pids.current") ?? 0,
        Limit = files.Number("pids.max") is ulong limit and not ulong.MaxValue ? limit : 0,
    };
}
