using Berth.Oci.Runtime;

namespace Berth.Runtime.Plan;

/// <summary>
/// Something on the host that is opened before the child gives up the identity that may reach it: the root filesystem, or the source of
/// a bind mount, which becomes a mount that is attached nowhere yet.
/// </summary>
/// <param name="Mount">The mount of the spec; null for the root filesystem.</param>
/// <param name="Path">Absolute.</param>
/// <param name="Recursive">The mounts below it come too.</param>
internal sealed record MountSource(Mount? Mount, string Path, bool Recursive)
{
    /// <summary>The maps of an ID-mapped mount; null for one that shows owners as they are.</summary>
    public IdMaps? Maps { get; init; }

    /// <summary>The map holds for the mounts below the source too.</summary>
    public bool MapsRecursive { get; init; }

    /// <summary>The root filesystem is opened as a directory, all else is copied as a mount.</summary>
    public bool IsRoot => Mount is null;

    public override string ToString() =>
        Path + (IsRoot ? " as root" : Recursive ? " recursively" : "") + (Maps is null ? "" : (MapsRecursive ? " mapped recursively " : " mapped ") + Maps);
}
