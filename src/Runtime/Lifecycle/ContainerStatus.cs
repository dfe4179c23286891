using Berth.Oci.Runtime;
using Berth.Runtime.Cgroups;

namespace Berth.Runtime;

/// <summary>What a container is doing, found out each time: nothing that is written down could be wrong.</summary>
internal static class ContainerStatus
{
    /// <summary>One of <see cref="StateStatus"/>.</summary>
    public static string Of(StateDirectory directory, ContainerState state)
    {
        if (!state.IsInitAlive())
        {
            return StateStatus.Stopped;
        }

        // A created one may be paused too.
        if (state.FreezerFile is string file && FreezerController.IsFrozen(file))
        {
            return StateStatus.Paused;
        }

        return directory.AwaitsStart() ? StateStatus.Created : StateStatus.Running;
    }

    public static ICgroup CgroupOf(ContainerState state) =>
        Cgroup.Of(new CgroupPaths(CgroupLayout.Read(), state.CgroupsPath));

    /// <summary>As the <c>state</c> and <c>list</c> verbs show it.</summary>
    public static State ToState(StateDirectory directory, ContainerState state) => ToState(state, Of(directory, state));

    public static State ToState(ContainerState state, string status) => new()
    {
        OciVersion = state.OciVersion,
        Id = state.Id,
        Pid = status == StateStatus.Stopped ? 0 : state.Pid,
        Status = status,
        Bundle = state.Bundle,
        Rootfs = state.Rootfs,
        Created = state.Created,
        Owner = state.Owner,
        Annotations = state.Annotations,
    };
}
