using System.Globalization;
using Berth.Linux;
using Berth.Oci.Runtime;
using Berth.Runtime.Plan;

namespace Berth.Runtime;

/// <summary>How an added process gets into the namespaces of its container, all at once, by the container's init (setns(2)).</summary>
/// <param name="Joined">CLONE_NEW… flags.</param>
/// <param name="HasUsers">The user namespace is among them.</param>
/// <param name="JoinsPidItself">The pid namespace too, which only children are born into: the parent may not, so the child clones again.</param>
internal sealed record ExecNamespaces(ulong Joined, bool HasUsers, bool JoinsPidItself)
{
    private const ulong Always =
        Sys.CLONE_NEWNS | Sys.CLONE_NEWUTS | Sys.CLONE_NEWIPC | Sys.CLONE_NEWNET | Sys.CLONE_NEWCGROUP;

    /// <param name="privileged">The runtime has power over its own namespaces too.</param>
    public static ExecNamespaces Of(LinuxSettings linux, int init, bool privileged)
    {
        bool users = linux.UserNamespace != UserNamespaceKind.Inherited && IsOther(init, "user");
        ulong joined = privileged ? Always : 0;
        foreach (LinuxNamespace one in linux.Namespaces ?? [])
        {
            // What is not listed is the runtime's own, and a user without power over it may not even join what he is in.
            joined |= NamespaceKinds.FlagOf(one.Type);
        }

        bool pidItself = !privileged && (joined & Sys.CLONE_NEWPID) != 0;
        joined &= ~(Sys.CLONE_NEWUSER | (pidItself ? 0 : Sys.CLONE_NEWPID));
        return new ExecNamespaces(joined | (users ? Sys.CLONE_NEWUSER : 0), users, pidItself);
    }

    /// <summary>While the process still is what its parent may change.</summary>
    public IEnumerable<Operation> BeforeJoin() => HasUsers ? [Operation.AwaitPreparation(0, 0)] : [];

    /// <param name="entersLater">It clones again at its very end.</param>
    public IEnumerable<Operation> AfterJoin(bool entersLater)
    {
        if (JoinsPidItself && !entersLater)
        {
            yield return Operation.CloneAgain(0);
        }

        if (HasUsers)
        {
            yield return Operation.BecomeRoot();
        }
    }

    public Preparation? Prepare(Process process, HostFacts facts, int init) => !HasUsers ? null : new Preparation
    {
        Limits = process.Rlimits ?? [],
        OomScoreAdj = process.OomScoreAdj == facts.OomScoreAdj ? null : process.OomScoreAdj,
        StreamOwner = process.Terminal == true ? null : process.User?.Uid ?? 0,
        UsersOf = init,
    };

    private static bool IsOther(int pid, string kind) =>
        Target(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/ns/{kind}")) != Target($"/proc/self/ns/{kind}");

    private static string? Target(string link) => new FileInfo(link).LinkTarget;
}
