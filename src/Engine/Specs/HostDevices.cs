using Berth.Linux;
using Berth.Oci.Runtime;

namespace Berth.Engine.Specs;

/// <summary>Reads /dev. Paths come from the client, who may name any device of the host anyway.</summary>
public sealed class HostDevices : IHostDevices
{
    /// <summary>Directories whose entries a container makes itself.</summary>
    private static readonly string[] s_ownDirectories = ["pts", "shm", "fd", "mqueue", ".lxc", ".lxd-mounts", ".udev"];

    public LinuxDevice? Find(string path) => Describe(path, Status(path, 0));

    public IReadOnlyList<LinuxDevice> Below(string directory)
    {
        var found = new List<LinuxDevice>();
        if (Status(directory, 0)?.Kind == FileKind.Directory)
        {
            Collect(directory, found);
        }

        return found;
    }

    private static void Collect(string directory, List<LinuxDevice> found)
    {
        foreach (string path in Directory.EnumerateFileSystemEntries(directory).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(path);
            FileStatus? status = Status(path, OpenFlags.O_NOFOLLOW);
            if (status?.Kind == FileKind.Directory && !s_ownDirectories.Contains(name))
            {
                Collect(path, found);
            }
            else if (!(name is "console" or "ptmx") && Describe(path, status) is LinuxDevice device)
            {
                found.Add(device);
            }
        }
    }

    /// <summary>Through a descriptor opened with O_PATH, which does not open the device itself.</summary>
    private static FileStatus? Status(string path, int flags)
    {
        try
        {
            using Fd file = Fd.Open(path, OpenFlags.O_PATH | flags);
            return file.Status();
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOENT or Errno.ENOTDIR)
        {
            return null;
        }
    }

    private static LinuxDevice? Describe(string path, FileStatus? status)
    {
        if (status is not { Kind: FileKind.BlockDevice or FileKind.CharacterDevice } device)
        {
            return null;
        }

        return new LinuxDevice
        {
            Path = path,
            Type = device.Kind == FileKind.BlockDevice ? "b" : "c",
            Major = device.Device.Major,
            Minor = device.Device.Minor,
            FileMode = device.Permissions,
            Uid = device.Owner,
            Gid = device.Group,
        };
    }
}
