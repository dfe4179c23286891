using Berth.Engine.Concurrency;
using Berth.Engine.Errors;
using Berth.Engine.Names;
using Berth.Engine.Specs;
using Berth.Engine.Volumes;
using Berth.Images;
using Berth.Linux;

namespace Berth.Engine.Containers.Mounting;

/// <summary>What the mounts of a container need outside of it, from its making to its removal: volumes, and directories of the host.</summary>
internal sealed class ContainerMounts(VolumeStore volumes, VolumeMounts mounts, Snapshots snapshots, ContainerIndex containers)
{
    /// <summary>Begins to hold volumes for a container that is being made.</summary>
    public VolumeHold Hold() => new(volumes);

    /// <summary>The name of a mount's volume: an anonymous one has one before it is there, to be found by (<see cref="PlannedVolumes"/>).</summary>
    public static string NameVolume(ContainerMount mount) =>
        mount is { Kind: ContainerMountKind.Volume, Name.Length: 0 } ? ObjectId.New() : mount.Name;

    /// <summary>A mount with its volume: made where it is new. Anything else as it is.</summary>
    /// <param name="mount">As it was asked for.</param>
    /// <param name="name">What <see cref="NameVolume"/> says.</param>
    /// <param name="hold">Holds the volume.</param>
    /// <param name="undo">Told how to take it away again.</param>
    /// <exception cref="InvalidParameterException">Name or options of the volume are wrong.</exception>
    public ContainerMount MakeVolume(ContainerMount mount, string name, VolumeHold hold, UndoStack undo)
    {
        if (mount.Kind != ContainerMountKind.Volume)
        {
            return mount;
        }

        VolumeRecord wanted = mount.Name.Length > 0
            ? new VolumeRecord { Labels = mount.VolumeLabels, Options = mount.VolumeDriverOptions }
            : VolumeRecord.Anonymous with { Options = mount.VolumeDriverOptions, Labels = AnonymousLabels(mount) };
        bool isNew = hold.Ensure(name, wanted);
        if (isNew && mount.Anonymous)
        {
            undo.Push("volume", () => RemoveUnlessOthersUse(name, user: null));
        }

        return mount with { Name = name, Source = volumes.DataOf(name) };
    }

    /// <summary>
    /// Fills the empty volumes of a container that was just made with what its image has at their places; each is mounted for that, so
    /// that one which cannot be is found now.
    /// </summary>
    /// <exception cref="ContainerFailedException">A volume could not be mounted or filled.</exception>
    public void Populate(ContainerRecord record)
    {
        ContainerMount[] empty = [.. record.Mounts.Where(static m => m is { Kind: ContainerMountKind.Volume, CopyUp: true })];
        if (empty.Length == 0)
        {
            return;
        }

        string rootfs = snapshots.Mount(record.Id, expendable: true);
        try
        {
            foreach (ContainerMount mount in empty)
            {
                Populate(record.Id, mount, rootfs);
            }
        }
        finally
        {
            snapshots.Unmount(record.Id);
        }
    }

    /// <summary>Before a start: makes missing directories of the host, and mounts the volumes that have options.</summary>
    /// <exception cref="ContainerFailedException">A volume could not be mounted.</exception>
    public void Attach(ContainerRecord record)
    {
        foreach (ContainerMount mount in record.Mounts)
        {
            if (mount.Kind == ContainerMountKind.Volume)
            {
                AttachVolume(record.Id, mount);
            }
            else if (mount.Kind == ContainerMountKind.Bind && mount.CreateSource && !Path.Exists(mount.Source))
            {
                Directory.CreateDirectory(mount.Source);
            }
        }
    }

    /// <summary>After an end, or a start that failed: gives back what <see cref="Attach"/> took.</summary>
    public void Detach(ContainerRecord record)
    {
        foreach (string volume in VolumesOf(record))
        {
            if (mounts.Detach(volume, record.Id))
            {
                volumes.Publish("unmount", volume, ("container", record.Id));
            }
        }
    }

    /// <summary>After a start of the daemon: the volumes that live containers mount stay mounted, others do not.</summary>
    public void Restore(IEnumerable<ContainerRecord> alive)
    {
        mounts.Restore(alive.SelectMany(static record => VolumesOf(record).Select(volume => (volume, record.Id))));
        volumes.RemoveLeftovers();
    }

    /// <summary>Removes the volumes that were made for a container alone, unless another one has them by now (<c>--volumes-from</c>).</summary>
    public void RemoveAnonymous(ContainerRecord record)
    {
        foreach (string volume in record.AnonymousVolumes.Distinct())
        {
            RemoveUnlessOthersUse(volume, record.Id);
        }
    }

    /// <summary>Removes the anonymous volumes of a container whose creation a daemon's end cut off.</summary>
    public void RemovePlanned(IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            RemoveUnlessOthersUse(name, user: null);
        }
    }

    private static IEnumerable<string> VolumesOf(ContainerRecord record) =>
        record.Mounts.Where(static m => m.Kind == ContainerMountKind.Volume).Select(static m => m.Name).Distinct();

    private static Dictionary<string, string> AnonymousLabels(ContainerMount mount) =>
        new(mount.VolumeLabels ?? new Dictionary<string, string>()) { [VolumeRecord.AnonymousLabel] = "" };

    private void Populate(string id, ContainerMount mount, string rootfs)
    {
        try
        {
            mounts.Attach(mount.Name, $"create:{id}");
        }
        catch (ContainerFailedException e)
        {
            throw new ContainerFailedException($"failed to populate volume: error while mounting volume '{mount.Source}': {e.Message}", e);
        }

        try
        {
            using var root = ConfinedRoot.Open(rootfs);
            VolumeSeed.Fill(root, mount.Destination, mount.Source);
        }
        catch (LinuxException e)
        {
            throw new ContainerFailedException($"failed to populate volume: {e.Message}", e);
        }
        finally
        {
            mounts.Detach(mount.Name, $"create:{id}");
        }
    }

    private void AttachVolume(string id, ContainerMount mount)
    {
        try
        {
            mounts.Attach(mount.Name, id);
        }
        catch (ContainerFailedException e)
        {
            throw new ContainerFailedException($"error while mounting volume '{mount.Source}': {e.Message}", e);
        }

        volumes.Publish(
            "mount",
            mount.Name,
            ("container", id),
            ("destination", mount.Destination),
            ("propagation", mount.Propagation),
            ("read/write", mount.Writable ? "true" : "false"));
    }

    private void RemoveUnlessOthersUse(string volume, string? user) => volumes.RemoveUnused(
        volume, () => containers.All.Any(c => c.Id != user && c.Record.Mounts.Any(m => m.Kind == ContainerMountKind.Volume && m.Name == volume)));
}
