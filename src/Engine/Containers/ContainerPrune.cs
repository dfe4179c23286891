using Berth.Engine.Errors;
using Berth.Engine.Filtering;
using Berth.EngineApi;
using Berth.EngineApi.Containers;

namespace Berth.Engine.Containers;

public sealed partial class ContainerService
{
    /// <summary>Removes every container that does not run and fits.</summary>
    public async Task<ContainersPruneResponse> PruneAsync(Filters filters)
    {
        FilterValues.RefuseOthers(filters, "label", "label!", "until");
        var filter = new PruneFilter(filters, _time.GetUtcNow());
        var deleted = new List<string>();
        long reclaimed = 0;
        foreach (Container container in _index.All.OrderByDescending(static c => c.Record.Created))
        {
            if (container.State.IsActive || !filter.Matches(container.Record.Created, container.Record.Config.Labels))
            {
                continue;
            }

            long size = _images.Snapshots.TrySizeRw(container.Id) ?? 0;
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

        _events.PublishPrune("container", reclaimed);
        return new ContainersPruneResponse { ContainersDeleted = deleted.Count == 0 ? null : deleted, SpaceReclaimed = reclaimed };
    }
}
