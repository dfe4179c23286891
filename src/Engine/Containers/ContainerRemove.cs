using Berth.Engine.Errors;
using Berth.Linux;

namespace Berth.Engine.Containers;

public sealed partial class ContainerService
{
    /// <summary>Removes a container: one that runs only with <paramref name="force"/>, which kills it first.</summary>
    public async Task RemoveAsync(string idOrName, bool force, bool removeVolumes, CancellationToken cancellation = default)
    {
        Container container = _index.Get(idOrName);
        if (container.RemovalInProgress)
        {
            throw new ConflictException($"removal of container {idOrName} is already in progress");
        }

        bool gone = false;
        while (!gone)
        {
            await KillForRemovalAsync(container, force, cancellation);
            using (await container.Lock.AcquireAsync(cancellation))
            {
                // One that is removed when it ends may just have been; one that was being started may run now: once more.
                gone = container.RemovalInProgress;
                if (!gone && !container.State.IsActive)
                {
                    RemoveLocked(container, removeVolumes);
                    gone = true;
                }
            }
        }
    }

    private async Task KillForRemovalAsync(Container container, bool force, CancellationToken cancellation)
    {
        // In this order: an end between the two is not waited for again.
        Task exited = container.Exited.Next;
        if (!container.State.IsActive)
        {
            return;
        }

        if (!force)
        {
            throw Running(container);
        }

        await SignalAsync(container, Signals.Kill, ends: true, byOwner: true);
        if (!await EndsWithinAsync(exited, s_killPatience).WaitAsync(cancellation))
        {
            throw new ContainerFailedException($"cannot remove container \"{container.DisplayName}\": could not kill: it does not end");
        }
    }

    /// <summary>
    /// Takes a container that does not run away: (1) marked, so that a crash from here on is finished by the next start of the daemon,
    /// (2) its writable layer, (3) its files, (4) its volumes, (5) its record, (6) everybody who waits is told.
    /// </summary>
    private void RemoveLocked(Container container, bool removeVolumes)
    {
        // 1.
        container.RemovalInProgress = true;
        LogRemoving(
            container.Id,
            container.Record.HostConfig.AutoRemove ? "it is to go when it ends, or it was asked for" : "it was asked for",
            removeVolumes ? "too" : "stay");
        try
        {
            Record(container, container.Record with
            {
                State = container.State with { Status = ContainerStatus.Removing, RemovesVolumes = removeVolumes },
            });
            Failpoint.Hit("rm.marked");

            // 2. and 3.
            _images.Snapshots.Remove(container.Id, expendable: container.Record.HostConfig.AutoRemove);
            DeleteFiles(container.Id);
            Failpoint.Hit("rm.files");

            // 4.
            if (removeVolumes)
            {
                _mounts.RemoveAnonymous(container.Record);
                Failpoint.Hit("rm.volume");
            }

            // 5.
            _store.Delete(container.Id);
            Failpoint.Hit("rm.recorded");
            _index.Remove(container);
        }
        catch (Exception e) when (e is not EngineException)
        {
            container.RemovalInProgress = false;
            Record(container, container.Record with { State = container.State with { Status = ContainerStatus.Dead, Error = e.Message } });
            throw new ContainerFailedException($"container {container.Id}: driver failed to remove root filesystem: {e.Message}", e);
        }

        // 6.
        container.Lobby.Dismiss();
        Publish(container, "destroy");

        // Whoever waits for an end that there never was has waited for this.
        var end = new ContainerEnd(container.State.ExitCode);
        container.Removed.Raise(end);
        container.Exited.Raise(end);
    }

    private void DeleteFiles(string id)
    {
        foreach (string directory in (string[])[_paths.ContainerDirectory(id), _paths.Bundle(id)])
        {
            EngineDirectory.Remove(directory);
        }
    }

    private static ConflictException Running(Container container) => new(
        $"cannot remove container \"{container.DisplayName}\": container is {container.State.StatusName}" +
        (container.State.Status == ContainerStatus.Paused
            ? " and must be unpaused first"
            : ": stop the container before removing or force remove"));
}
