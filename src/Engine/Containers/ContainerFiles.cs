using Berth.Archive;
using Berth.Engine.Containers.Files;
using Berth.Engine.Errors;
using Berth.Engine.Specs;
using Berth.Engine.Users;
using Berth.EngineApi.Containers;
using Berth.Images.Archive;
using Berth.Linux;

namespace Berth.Engine.Containers;

public sealed partial class ContainerService
{
    /// <summary>Says what a path of a container is; a symbolic link is not followed.</summary>
    /// <exception cref="NotFoundException">There is nothing.</exception>
    public ContainerPathStat StatPath(string idOrName, string? path)
    {
        using FoundPath found = Find(idOrName, path, out _);
        return found.Stat;
    }

    /// <summary>Opens a file or directory of a container to be sent as an archive; what is wrong is said here.</summary>
    /// <exception cref="NotFoundException">There is nothing.</exception>
    public ContainerArchive OpenArchive(string idOrName, string? path)
    {
        FoundPath found = Find(idOrName, path, out Container container);
        Publish(container, "archive-path");
        return new ContainerArchive(found, () => RefuseRemoved(container));
    }

    /// <summary>
    /// Unpacks an archive, compressed or not, into a directory of a container:
    /// <list type="number">
    /// <item>The files are opened: of a container that does not run, it is kept from starting until this has ended.</item>
    /// <item>The directory is found, and has to be one that the container could write to.</item>
    /// <item>The archive is decompressed and unpacked as it comes.</item>
    /// </list>
    /// </summary>
    /// <exception cref="NotFoundException">There is no such directory.</exception>
    /// <exception cref="ForbiddenException">It is read-only for the container.</exception>
    /// <exception cref="InvalidParameterException">It is no directory, or the archive is wrong.</exception>
    public async Task ExtractAsync(string idOrName, ExtractRequest request, Stream archive, CancellationToken cancellation)
    {
        var path = ArchivePath.Parse(request.Path);
        Container container = _index.Get(idOrName);
        RefuseGone(container);

        // 1.
        if (ContainerTree.TryOpenRunning(container) is { } running)
        {
            using (running)
            {
                await ExtractAsync(container, running, path, request, idOrName, archive, cancellation);
            }
        }
        else
        {
            using (await container.Lock.AcquireAsync(cancellation))
            {
                RefuseGone(container);
                using ContainerTree tree =
                    ContainerTree.TryOpenRunning(container) ?? ContainerTree.OpenStoppedWritable(container, _images.Snapshots, _mounts);
                await ExtractAsync(container, tree, path, request, idOrName, archive, cancellation);
            }
        }

        RefuseRemoved(container);
        Publish(container, "extract-to-dir");
    }

    private static async Task ExtractAsync(
        Container container, ContainerTree tree, ArchivePath path, ExtractRequest request, string asked, Stream archive, CancellationToken cancellation)
    {
        // 2.
        using PathWalk target = FoundPath.Walk(tree, path.Text, followLast: true);
        if (!target.Exists || FoundPath.IsKernels(tree, target) || (target.File is null && tree.IsRunning && target.Directory.IsOfKernel()))
        {
            throw FoundPath.NotFound(request.Path!, asked);
        }

        if (target.File is not null)
        {
            throw new InvalidParameterException("extraction point is not a directory");
        }

        RefuseReadOnly(container.Record, tree.IsRunning, target.Path);
        var options = new ExtractOptions
        {
            Target = target.Path,
            KeepKinds = request.NoOverwriteDirNonDir,
            SetOwner = true,
            Owners = tree.Owners,
            Owner = request.CopyUidGid ? OwnerOf(container.Record, tree) : null,
        };

        // 3.
        try
        {
            await using Stream plain = await Compression.DecompressAsync(archive, cancellation: cancellation);
            using var extractor = new ArchiveExtractor(target, new TarReader(plain), options);
            await extractor.ExtractAsync(cancellation);
        }
        catch (ArchiveException e)
        {
            throw new InvalidParameterException(e.Message, e);
        }
        catch (LinuxException e) when (e.Errno is not (Errno.ENOSPC or Errno.EDQUOT or Errno.EIO))
        {
            throw new InvalidParameterException(e.Message, e);
        }
    }

    private FoundPath Find(string idOrName, string? path, out Container container)
    {
        var clean = ArchivePath.Parse(path);
        container = _index.Get(idOrName);
        RefuseGone(container);
        ContainerTree tree = ContainerTree.TryOpenRunning(container) ?? ContainerTree.OpenStopped(container, _images.Snapshots, _mounts);
        return FoundPath.Find(tree, clean, idOrName, path!);
    }

    private static (uint Owner, uint Group)? OwnerOf(ContainerRecord record, ContainerTree tree)
    {
        if (record.Config.User is not { Length: > 0 } user)
        {
            return null;
        }

        using var root = new ConfinedRoot(tree.Root.Duplicate());
        ResolvedUser resolved = UserLookup.Resolve(root, user, null);
        return (resolved.Uid, resolved.Gid);
    }

    // The mount that a path is in is the one with the longest destination; what is on none is the root file system.
    private static void RefuseReadOnly(ContainerRecord record, bool isRunning, string path)
    {
        ContainerMount? mount = record.Mounts
            .Where(m => (m.Kind != ContainerMountKind.Tmpfs || isRunning) && (path == m.Destination || path.StartsWith($"{m.Destination}/", StringComparison.Ordinal)))
            .MaxBy(m => m.Destination.Length);
        if (mount is { Writable: false })
        {
            throw new ForbiddenException("mounted volume is marked read-only");
        }

        if (mount is null && record.HostConfig.ReadonlyRootfs)
        {
            throw new ForbiddenException("container rootfs is marked read-only");
        }
    }

    private static void RefuseGone(Container container)
    {
        if (container.State.Status is ContainerStatus.Dead or ContainerStatus.Removing)
        {
            throw new ConflictException($"container {container.Id} is marked for removal");
        }
    }

    private void RefuseRemoved(Container container)
    {
        if (_index.Find(container.Id) is null)
        {
            throw new NotFoundException($"No such container: {container.Id}");
        }
    }
}
