using System.Globalization;
using Berth.Engine.Errors;
using Berth.Engine.Specs;

namespace Berth.Engine.Containers.Starting;

/// <summary>What a container that joins the namespaces of others (<c>--pid</c>, <c>--ipc container:ID</c>) is given by them.</summary>
internal sealed class NamespaceDonors(ContainerIndex containers, SharedMemory memory)
{
    /// <summary>The pid namespace to join; null for one of its own, or the host's.</summary>
    /// <exception cref="ConflictException">The other container does not run.</exception>
    public string? Pid(ContainerRecord record) =>
        NamespaceMode.Pid(record.HostConfig.PidMode) is { IsContainer: true, Container: { } other }
            ? NamespaceFile(Running(other, "PID"), "pid")
            : null;

    /// <summary>The IPC namespace to join; null for one of its own, or the host's.</summary>
    /// <exception cref="ConflictException">The other container does not run.</exception>
    /// <exception cref="InvalidParameterException">The other container does not share it.</exception>
    public string? Ipc(ContainerRecord record) =>
        IpcDonor(record) is { } donor ? NamespaceFile(donor, "ipc") : null;

    /// <summary>What to bind on /dev/shm; null where a new one is mounted, or the host's.</summary>
    /// <exception cref="EngineException">As with <see cref="Ipc"/>.</exception>
    public string? SharedMemory(ContainerRecord record) => memory.PathOf(IpcDonor(record)?.Record ?? record);

    private Container? IpcDonor(ContainerRecord record)
    {
        if (NamespaceMode.Ipc(record.HostConfig.IpcMode) is not { IsContainer: true, Container: { } other })
        {
            return null;
        }

        Container donor = Running(other, "IPC");
        return memory.PathOf(donor.Record) is not null
            ? donor
            : throw new InvalidParameterException(
                $"failed to join IPC namespace: container {donor.Id}: non-shareable IPC (hint: use IpcMode:shareable for the donor container)");
    }

    private Container Running(string idOrName, string kind)
    {
        Container other = containers.Get(idOrName);
        if (other.State.Status == ContainerStatus.Restarting)
        {
            throw new ConflictException(
                $"failed to join {kind} namespace: container {other.Id} is restarting, wait until the container is running");
        }

        return other.State.IsAlive
            ? other
            : throw new ConflictException($"failed to join {kind} namespace: container {other.Id} is not running");
    }

    private static string NamespaceFile(Container container, string file) =>
        string.Create(CultureInfo.InvariantCulture, $"/proc/{container.State.Pid}/ns/{file}");
}
