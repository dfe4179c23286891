using Berth.Oci.Runtime;

namespace Berth.Runtime.Plan;

/// <summary>Maps of users and groups; without any, those of the container's user namespace.</summary>
internal sealed record IdMaps(IReadOnlyList<LinuxIdMapping> Users, IReadOnlyList<LinuxIdMapping> Groups)
{
    public static IdMaps Container { get; } = new([], []);

    public bool AreContainers => Users.Count == 0;

    public override string ToString() => AreContainers ? "as the container" : $"uids {Text(Users)} gids {Text(Groups)}";

    private static string Text(IReadOnlyList<LinuxIdMapping> maps) =>
        string.Join(',', maps.Select(m => $"{m.ContainerId}:{m.HostId}:{m.Size}"));
}
