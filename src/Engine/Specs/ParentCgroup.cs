using Berth.EngineApi.Containers;

namespace Berth.Engine.Specs;

/// <summary>The cgroup that a container's own one is made below.</summary>
internal static class ParentCgroup
{
    /// <summary>Where the request names none.</summary>
    public const string Default = "/berth";

    /// <summary>An absolute path in each hierarchy; empty: their root.</summary>
    public static string Of(HostConfig host)
    {
        string normal = ContainerPath.Normalize(host.CgroupParent.Length > 0 ? host.CgroupParent : Default);
        return normal == "/" ? "" : normal;
    }
}
