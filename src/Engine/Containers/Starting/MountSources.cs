using Berth.Engine.Errors;
using Berth.Engine.Specs;

namespace Berth.Engine.Containers.Starting;

/// <summary>What has to be there before a container's mounts can be made.</summary>
internal static class MountSources
{
    /// <summary>Refuses a bind of what is not there, unless it is to be made (<c>-v</c>, not <c>--mount</c>).</summary>
    /// <exception cref="InvalidParameterException">A source is missing.</exception>
    public static void Check(IEnumerable<ContainerMount> mounts)
    {
        foreach (ContainerMount mount in mounts)
        {
            if (mount.Kind == ContainerMountKind.Bind && !mount.CreateSource && !Path.Exists(mount.Source))
            {
                throw new InvalidParameterException(
                    $"invalid mount config for type \"bind\": bind source path does not exist: {mount.Source}");
            }
        }
    }
}
