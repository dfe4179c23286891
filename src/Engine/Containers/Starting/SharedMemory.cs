using Berth.Engine.Specs;
using Berth.Linux;

namespace Berth.Engine.Containers.Starting;

/// <summary>
/// <c>/dev/shm</c> of containers whose IPC namespace others may join (IPC mode <c>shareable</c>): a tmpfs of the host's at
/// <c>EXEC_ROOT/shm/ID</c>, which is bound into all of them. What a container has mounted itself is never taken from it by path: it
/// could have put a link there.
/// </summary>
internal sealed class SharedMemory(EnginePaths paths)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Where it is, for a container with such a mode; null for all others.</summary>
    public string? PathOf(ContainerRecord record) =>
        NamespaceMode.Ipc(record.HostConfig.IpcMode).Owner == NamespaceOwner.Shareable ? paths.SharedMemoryOf(record.Id) : null;

    /// <summary>Mounts a container's, empty; does nothing where it has none.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public void Mount(ContainerRecord record, (uint User, uint Group) owner)
    {
        if (PathOf(record) is not { } path)
        {
            return;
        }

        Release(record.Id);
        Directory.CreateDirectory(paths.SharedMemory, OwnerOnly);
        Directory.CreateDirectory(path, OwnerOnly);
        TmpfsMount.MountShared("shm", path, record.HostConfig.ShmSize, owner);
    }

    /// <summary>Takes a container's away; those that joined keep theirs. What is not there is no error.</summary>
    public void Release(string id)
    {
        string path = paths.SharedMemoryOf(id);
        if (!Directory.Exists(path))
        {
            return;
        }

        while (OverlayMount.Unmount(path))
        {
            // Mounted twice by a crash between two starts: once more.
        }

        Directory.Delete(path);
    }

    /// <summary>After a start of the daemon: takes away those of containers that do not run.</summary>
    public void ReleaseAllBut(IReadOnlySet<string> aliveIds)
    {
        foreach (string path in Directory.Exists(paths.SharedMemory) ? Directory.GetDirectories(paths.SharedMemory) : [])
        {
            if (!aliveIds.Contains(Path.GetFileName(path)))
            {
                Release(Path.GetFileName(path));
            }
        }
    }
}
