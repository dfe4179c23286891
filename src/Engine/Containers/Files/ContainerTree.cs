using Berth.Archive;
using Berth.Engine.Containers.Mounting;
using Berth.Engine.Specs;
using Berth.Images;
using Berth.Linux;

namespace Berth.Engine.Containers.Files;

/// <summary>
/// A container's files as its processes see them, by a descriptor of their root directory. One that runs: through the mount namespace of its
/// init, so with its tmpfs and whatever it has mounted itself. One that does not: its layers, volumes and binds, mounted for us alone.
/// Nothing here enters the container: no process of ours has its root there.
/// </summary>
internal sealed class ContainerTree : IDisposable
{
    private readonly IDisposable? _view;
    private readonly (ulong FileSystem, ulong Inode)? _devices;

    private ContainerTree(Fd root, bool isRunning, IDisposable? view, OwnerMap? owners = null)
    {
        Owners = owners;
        Root = root;
        IsRunning = isRunning;
        _view = view;
        _devices = isRunning ? MountedDevices(root) : null;
    }

    /// <summary>O_PATH.</summary>
    public Fd Root { get; }

    public bool IsRunning { get; }

    /// <summary>Who the owners of files are to its processes; null: who they are here.</summary>
    public OwnerMap? Owners { get; }

    /// <summary>Null where it does not run (any more).</summary>
    public static ContainerTree? TryOpenRunning(Container container)
    {
        ContainerState state = container.State;
        if (!state.IsAlive || state.Pid <= 0)
        {
            return null;
        }

        Fd? root = null;
        try
        {
            using Fd process = Fd.Open($"/proc/{state.Pid}", OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
            root = Fd.Open($"{process.ProcPath}/root", OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
            if (IsOf(process, container.Id) && container.State.IsAlive && container.State.Pid == state.Pid)
            {
                return new ContainerTree(root, isRunning: true, null, ContainerOwners.Read(process));
            }
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOENT or Errno.ESRCH)
        {
            // It has just ended.
        }

        root?.Dispose();
        return null;
    }

    /// <summary>To be read while it does not run; changes go nowhere.</summary>
    public static ContainerTree OpenStopped(Container container, Snapshots snapshots, ContainerMounts mounts)
    {
        SnapshotView view = snapshots.View(container.Id, root => MountVolumes(root, container.Record, mounts));
        return new ContainerTree(view.Root, isRunning: false, view);
    }

    /// <summary>To be changed while it does not run, and is kept from starting.</summary>
    public static ContainerTree OpenStoppedWritable(Container container, Snapshots snapshots, ContainerMounts mounts)
    {
        SnapshotView view = snapshots.ViewWritable(
            container.Id, container.Record.HostConfig.AutoRemove, root => MountVolumes(root, container.Record, mounts));
        return new ContainerTree(view.Root, isRunning: false, view);
    }

    /// <summary>
    /// A directory that is not gone into: of a running container those in which the kernel speaks of itself, and its devices; clients get them empty.
    /// </summary>
    public bool IsOpaque(Fd directory)
    {
        if (!IsRunning || directory.Status() is not { IsMountRoot: true } status)
        {
            return false;
        }

        return (status.FileSystem, status.Inode) == _devices || directory.IsOfKernel();
    }

    public void Dispose()
    {
        Root.Dispose();
        _view?.Dispose();
    }

    /// <summary>Whether the process, and not one that got its number later, is in the container's cgroup.</summary>
    private static bool IsOf(Fd process, string id)
    {
        using Fd cgroup = Fd.Open($"{process.ProcPath}/cgroup", OpenFlags.O_RDONLY);
        byte[] text = new byte[64 << 10];
        int length = 0, got;
        while (length < text.Length && (got = cgroup.Read(text.AsSpan(length))) > 0)
        {
            length += got;
        }

        return text.AsSpan(0, length).IndexOf(System.Text.Encoding.ASCII.GetBytes(id)) >= 0;
    }

    private static (ulong FileSystem, ulong Inode)? MountedDevices(Fd root) =>
        root.TryStatus("dev") is { IsMountRoot: true } status ? (status.FileSystem, status.Inode) : null;

    private static void MountVolumes(Fd root, ContainerRecord record, ContainerMounts mounts)
    {
        using var confined = new ConfinedRoot(root.Duplicate());
        foreach (ContainerMount mount in record.Mounts)
        {
            mounts.UseSource(mount, source =>
            {
                using Fd target = MountPoint(confined, mount.Destination, source.Status().Kind == FileKind.Directory);
                PrivateMounts.Bind(source, target, mount.Writable);
            });
        }
    }

    private static Fd MountPoint(ConfinedRoot root, string destination, bool isDirectory)
    {
        if (root.TryOpenFile(destination, OpenFlags.O_PATH) is { } existing)
        {
            return existing;
        }

        if (isDirectory)
        {
            return root.MakeDirectories(destination);
        }

        int slash = destination.LastIndexOf('/');
        using Fd parent = root.MakeDirectories(destination[..slash]);
        parent.TryCreate(destination[(slash + 1)..], 0x1a4)?.Dispose();
        return parent.OpenAt(destination[(slash + 1)..], OpenFlags.O_PATH);
    }
}
