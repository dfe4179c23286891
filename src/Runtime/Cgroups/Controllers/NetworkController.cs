using System.Globalization;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Cgroups;

/// <summary>
/// <c>linux.resources.network</c>: classID in <c>net_cls.classid</c>, priorities in <c>net_prio.ifpriomap</c>. v2 has neither
/// controller: refused there.
/// </summary>
internal static class NetworkController
{
    public static void SetV1(ControlFiles files, LinuxNetwork network)
    {
        files.Write("net_cls.classid", network.ClassId is 0 ? null : network.ClassId, "network.classID");
        foreach (LinuxInterfacePriority priority in network.Priorities ?? [])
        {
            string value = priority.Priority.ToString(CultureInfo.InvariantCulture);
            files.WriteLine("net_prio.ifpriomap", priority.Name, value, "0", "network.priorities");
        }
    }

    public static void SetV2(LinuxNetwork network)
    {
        string? field = network.ClassId is > 0 ? "classID" : network.Priorities is { Count: > 0 } ? "priorities" : null;
        if (field is not null)
        {
            throw new RuntimeException($"linux.resources.network.{field}: cgroup v2 has no such limit");
        }
    }
}
