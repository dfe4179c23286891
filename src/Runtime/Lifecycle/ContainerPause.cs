using Berth.Oci.Runtime;

namespace Berth.Runtime;

/// <summary>Freezes a container, or lets it go on.</summary>
internal static class ContainerPause
{
    public static void Pause(string stateRoot, string id) => Change(stateRoot, id, StateStatus.Running, frozen: true);

    public static void Resume(string stateRoot, string id) => Change(stateRoot, id, StateStatus.Paused, frozen: false);

    private static void Change(string stateRoot, string id, string required, bool frozen)
    {
        StateDirectory directory = StateDirectory.Open(stateRoot, id);
        ContainerState state = directory.Read();
        string status = ContainerStatus.Of(directory, state);
        bool fits = status == required || (frozen && status == StateStatus.Created);
        if (!fits)
        {
            throw new RuntimeException(frozen ? "container not running" : "container not paused");
        }

        ContainerStatus.CgroupOf(state).SetFrozen(frozen);
    }
}
