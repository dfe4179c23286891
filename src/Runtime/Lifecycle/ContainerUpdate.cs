using Berth.Oci.Runtime;
using Berth.Runtime.Validation;

namespace Berth.Runtime;

/// <summary>
/// Changes the limits of a container that is there.
/// <list type="number">
/// <item>What is asked for is validated as a new container's would be, and completed: limits that bound each other go together.</item>
/// <item>It is written into the cgroup, or nothing of it.</item>
/// <item>The spec that is kept says it too.</item>
/// </list>
/// </summary>
internal static class ContainerUpdate
{
    public static void Update(string stateRoot, string id, LinuxResources change)
    {
        StateDirectory directory = StateDirectory.Open(stateRoot, id);
        ContainerState state = directory.Read();
        if (!state.IsInitAlive())
        {
            throw new RuntimeException("container not running");
        }

        // 1.
        ResourceValidator.Validate(change);
        Spec spec = directory.ReadSpec();
        LinuxResources before = spec.Linux?.Resources ?? new LinuxResources();
        RequireSameDevices(before, change);
        LinuxResources after = ResourceChange.Merge(before, change);

        // 2.
        ContainerStatus.CgroupOf(state).Update(ResourceChange.Complete(change, after) with { Devices = null });

        // 3.
        directory.Replace(spec with { Linux = (spec.Linux ?? new LinuxSettings()) with { Resources = after } });
    }

    // Callers send back all of a spec's resources with one changed; the rules for devices belong to the container's making.
    private static void RequireSameDevices(LinuxResources before, LinuxResources change)
    {
        if (change.Devices is { Count: > 0 } asked && !asked.SequenceEqual(before.Devices ?? []))
        {
            throw new RuntimeException("linux.resources.devices: cannot be changed by update");
        }
    }
}
