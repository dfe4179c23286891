using System.Globalization;
using Berth.Engine.Errors;
using Berth.Engine.Specs;
using Berth.Images;
using Berth.Linux;
using Berth.Oci;

namespace Berth.Engine.Containers.Mounting;

/// <summary>
/// Mounts whose source has no safe path of its own: parts of volumes, and images. Each is put in order below the container's bundle, where
/// nobody but the daemon can touch it, before the container is created, and is taken away once the container has it.
/// <code>
/// EXEC_ROOT/containers/ID/mounts/NUMBER        what the container mounts
/// EXEC_ROOT/containers/ID/mounts/NUMBER.image  the image that it is a part of
/// EXEC_ROOT/containers/ID/mounts/empty         below an image of one layer: overlayfs wants two
/// </code>
/// </summary>
internal sealed class StagedMounts(EnginePaths paths, Snapshots snapshots)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The mounts of a container with sources that can be bound by their paths.</summary>
    /// <exception cref="EngineException">A part is not there, or not within.</exception>
    public IReadOnlyList<ContainerMount> Stage(ContainerRecord record)
    {
        var staged = new List<ContainerMount>();
        for (int i = 0; i < record.Mounts.Count; i++)
        {
            ContainerMount mount = record.Mounts[i];
            bool needs = mount.Kind == ContainerMountKind.Image || mount.Subpath.Length > 0;
            staged.Add(needs ? mount with { Source = Stage(record.Id, mount, i.ToString(CultureInfo.InvariantCulture)) } : mount);
        }

        return staged;
    }

    /// <summary>Takes away whatever is staged for a container; nothing there is no error.</summary>
    public void Release(string id)
    {
        string root = paths.StagedMounts(id);
        if (!Directory.Exists(root))
        {
            return;
        }

        foreach (string entry in Directory.EnumerateFileSystemEntries(root).ToArray())
        {
            PlainMount.UnmountAll(entry);
        }

        Directory.Delete(root, recursive: true);
    }

    /// <summary>Where an image that a container mounts appears while the container is created.</summary>
    public string PathOf(string id, int number) => Path.Combine(paths.StagedMounts(id), number.ToString(CultureInfo.InvariantCulture));

    private string Stage(string id, ContainerMount mount, string name)
    {
        string root = paths.StagedMounts(id);
        Directory.CreateDirectory(root, OwnerOnly);
        string target = Path.Combine(root, name);
        if (mount.Kind != ContainerMountKind.Image)
        {
            Bind(mount.Source, mount, target);
            return target;
        }

        string image = mount.Subpath.Length > 0 ? $"{target}.image" : target;
        string empty = Path.Combine(root, "empty");
        Directory.CreateDirectory(empty, OwnerOnly);
        Directory.CreateDirectory(image, OwnerOnly);
        snapshots.MountImage(Digest.Parse(mount.ImageId), empty, image);
        if (mount.Subpath.Length > 0)
        {
            Bind(image, mount, target);
        }

        return target;
    }

    // Links of the volume or image are followed inside of it only, and what was found is what is mounted: nobody can swap it in between.
    private static void Bind(string source, ContainerMount mount, string target)
    {
        try
        {
            using var root = ConfinedRoot.Open(source);
            using Fd found = root.OpenFile(mount.Subpath, OpenFlags.O_PATH);
            if (found.Status().Kind == FileKind.Directory)
            {
                Directory.CreateDirectory(target, OwnerOnly);
            }
            else
            {
                File.WriteAllBytes(target, []);
            }

            MountedCopy.Attach(found, target);
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP or Errno.EXDEV)
        {
            string path = Path.Combine(source, mount.Subpath);
            throw new NotFoundException($"cannot access path {path}: lstat {path}: {LinuxException.Text(e.Errno)}", e);
        }
    }
}
