using Berth.Engine.Containers.Updating;
using Berth.Engine.Errors;
using Berth.Engine.Specs;
using Berth.EngineApi.Containers;
using Berth.Oci.Runtime;
using Berth.Runtime;
using Microsoft.Extensions.Logging;

namespace Berth.Engine.Containers;

public sealed partial class ContainerService
{
    /// <summary>
    /// Changes limits and restart policy of a container, running or not: (1) the request is checked alone, (2) and against what is set;
    /// (3) of a running container the cgroup is changed, all of it or nothing, (4) then the record says it.
    /// </summary>
    /// <returns>Warnings.</returns>
    /// <exception cref="ConflictException">It contradicts what is set.</exception>
    public async Task<IReadOnlyList<string>> UpdateAsync(string idOrName, HostConfig change, CancellationToken cancellation = default)
    {
        // 1.
        IReadOnlyList<string> warnings = CreateRequestValidator.ValidateUpdate(change, _facts);
        UpdateRules.RefuseFixed(change);
        Container container = _index.Get(idOrName);
        using (await container.Lock.AcquireAsync(cancellation))
        {
            if (container.RemovalInProgress || container.State.Status is ContainerStatus.Removing or ContainerStatus.Dead)
            {
                throw CannotUpdate(container, new ConflictException("container is marked for removal and cannot be \"update\""));
            }

            // 2.
            HostConfig before = container.Record.HostConfig;
            HostConfig after;
            try
            {
                after = UpdateRules.Apply(before, change, _facts.Cgroups.Swap);
            }
            catch (ConflictException e)
            {
                throw CannotUpdate(container, e);
            }

            // 3. and 4.
            LinuxResources limits = UpdatedResources.Of(before, after);
            SetLimits(container, limits);
            try
            {
                Save(container, container.Record with { HostConfig = after });
            }
            catch
            {
                SetLimits(container, UpdatedResources.Back(before, after, _facts.Cgroups));
                throw;
            }

            LogUpdated(container.Id, UpdatedResources.Describe(before, after));
            Publish(container, "update");
        }

        return warnings;
    }

    private void SetLimits(Container container, LinuxResources limits)
    {
        if (!container.State.IsAlive)
        {
            return;
        }

        try
        {
            ContainerVerbs.Update(_paths.RuntimeRoot, container.Id, limits);
        }
        catch (RuntimeException) when (container.Monitor is null || !IsThere(container.Id))
        {
            // It has just ended: the next start takes the limits from the record.
        }
        catch (RuntimeException e)
        {
            throw CannotUpdate(container, new ContainerFailedException(e.Message, e));
        }
    }

    private bool IsThere(string id)
    {
        try
        {
            return ContainerVerbs.State(_paths.RuntimeRoot, id).Status != StateStatus.Stopped;
        }
        catch (RuntimeException)
        {
            return false;
        }
    }

    private static EngineException CannotUpdate(Container container, EngineException cause)
    {
        string message = $"Cannot update container {container.Id}: {cause.Message}";
        return cause is ConflictException ? new ConflictException(message, cause) : new ContainerFailedException(message, cause);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "container {Id} updated: {Changes}")]
    private partial void LogUpdated(string id, string changes);
}
