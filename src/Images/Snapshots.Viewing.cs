using Berth.Images.Layers;
using Berth.Linux;

namespace Berth.Images;

// A container's files together with its volumes, while it does not run: mounted as for a start, but in a namespace of its own.
public sealed partial class Snapshots
{
    // Of the tmpfs that takes what a reader's mounts need to have made: mount points.
    private const string ScratchOptions = "size=16m";

    /// <summary>Mounts a container's files to be read. They may change meanwhile; nothing that is made in the view reaches them.</summary>
    /// <param name="containerId">The container.</param>
    /// <param name="mountMore">Mounts more in the root that it is given (<see cref="PrivateMounts.Bind"/>).</param>
    /// <exception cref="ImageException">NotFound, System.</exception>
    public SnapshotView View(string containerId, Action<Fd> mountMore) => View(
        containerId,
        (row, target) =>
        {
            PrivateMounts.MountTmpfs(target, ScratchOptions);
            string upper = Path.Combine(target, "upper"), work = Path.Combine(target, "work"), root = Path.Combine(target, "root");
            FileStatus attributes = StatusOf(UpperPath(containerId));
            using (Fd directory = Fd.Open(target, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY))
            {
                directory.MakeDirectory("work", 0x1c0);
                directory.MakeDirectory("root", 0x1c0);
                directory.MakeDirectory("upper", attributes.Permissions);
                directory.SetOwner("upper", attributes.Owner, attributes.Group);
                directory.SetMode("upper", attributes.Permissions);
                directory.SetModified("upper", attributes.Modified);
            }

            OverlayMount.Mount([UpperPath(containerId), .. LowerPaths(row)], upper, work, root);
            return root;
        },
        mountMore);

    /// <summary>Mounts a container's files to be changed. It has to be kept from starting meanwhile.</summary>
    /// <param name="containerId">The container.</param>
    /// <param name="expendable">As in <see cref="OpenRoot"/>.</param>
    /// <param name="mountMore">Mounts more in the root that it is given.</param>
    /// <exception cref="ImageException">NotFound, System.</exception>
    public SnapshotView ViewWritable(string containerId, bool expendable, Action<Fd> mountMore) => View(
        containerId,
        (row, target) =>
        {
            string work = Path.Combine(Root(containerId), "work");
            OverlayMount.ClearVolatile(work);
            OverlayMount.Mount([.. LowerPaths(row)], UpperPath(containerId), work, target, expendable);
            return target;
        },
        mountMore);

    private SnapshotView View(string containerId, Func<SnapshotRow, string, string> mount, Action<Fd> mountMore)
    {
        SnapshotRow row = Get(containerId);
        LayerHold? hold = row.TopLayer is { } top ? _layers.TryHold(top) : null;
        Fd? root = null;
        try
        {
            var mounts = PrivateMounts.Make(() =>
            {
                root = Fd.Open(mount(row, RootfsPath(containerId)), OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
                mountMore(root);
            });
            return new SnapshotView(mounts, root!, hold);
        }
        catch (Exception e)
        {
            root?.Dispose();
            hold?.Dispose();
            if (e is LinuxException failed)
            {
                Get(containerId);
                throw ImageException.From(failed, "failed to mount the container's root");
            }

            throw;
        }
    }

    private static FileStatus StatusOf(string directory)
    {
        using Fd opened = Fd.Open(directory, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        return opened.Status();
    }
}
