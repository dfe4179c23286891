using Berth.Engine.Specs;
using Berth.EngineApi.Containers;

namespace Berth.Engine.Containers.Listing;

/// <summary>A container's mounts, as clients see them.</summary>
internal static class MountPoints
{
    public static MountPoint Of(ContainerMount mount) => new()
    {
        Type = mount.Kind.ToString().ToLowerInvariant(),
        Name = mount.Kind is ContainerMountKind.Volume or ContainerMountKind.Image ? mount.Name : null,
        Driver = mount.Kind == ContainerMountKind.Volume ? "local" : null,
        Source = mount.Source,
        Destination = mount.Destination,
        Mode = mount.Mode,
        RW = mount.Writable,
        Propagation = mount.Kind is ContainerMountKind.Bind or ContainerMountKind.Image ? mount.Propagation : "",
    };
}
