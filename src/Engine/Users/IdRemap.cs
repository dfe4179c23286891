using System.Globalization;
using Berth.Oci.Runtime;

namespace Berth.Engine.Users;

/// <summary>The users and groups that those of containers are on this host (<c>userns-remap</c>): root of a container is nobody special.</summary>
/// <param name="Name"><c>USER:GROUP</c>, whose subordinate IDs these are.</param>
/// <param name="Users">From 0 on, without a gap.</param>
/// <param name="Groups">From 0 on, without a gap.</param>
public sealed record IdRemap(string Name, IReadOnlyList<LinuxIdMapping> Users, IReadOnlyList<LinuxIdMapping> Groups)
{
    /// <summary>
    /// What the engine's own root is in a layer, whose owners are otherwise mapped: overlayfs makes whiteouts and its work directory as
    /// who mounted it, and an ID without a map could make nothing. No container has this ID.
    /// </summary>
    public const uint EngineId = 4_200_000_000;

    /// <summary>Who root of a container is.</summary>
    public (uint User, uint Group) Root => (Users[0].HostId, Groups[0].HostId);

    /// <summary>The lines of <c>uid_map</c>, with commas between them.</summary>
    public static string Lines(IEnumerable<LinuxIdMapping> maps) =>
        string.Join(',', maps.Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.ContainerId} {m.HostId} {m.Size}")));

    /// <summary>The maps of layers: those of containers, and the engine.</summary>
    public static IEnumerable<LinuxIdMapping> WithEngine(IEnumerable<LinuxIdMapping> maps) =>
        maps.Append(new LinuxIdMapping { ContainerId = EngineId, HostId = 0, Size = 1 });
}
