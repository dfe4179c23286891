using Berth.Engine.Errors;
using Berth.Runtime;

namespace Berth.Engine.Containers;

public sealed partial class ContainerService
{
    /// <summary>Freezes all processes of a running container, until it is unpaused, killed, or the host goes down.</summary>
    /// <exception cref="ConflictException">It does not run, or is paused already.</exception>
    public async Task PauseAsync(string idOrName, CancellationToken cancellation = default)
    {
        Container container = _index.Get(idOrName);
        using (await container.Lock.AcquireAsync(cancellation))
        {
            RefuseUnlessPausable(container);
            try
            {
                if (!container.Freezer.TryPause(_paths.RuntimeRoot, container.Id))
                {
                    throw NotRunning(container);
                }
            }
            catch (RuntimeException e)
            {
                throw new ContainerFailedException($"cannot pause container {container.Id}: {e.Message}", e);
            }

            EndHealth(container);
            Record(container, container.Record with { State = container.State with { Status = ContainerStatus.Paused } });
            Publish(container, "pause");
        }
    }

    /// <summary>Lets a paused container go on.</summary>
    /// <exception cref="ConflictException">It is not paused. (dockerd says so as a failure of its own, with 500.)</exception>
    /// <exception cref="ContainerFailedException">It cannot be let go on.</exception>
    public async Task UnpauseAsync(string idOrName, CancellationToken cancellation = default)
    {
        Container container = _index.Get(idOrName);
        using (await container.Lock.AcquireAsync(cancellation))
        {
            if (container.State.Status != ContainerStatus.Paused)
            {
                throw new ConflictException($"Container {container.Id} is not paused");
            }

            UnpauseLocked(container);
        }
    }

    private void UnpauseLocked(Container container)
    {
        try
        {
            container.Freezer.Unpause(_paths.RuntimeRoot, container.Id);
        }
        catch (RuntimeException e)
        {
            throw new ContainerFailedException($"Cannot unpause container {container.Id}: {e.Message}", e);
        }

        Record(container, container.Record with { State = container.State with { Status = ContainerStatus.Running } });
        Publish(container, "unpause");
        BeginHealth(container);
    }

    private static void RefuseUnlessPausable(Container container)
    {
        switch (container.State.Status)
        {
            case ContainerStatus.Running:
                return;
            case ContainerStatus.Paused:
                throw new ConflictException($"Container {container.Id} is already paused");
            default:
                throw NotRunning(container);
        }
    }
}
