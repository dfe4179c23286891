using Berth.Engine.Containers;
using Berth.Engine.Host;
using Berth.EngineApi.Containers;
using Berth.Linux;
using Berth.Runtime;
using Berth.Runtime.Logs;

namespace Berth.Engine.Statistics;

/// <summary>Reads once what a container uses: some files of its cgroup, of /proc, and nothing of its own.</summary>
internal sealed class StatsReader(EnginePaths paths, ContainerIndex containers, SystemFacts facts, TimeProvider time)
{
    /// <summary>Null once the container is removed. Of one that does not run, only name and ID are told.</summary>
    public ContainerStats? Read(Container container)
    {
        if (containers.Find(container.Id) is null)
        {
            return null;
        }

        ContainerRecord record = container.Record;
        var none = new ContainerStats { Name = "/" + record.Name, Id = record.Id };
        if (!record.State.IsAlive)
        {
            return none;
        }

        try
        {
            ContainerStats stats = StatsDescription.Describe(
                ContainerVerbs.Statistics(paths.RuntimeRoot, record.Id), ProcessorTime.Read(), facts.Cgroups.Version, (ulong)facts.MemoryTotal);
            return stats with
            {
                Name = none.Name,
                Id = none.Id,
                Read = Rfc3339Nano.Format(time.GetUtcNow()),
                Networks = HasNetwork(record) && InterfaceCounters.Read(record.State.Pid) is { Count: > 0 } networks ? networks : null,
            };
        }
        catch (Exception e) when (e is RuntimeException or IOException or LinuxException or UnauthorizedAccessException)
        {
            // It has ended just now.
            return none;
        }
    }

    // The host's interfaces are not the container's; another container's are shared, and told as dockerd does.
    private static bool HasNetwork(ContainerRecord record) => record.NetworkMode is not ("host" or "none");
}
