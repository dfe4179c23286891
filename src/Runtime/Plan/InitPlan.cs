using System.Text;

namespace Berth.Runtime.Plan;

/// <summary>
/// All that a container's first process does between clone and execve, in order: the outcome of compiling a spec
/// (<see cref="PlanCompiler"/>), input of <c>Execute.ChildPlan</c>.
/// </summary>
internal sealed record InitPlan(IReadOnlyList<Operation> Operations)
{
    /// <summary>CLONE_NEW… flags that the process is cloned with.</summary>
    public ulong CloneFlags { get; init; }

    /// <summary>A pid namespace that the process is born into; null for the runtime's own or a new one.</summary>
    public string? PidNamespacePath { get; init; }

    /// <summary>What the parent does when the child asks for it; null where it never does.</summary>
    public Preparation? Preparation { get; init; }

    /// <summary>One line an operation, numbered from 0 as in the errors of the executor.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        text.Append("clone ").AppendJoin(',', CloneFlagNames());
        text.Append(string.IsNullOrEmpty(PidNamespacePath) ? "" : $" into pid namespace {PidNamespacePath}").Append('\n');
        foreach (string line in Preparation?.Lines() ?? [])
        {
            text.Append(line).Append('\n');
        }

        foreach (Operation operation in Operations)
        {
            text.Append(operation).Append('\n');
        }

        return text.ToString();
    }

    private IEnumerable<string> CloneFlagNames()
    {
        if (CloneFlags == 0)
        {
            yield return "-";
        }

        foreach (string name in NamespaceKinds.NamesOf(CloneFlags))
        {
            yield return name;
        }
    }
}
