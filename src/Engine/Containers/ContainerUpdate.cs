using Berth.Engine.Containers.Updating;
using Berth.Engine.Errors;
using Berth.Engine.Specs;
using Berth.EngineApi.Containers;
using Berth.Linux;
using Berth.Oci.Runtime;
using Berth.Runtime;
using Microsoft.Extensions.Logging;

namespace Berth.Engine.Containers;

public sealed partial class ContainerService
{
    /// <summary>
    /// Changes limits and restart policy of a container, running or not: (1) the request is checked alone, (2) and against what is set;
    /// (3) the record says what it shall be, and what it was, (4) of a running container the cgroup is changed, all of it or nothing,
    /// (5) then the record says that it is so. Where the daemon dies from (3) on, its next start does (4) and (5).
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

            // 3.
            if (container.State.IsAlive)
            {
                Save(container, container.Record with { HostConfig = after, UpdatedFrom = before });
                Failpoint.Hit("update.planned");
            }

            // 4. and 5.
            ApplyLimits(container, before, after);
            LogUpdated(container.Id, UpdatedResources.Describe(before, after));
            Publish(container, "update");
        }

        return warnings;
    }

    private void ApplyLimits(Container container, HostConfig before, HostConfig after)
    {
        try
        {
            SetLimits(container, UpdatedResources.Of(before, after));
        }
        catch
        {
            // The kernel refused, and nothing of the cgroup is changed.
            Record(container, container.Record with { HostConfig = before, UpdatedFrom = null });
            throw;
        }

        Failpoint.Hit("update.limited");
        try
        {
            Save(container, container.Record with { HostConfig = after, UpdatedFrom = null });
        }
        catch
        {
            SetLimits(container, UpdatedResources.Back(before, after, _facts.Cgroups));
            Record(container, container.Record with { HostConfig = before, UpdatedFrom = null });
            throw;
        }
    }

    /// <summary>Finishes the update that an earlier daemon died in; the caller has just taken the container over.</summary>
    private void FinishUpdate(Container container)
    {
        if (container.Record.UpdatedFrom is not { } before)
        {
            return;
        }

        try
        {
            ApplyLimits(container, before, container.Record.HostConfig);
        }
        catch (Exception e) when (e is EngineException or IOException or System.Data.Common.DbException)
        {
            // Its record says now what it said before.
            LogNotFinished(container.Id, e);
        }
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "container {Id}: an update that an earlier daemon began could not be finished")]
    private partial void LogNotFinished(string id, Exception error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "container {Id} updated: {Changes}")]
    private partial void LogUpdated(string id, string changes);
}
