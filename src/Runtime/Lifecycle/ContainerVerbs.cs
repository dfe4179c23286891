using Berth.Oci.Runtime;
using Berth.Runtime.Statistics;

namespace Berth.Runtime;

/// <summary>What can be done with a container that is there, by state root and ID: the runtime's verbs but create and exec.</summary>
public static class ContainerVerbs
{
    /// <summary>Lets a created container's process execute.</summary>
    /// <exception cref="RuntimeException">Not created, or the execve failed.</exception>
    public static void Start(string stateRoot, string id) => ContainerStart.Start(stateRoot, id);

    /// <exception cref="RuntimeException"><c>container not running</c>.</exception>
    /// <param name="all">Every process of its cgroup; no error when there is none.</param>
    public static void Kill(string stateRoot, string id, int signal, bool all) => ContainerKill.Kill(stateRoot, id, signal, all);

    /// <param name="force">Kills it first; a container that is not there is then no error.</param>
    public static void Delete(string stateRoot, string id, bool force) => ContainerDelete.Delete(stateRoot, id, force);

    public static void Pause(string stateRoot, string id) => ContainerPause.Pause(stateRoot, id);

    public static void Resume(string stateRoot, string id) => ContainerPause.Resume(stateRoot, id);

    /// <summary>Changes its limits: those that are there; what is left out stays.</summary>
    /// <exception cref="RuntimeException"><c>container not running</c>; a limit that cannot be set, and none is then changed.</exception>
    public static void Update(string stateRoot, string id, LinuxResources resources) => ContainerUpdate.Update(stateRoot, id, resources);

    /// <summary>What it has used.</summary>
    /// <exception cref="RuntimeException">It is not running.</exception>
    public static ContainerStatistics Statistics(string stateRoot, string id) => ContainerEvents.Statistics(stateRoot, id);

    /// <summary>
    /// Reports statistics every <paramref name="interval"/>, the first after one, and each time that it runs out of memory, until it
    /// has stopped or <paramref name="report"/> returns false.
    /// </summary>
    /// <exception cref="RuntimeException">It is not running.</exception>
    public static void Events(string stateRoot, string id, TimeSpan interval, Func<RuntimeEvent, bool> report) =>
        ContainerEvents.Follow(stateRoot, id, interval, report);

    public static State State(string stateRoot, string id)
    {
        StateDirectory directory = StateDirectory.Open(stateRoot, id);
        return ContainerStatus.ToState(directory, directory.Read());
    }

    /// <summary>The processes of its cgroup, in the caller's pid namespace.</summary>
    public static IReadOnlyList<int> Processes(string stateRoot, string id) =>
        ContainerStatus.CgroupOf(StateDirectory.Open(stateRoot, id).Read()).Processes();

    /// <summary>The spec that it was made from.</summary>
    public static Spec SpecOf(string stateRoot, string id) => StateDirectory.Open(stateRoot, id).ReadSpec();

    /// <summary>All containers, by ID; those that are being made or removed at the moment are left out.</summary>
    public static IReadOnlyList<State> List(string stateRoot)
    {
        var states = new List<State>();
        foreach (string id in StateDirectory.List(stateRoot))
        {
            try
            {
                states.Add(State(stateRoot, id));
            }
            catch (RuntimeException)
            {
            }
        }

        return states;
    }
}
