using System.Text;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Plan;

/// <summary>
/// The hooks' part of a plan (config.md, "POSIX-platform Hooks"): who runs them, and where.
/// <code>
/// hook              runs in                     run by       status     path is
/// prestart          the runtime's namespaces    the parent   created    the host's
/// createRuntime     the runtime's namespaces    the parent   creating   the host's
/// createContainer   the container's namespaces  the child    creating   the host's: before pivot_root
/// startContainer    the container's namespaces  the child    created    the container's: right before the program
/// poststart         the runtime's namespaces    who starts   running    the host's
/// poststop          the runtime's namespaces    who deletes  stopped    the host's
/// </code>
/// All of the first three run in <c>create</c>: prestart hooks before those of createRuntime, as the specification has it since 1.1.
/// The process ID in the state is the one that the hook's namespace knows, which the child of a joined pid namespace learns only
/// when it is there.
/// </summary>
internal static class HookCompiler
{
    private const int NoPid = int.MinValue;

    private static readonly byte[] s_noPid = Encoding.ASCII.GetBytes($"\"pid\":{NoPid}");

    /// <summary>The stop at which the parent runs its hooks, then those of the child, in the root to be but with the host's paths.</summary>
    public static IEnumerable<Operation> BeforePivot(PlanInput input)
    {
        // In no cgroup nobody would find the child if the parent died: it waits until it has been written down.
        if (RunsBeforePivot(input.Spec.Hooks) || input.Cgroup.Used.Count == 0)
        {
            yield return Operation.AwaitHooks();
        }

        foreach (Operation hook in InContainer(input, input.Spec.Hooks?.CreateContainer, "createContainer", StateStatus.Creating, inRoot: true))
        {
            yield return hook;
        }
    }

    /// <summary>As the container's user, under its filter, where its program will run.</summary>
    public static IReadOnlyList<Operation> BeforeProgram(PlanInput input) =>
        InContainer(input, input.Spec.Hooks?.StartContainer, "startContainer", StateStatus.Created, inRoot: false);

    /// <summary>The same for who starts a container that somebody else made: what may fail, in the plan's words.</summary>
    public static IEnumerable<Operation> StartContainerHooks(Spec spec) =>
        (spec.Hooks?.StartContainer ?? []).Select((hook, i) => Operation.RunHook("startContainer", i, hook, [], 0, inRoot: false));

    // Also where only the child has any: the parent then knows how far it came, and that poststop hooks are due after a failure.
    private static bool RunsBeforePivot(Hooks? hooks) =>
        hooks is { Prestart.Count: > 0 } or { CreateRuntime.Count: > 0 } or { CreateContainer.Count: > 0 };

    private static IReadOnlyList<Operation> InContainer(
        PlanInput input, IReadOnlyList<Hook>? hooks, string point, string status, bool inRoot)
    {
        if (hooks is not { Count: > 0 })
        {
            return [];
        }

        byte[] state = SpecJson.Write(StateOf(input, status));
        int before = state.AsSpan().IndexOf(s_noPid) + "\"pid\":".Length;
        byte[] withoutPid = [.. state[..before], .. state[(before + s_noPid.Length - "\"pid\":".Length)..]];
        return [.. hooks.Select((hook, i) => Operation.RunHook(point, i, hook, withoutPid, before, inRoot))];
    }

    private static State StateOf(PlanInput input, string status) => new()
    {
        OciVersion = Spec.CurrentVersion,
        Id = input.Id,
        Pid = NoPid,
        Status = status,
        Bundle = input.Bundle,
        Annotations = input.Spec.Annotations,
    };
}
