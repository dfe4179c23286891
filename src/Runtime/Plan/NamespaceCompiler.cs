using Berth.Linux;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Plan;

/// <summary>The namespaces' part of a plan: which come with the process, which are joined, and in which order.</summary>
/// <remarks>
/// All that is new comes with one clone3, so that a new user namespace owns the others. Two things do not fit into that: namespaces
/// of others that are joined by a process that gets a new user namespace (it has no power over them any more), and a user
/// namespace that is joined (which only a process without threads can do, and which has to own what is new). There, and where the
/// parent may not enter a pid namespace for it, the child joins first and then clones itself again (<see cref="Operation.CloneAgain"/>).
/// </remarks>
internal static class NamespaceCompiler
{
    // Made by the process itself: a cgroup namespace is rooted at the cgroup that one is in when it is made, a time namespace gets
    // its offsets before anybody is in it.
    private const ulong MadeLater = Sys.CLONE_NEWCGROUP | Sys.CLONE_NEWTIME;

    /// <summary>CLONE_NEW… flags of all namespaces that are new.</summary>
    public static ulong Created(LinuxSettings linux)
    {
        ulong created = 0;
        foreach (LinuxNamespace one in linux.Namespaces ?? [])
        {
            created |= string.IsNullOrEmpty(one.Path) ? NamespaceKinds.FlagOf(one.Type) : 0;
        }

        return created;
    }

    /// <summary>Flags of the first clone.</summary>
    public static ulong CloneFlags(PlanInput input, LinuxSettings linux) =>
        ClonesAgain(input, linux) ? 0 : Created(linux) & ~MadeLater;

    /// <summary>The pid namespace that the process is born into: entered by the parent, where it may.</summary>
    public static string? PidNamespacePath(PlanInput input, LinuxSettings linux) =>
        JoinsPidItself(input, linux) ? null : linux.Namespace(LinuxNamespaceType.Pid)?.Path;

    /// <summary>What comes before everything else: joins, and the second clone.</summary>
    public static IEnumerable<Operation> Preamble(PlanInput input, LinuxSettings linux)
    {
        if (!ClonesAgain(input, linux))
        {
            yield break;
        }

        bool joined = linux.UserNamespace == UserNamespaceKind.Joined;
        if (joined)
        {
            // Who is in there already must not get hold of this process.
            yield return Operation.ForbidDumps();
        }

        LinuxNamespace? user = joined ? linux.Namespace(LinuxNamespaceType.User) : null;
        if (user is not null && !input.Facts.Privileged)
        {
            // What is the user's is owned by that namespace: only in it does one have the power to join the others.
            yield return Join(input, user);
        }

        foreach (Operation join in Joins(input, linux))
        {
            yield return join;
        }

        if (user is not null && input.Facts.Privileged)
        {
            yield return Join(input, user);
        }

        yield return Operation.CloneAgain(Created(linux) & ~MadeLater);
    }

    /// <summary>The user namespace's other side: the parent's help, then the identity of its root.</summary>
    public static IEnumerable<Operation> EnterUserNamespace(PlanInput input, LinuxSettings linux)
    {
        if (linux.UserNamespace == UserNamespaceKind.Inherited)
        {
            yield break;
        }

        bool byParent = input.Facts.Privileged;
        yield return Operation.AwaitPreparation(byParent ? input.Sources.Count : 0, input.Sources.Count);
        if (linux.UserNamespace == UserNamespaceKind.New)
        {
            yield return Operation.ForbidDumps();
        }

        for (int i = 0; !byParent && i < input.Sources.Count; i++)
        {
            yield return Operation.OpenSource(input.Sources[i], i + 1);
        }

        yield return Operation.BecomeRoot();
    }

    /// <summary>The other namespaces, and what belongs to new ones.</summary>
    public static IEnumerable<Operation> Enter(PlanInput input, LinuxSettings linux)
    {
        if (!ClonesAgain(input, linux))
        {
            foreach (Operation join in Joins(input, linux))
            {
                yield return join;
            }
        }

        ulong created = Created(linux);
        if ((created & Sys.CLONE_NEWCGROUP) != 0)
        {
            foreach (Operation operation in UnshareCgroup(input, linux))
            {
                yield return operation;
            }
        }

        if (!input.NoNewKeyring)
        {
            yield return Operation.NewKeyring(
                $"_ses.{input.Id}", userNamespace: linux.UserNamespace != UserNamespaceKind.Inherited);
        }

        if ((created & Sys.CLONE_NEWNET) != 0)
        {
            yield return Operation.LoopbackUp();
        }

        if (linux.UserNamespace == UserNamespaceKind.Inherited && input.Sources.Count > 0)
        {
            yield return Operation.AwaitPreparation(input.Sources.Count, input.Sources.Count);
        }
    }

    /// <summary>
    /// The root of a cgroup namespace is where the process is in each hierarchy at that moment. Into the <c>devices</c> cgroup it goes
    /// for good only when its own nodes are made, and mounts of what lies on devices: so it goes there for the moment, and back.
    /// </summary>
    private static IEnumerable<Operation> UnshareCgroup(PlanInput input, LinuxSettings linux)
    {
        bool visits = linux.UserNamespace == UserNamespaceKind.Inherited && linux.HasNew(LinuxNamespaceType.Mount);
        foreach (string file in visits ? input.Cgroup.JoinFiles(devices: true) : [])
        {
            yield return Operation.JoinCgroup(file);
        }

        yield return Operation.UnshareCgroup();
        foreach (string file in visits ? input.Cgroup.JoinFiles(devices: true, static hierarchy => hierarchy.DirectoryOf("")) : [])
        {
            yield return Operation.JoinCgroup(file);
        }
    }

    /// <summary>What the parent has to do for the child; null where that is nothing.</summary>
    public static Preparation? Prepare(PlanInput input, LinuxSettings linux)
    {
        if (linux.UserNamespace == UserNamespaceKind.Inherited)
        {
            return input.Sources.Count == 0 ? null : new Preparation { Sources = input.Sources, Propagation = RootCompiler.Propagation(linux) };
        }

        Process process = input.Spec.Process!;
        return new Preparation
        {
            UidMappings = linux.UidMappings ?? [],
            GidMappings = linux.GidMappings ?? [],
            Joined = linux.UserNamespace == UserNamespaceKind.Joined,
            Limits = process.Rlimits ?? [],
            OomScoreAdj = process.OomScoreAdj == input.Facts.OomScoreAdj ? null : process.OomScoreAdj,
            StreamOwner = process.Terminal == true ? null : process.User?.Uid ?? 0,
            Sources = input.Facts.Privileged ? input.Sources : [],
            Propagation = RootCompiler.Propagation(linux),
        };
    }

    private static bool ClonesAgain(PlanInput input, LinuxSettings linux) => linux.UserNamespace switch
    {
        UserNamespaceKind.Joined => true,
        UserNamespaceKind.New => Joins(input, linux).Any(),
        _ => JoinsPidItself(input, linux),
    };

    private static bool JoinsPidItself(PlanInput input, LinuxSettings linux) =>
        input.Facts.KeepsPidNamespace || (linux.UserNamespace == UserNamespaceKind.Joined && !input.Facts.Privileged);

    // The mount namespace last: in it, paths mean other things.
    private static IEnumerable<Operation> Joins(PlanInput input, LinuxSettings linux)
    {
        bool pid = JoinsPidItself(input, linux);
        foreach (LinuxNamespace one in linux.Namespaces ?? [])
        {
            bool later = one.Type is LinuxNamespaceType.User or LinuxNamespaceType.Mount || (one.Type == LinuxNamespaceType.Pid && !pid);
            if (!string.IsNullOrEmpty(one.Path) && !later)
            {
                yield return Join(input, one);
            }
        }

        if (linux.Namespace(LinuxNamespaceType.Mount) is { Path.Length: > 0 } mount)
        {
            yield return Join(input, mount);
        }
    }

    private static Operation Join(PlanInput input, LinuxNamespace one) => Operation.JoinNamespace(
        one.Type, one.Path!, NamespaceKinds.FlagOf(one.Type), input.NamespaceFiles.TryGetValue(one.Type, out int file) ? file : -1);
}
