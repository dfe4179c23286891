using Berth.Oci;

namespace Berth.Images;

/// <summary>The writable layers of containers: <c>snapshots/ID/{upper,work,rootfs}</c>.</summary>
public sealed class Snapshots
{
    internal Snapshots()
    {
    }

    /// <summary>Makes a container's writable layer on an image and holds the image's layers.</summary>
    public void Create(string containerId, Digest imageId) => throw new NotImplementedException();

    /// <summary>Mounts it; returns the path of the root. Mounting what is mounted is no error.</summary>
    public string Mount(string containerId) => throw new NotImplementedException();

    /// <summary>Unmounts it, lazily; what is not mounted is no error.</summary>
    public void Unmount(string containerId) => throw new NotImplementedException();

    /// <summary>Unmounts and removes it and lets go of the image's layers.</summary>
    public void Remove(string containerId) => throw new NotImplementedException();

    /// <summary>Bytes that the container wrote.</summary>
    public long SizeRw(string containerId) => throw new NotImplementedException();

    /// <summary>After a start: removes the snapshots that belong to none of these containers.</summary>
    public void RemoveOrphans(IReadOnlySet<string> containerIds) => throw new NotImplementedException();
}
