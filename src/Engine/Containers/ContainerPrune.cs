using Berth.Engine.Containers.Listing;
using Berth.Engine.Errors;
using Berth.EngineApi;
using Berth.EngineApi.Containers;

namespace Berth.Engine.Containers;

public sealed partial class ContainerService
{
    /// <summary>Removes every container that does not run and fits.</summary>
    public async Task<ContainersPruneResponse> PruneAsync(Filters filters)
    {
        if (filters.Keys.FirstOrDefault(k => k is not "label") is { } other)
        {
            throw new InvalidParameterException($"invalid filter '{other}'");
        }

        var filter = new ContainerFilter(filters, static _ => default);
        var deleted = new List<string>();
        long reclaimed = 0;
        foreach (Container container in _index.All)
        {
            if (container.State.IsAlive || !filter.Matches(container.Record, static _ => true))
            {
                continue;
            }

            long size = _images.Snapshots.SizeRw(container.Id);
            try
            {
                await RemoveAsync(container.Id, force: false, removeVolumes: false);
                deleted.Add(container.Id);
                reclaimed += size;
            }
            catch (EngineException)
            {
                // It was started, or is being removed, meanwhile: it is not ours to prune any more.
            }
        }

        return new ContainersPruneResponse { ContainersDeleted = deleted.Count == 0 ? null : deleted, SpaceReclaimed = reclaimed };
    }
}
