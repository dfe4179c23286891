using Berth.Engine.Concurrency;
using Berth.Engine.Containers.Starting;
using Berth.Engine.Errors;
using Berth.Engine.Names;
using Berth.Engine.Specs;
using Berth.Engine.Volumes;
using Berth.Images;
using Berth.Linux;

namespace Berth.Engine.Containers.Mounting;

/// <summary>What the mounts of a container need outside of it, from its making to its removal: volumes, and directories of the host.</summary>
internal sealed class ContainerMounts(
    VolumeStore volumes, VolumeMounts mounts, StagedMounts staged, QuotaProjects quotas, Snapshots snapshots, ContainerIndex containers)
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

    /// <summary>The mounts of a record with the places that volumes and images have now: the roots may have been moved since it was written.</summary>
    public IReadOnlyList<ContainerMount> Relocate(ContainerRecord record) =>
    [
        .. record.Mounts.Select((mount, number) => mount.Kind switch
        {
            ContainerMountKind.Volume when VolumeName.IsName(mount.Name) => mount with { Source = volumes.DataOf(mount.Name) },
            ContainerMountKind.Image => mount with { Source = staged.PathOf(record.Id, number) },
            _ => mount,
        }),
    ];

    /// <summary>Makes a container's writable layer, limited where that was asked for.</summary>
    /// <exception cref="InvalidParameterException">The data root's filesystem knows no such limits.</exception>
    public void MakeLayer(ContainerRecord record)
    {
        long size = StorageOptions.Size(record.HostConfig.StorageOpt);
        snapshots.Create(record.Id, Oci.Digest.Parse(record.ImageId), size == 0 ? null : directory =>
        {
            if (!quotas.TryLimit(directory, size))
            {
                throw new InvalidParameterException("--storage-opt is supported only for overlay over xfs with 'pquota' mount option");
            }
        });
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

        using var root = new ConfinedRoot(snapshots.OpenRoot(record.Id, expendable: true));
        foreach (ContainerMount mount in empty)
        {
            Populate(record.Id, mount, root);
        }
    }

    /// <summary>A mount of an image with the image that its name means now; anything else as it is.</summary>
    /// <param name="mount">The mount.</param>
    /// <param name="id">The container that is being made.</param>
    /// <param name="number">The mount's place among the container's.</param>
    /// <param name="find">Finds an image or says that there is none.</param>
    public ContainerMount FindImage(ContainerMount mount, string id, int number, Func<string, ImageRecord> find) =>
        mount.Kind != ContainerMountKind.Image ? mount : mount with
        {
            ImageId = mount.ImageId.Length > 0 ? mount.ImageId : find(mount.Name).Id.ToString(),
            Source = staged.PathOf(id, number),
        };

    /// <summary>
    /// Before a start: makes missing directories of the host, mounts the volumes that have options, and puts parts of volumes and images in
    /// order.
    /// </summary>
    /// <returns>The mounts with sources that can be bound by their paths, until <see cref="Settle"/>.</returns>
    /// <exception cref="EngineException">A source is missing, or could not be mounted.</exception>
    public IReadOnlyList<ContainerMount> Attach(ContainerRecord record)
    {
        MountSources.Check(record.Mounts);
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

            PropagationRules.Check(mount);
        }

        return staged.Stage(record);
    }

    /// <summary>
    /// Opens what a volume or bind of a container that does not run shows, a volume with options mounted meanwhile; does nothing where that
    /// is not there (any more), or the mount is of another kind.
    /// </summary>
    public void UseSource(ContainerMount mount, Action<Fd> use)
    {
        if (mount.Kind is not (ContainerMountKind.Bind or ContainerMountKind.Volume) || !Path.Exists(mount.Source))
        {
            return;
        }

        string user = $"files:{ObjectId.New()}";
        if (mount.Kind == ContainerMountKind.Volume)
        {
            mounts.Attach(mount.Name, user);
        }

        try
        {
            using var root = new ConfinedRoot(Fd.Open(mount.Source, OpenFlags.O_PATH));
            using Fd? source = mount.Subpath.Length == 0 ? root.Directory.Duplicate() : root.TryOpenFile(mount.Subpath, OpenFlags.O_PATH);
            if (source is not null)
            {
                use(source);
            }
        }
        finally
        {
            mounts.Detach(mount.Name, user);
        }
    }

    /// <summary>Once the container has its mounts: takes away what was put in order for them.</summary>
    public void Settle(string id) => staged.Release(id);

    /// <summary>After an end, or a start that failed: gives back what <see cref="Attach"/> took.</summary>
    public void Detach(ContainerRecord record)
    {
        staged.Release(record.Id);
        foreach (string volume in VolumesOf(record))
        {
            if (mounts.Detach(volume, record.Id))
            {
                volumes.Publish("unmount", volume, ("container", record.Id));
            }
        }
    }

    /// <summary>After a start of the daemon: the volumes that live containers mount stay mounted; others, and what was put in order for a start, do not.</summary>
    public void Restore(IEnumerable<ContainerRecord> alive)
    {
        foreach (Container container in containers.All)
        {
            staged.Release(container.Id);
        }

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

    private void Populate(string id, ContainerMount mount, ConfinedRoot root)
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
