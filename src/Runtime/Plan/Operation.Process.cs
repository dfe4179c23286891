using System.Globalization;
using Berth.Linux;

namespace Berth.Runtime.Plan;

internal sealed partial record Operation
{
    /// <summary>Default dispositions, an empty mask and umask 0: nothing of the runtime's own settings reaches the container.</summary>
    public static Operation ResetSignals() => new(OpCode.ResetSignals, "reset signals and umask");

    /// <summary>/proc/PID of this process is root's from here on: no one in a shared pid namespace reaches the runtime through it.</summary>
    public static Operation ForbidDumps() => new(OpCode.ForbidDumps, "forbid dumps");

    public static Operation NewSession() => new(OpCode.NewSession, "new session");

    /// <summary>
    /// Text1: the name of a new session keyring, so that the caller's keys stay outside. A: permissions that it gets beside its
    /// possessor's (keyctl_setperm(3)): whoever the container's processes are, they have to find it.
    /// </summary>
    public static Operation NewKeyring(string name, bool userNamespace) =>
        new(OpCode.NewKeyring, $"new session keyring {name}")
        {
            Text1 = name,
            A = Sys.KEY_DEFAULT_PERMISSIONS | (userNamespace ? Sys.KEY_OTH_SEARCH : Sys.KEY_USR_SEARCH),
        };

    /// <summary>Text1: the name of the session keyring that the container has.</summary>
    public static Operation JoinKeyring(string name) => new(OpCode.NewKeyring, $"join session keyring {name}") { Text1 = name };

    /// <summary>
    /// Text1: a file of a cgroup to write <c>0</c> (this process) into. On cgroup v1 it is <c>tasks</c>: moving one's own only thread
    /// is exempt from the kernel's system-wide lock, a write to <c>cgroup.procs</c> is not.
    /// </summary>
    public static Operation JoinCgroup(string file) => new(OpCode.JoinCgroup, $"join cgroup {file}") { Text1 = file };

    /// <summary>A: descriptor of the container's init (pidfd), B: CLONE_NEW… flags of its namespaces to join.</summary>
    public static Operation JoinContainer(int pidFd, ulong flags) =>
        new(OpCode.JoinContainer, "join the container's namespaces") { A = pidFd, B = (long)flags };

    public static Operation UnshareCgroup() => new(OpCode.UnshareCgroup, "new cgroup namespace");

    public static Operation LoopbackUp() => new(OpCode.LoopbackUp, "bring up lo");

    public static Operation SetHostname(string name) => new(OpCode.SetHostname, $"hostname {name}") { Text1 = name };

    public static Operation SetDomainname(string name) => new(OpCode.SetDomainname, $"domainname {name}") { Text1 = name };

    public static Operation Personality(string name, ulong domain) =>
        new(OpCode.Personality, $"personality {name}") { A = (long)domain };

    /// <summary>A: RLIMIT_… number, B: soft, C: hard.</summary>
    public static Operation SetRlimit(string type, uint resource, ulong soft, ulong hard) =>
        new(OpCode.SetRlimit, $"setrlimit {type}")
        {
            A = resource,
            B = (long)soft,
            C = (long)hard,
            Detail = string.Create(CultureInfo.InvariantCulture, $"{soft} {hard}"),
        };

    /// <summary>
    /// Opens a new terminal of the container's own devpts, sends its master to the parent and makes it the controlling terminal.
    /// A: rows, B: columns, C: the user it belongs to (group 5 where devpts says so), D: 1 to put it on /dev/console too.
    /// </summary>
    public static Operation OpenConsole(uint rows, uint columns, uint uid, bool devConsole) =>
        new(OpCode.OpenConsole, "open terminal /dev/pts/ptmx")
        {
            A = rows,
            B = columns,
            C = uid,
            D = devConsole ? 1 : 0,
            Detail = devConsole ? "on /dev/console" : "",
        };

    /// <summary>A, B, C: what becomes 0, 1, 2. D: 1 for the terminal in place of them. E: 1 where another process will sit at it.</summary>
    public static Operation SetStreams(StandardStreams streams, bool terminal, bool forAnother = false) =>
        new(OpCode.SetStreams, "standard streams")
        {
            A = streams.Input,
            B = streams.Output,
            C = streams.Error,
            D = terminal ? 1 : 0,
            E = forAnother ? 1 : 0,
            Detail = terminal ? "terminal" : "",
        };

    /// <summary>A: the user that pipes and files at 0, 1, 2 are given to, so that it can open /dev/stdout.</summary>
    public static Operation OwnStreams(uint uid) =>
        new(OpCode.OwnStreams, string.Create(CultureInfo.InvariantCulture, $"give streams to {uid}")) { A = uid };

    /// <summary>
    /// Text1: the directory. A: 1 when EACCES is left for a second try, as the user, to find. Once in, a second try does nothing: root
    /// may have entered what the user may not.
    /// </summary>
    public static Operation ChangeDirectory(string path, bool retriedLater) =>
        new(OpCode.ChangeDirectory, $"chdir {path}") { Text1 = path, A = retriedLater ? 1 : 0 };

    /// <summary>A: capabilities to keep in the bounding set, a bit each. B: the last one that the kernel knows.</summary>
    public static Operation DropBounding(ulong keep, int last) =>
        new(OpCode.DropBounding, "bounding set") { A = (long)keep, B = last, Detail = Hex(keep) };

    /// <summary>
    /// A: uid, B: gid, Data: supplementary groups. C: 1 in a user namespace that may forbid setgroups(2): no groups are then no error.
    /// </summary>
    public static Operation SetUser(uint uid, uint gid, IReadOnlyList<uint> groups, bool mayKeepGroups = false) =>
        new(OpCode.SetUser, string.Create(CultureInfo.InvariantCulture, $"user {uid}:{gid}"))
        {
            A = uid,
            B = gid,
            C = mayKeepGroups ? 1 : 0,
            Data = PlanBytes.Numbers(groups),
            Detail = groups.Count == 0 ? "" : $"groups {string.Join(',', groups)}",
        };

    /// <summary>A: effective, B: permitted, C: inheritable, D: ambient.</summary>
    public static Operation SetCapabilities(CapabilitySets sets) =>
        new(OpCode.SetCapabilities, "capabilities")
        {
            A = (long)sets.Effective,
            B = (long)sets.Permitted,
            C = (long)sets.Inheritable,
            D = (long)sets.Ambient,
            Detail = $"effective {Hex(sets.Effective)} permitted {Hex(sets.Permitted)} " +
                $"inheritable {Hex(sets.Inheritable)} ambient {Hex(sets.Ambient)}",
        };

    public static Operation NoNewPrivileges() => new(OpCode.NoNewPrivileges, "no new privileges");

    /// <summary>
    /// Data: the BPF program, A: SECCOMP_FILTER_FLAG_…. B: 1 when the descriptor for the agent is sent to the parent, which has not the
    /// rights to take it.
    /// </summary>
    public static Operation LoadSeccomp(SeccompProgram filter, bool sendDescriptor) =>
        new(OpCode.LoadSeccomp, "seccomp filter")
        {
            Data = filter.Instructions,
            A = filter.Flags,
            B = sendDescriptor ? 1 : 0,
            Detail = string.Create(
                CultureInfo.InvariantCulture,
                $"{filter.Instructions.Length / 8} instructions{(filter.AsksAgent ? ", an agent is asked" : "")}"),
        };

    /// <summary>Text1: argv[0], Data: the places to look for it, in order. The first that can be executed is remembered.</summary>
    public static Operation FindExecutable(string name, IReadOnlyList<string> candidates) =>
        new(OpCode.FindExecutable, $"find {name}")
        {
            Text1 = name,
            Data = PlanBytes.Strings(candidates),
            Detail = candidates.Count == 1 && candidates[0] == name ? "" : $"in {string.Join(' ', candidates)}",
        };

    public static Operation SetUmask(uint mask) => new(OpCode.SetUmask, $"umask {Octal(mask)}") { A = mask };

    /// <summary>Lets the parent move interfaces into this process's network namespace; waits for it.</summary>
    public static Operation AwaitDevices(IEnumerable<string> names) =>
        new(OpCode.AwaitDevices, "await network devices") { Detail = string.Join(' ', names) };

    /// <summary>Lets the parent run the hooks that are due before the root is pivoted; waits for it.</summary>
    public static Operation AwaitHooks() => new(OpCode.AwaitHooks, "await hooks");

    /// <summary>
    /// Goes on as a new process, a sibling, that is born into the pid namespace which was joined for children: the first one that the
    /// container sees, and no longer a privileged one. A: the first descriptor that it does not have. B: 1 for a terminal, which becomes its.
    /// </summary>
    public static Operation EnterPidNamespace(int first, bool terminal) =>
        new(OpCode.EnterPidNamespace, "enter pid namespace") { A = first, B = terminal ? 1 : 0, Detail = terminal ? "terminal" : "" };

    /// <summary>
    /// Says "created" to the parent and waits. A: a listening socket; who connects to it starts the process and hears what came
    /// of it. Or -1: the parent itself starts it. B: from this descriptor on nothing else stays open: it may wait long, and others
    /// may look.
    /// </summary>
    public static Operation AwaitStart(int listener, int first) =>
        new(OpCode.AwaitStart, "await start") { A = listener, B = first, Detail = listener < 0 ? "of the parent" : "" };

    /// <summary>
    /// Splits the process: a child goes on to the program, process 1 stays, passes signals on and reaps. A: 1 for a terminal, whose
    /// foreground the child takes. B, C: address and length of the command line that process 1 replaces by its name.
    /// </summary>
    public static Operation BecomeInit(bool terminal, ArgumentArea own) =>
        new(OpCode.BecomeInit, "become init")
        {
            A = terminal ? 1 : 0,
            B = (long)own.Start,
            C = (long)own.Length,
            Detail = terminal ? "terminal" : "",
        };

    /// <summary>A: the first descriptor that does not reach the container.</summary>
    public static Operation CloseDescriptors(int first) =>
        new(OpCode.CloseDescriptors, string.Create(CultureInfo.InvariantCulture, $"close from {first} at exec")) { A = first };

    /// <summary>Text1: argv[0], Text2: argv, Text3: environment, each as <see cref="PlanBytes.Strings"/>.</summary>
    public static Operation Execute(IReadOnlyList<string> arguments, IReadOnlyList<string> environment) =>
        new(OpCode.Execute, $"exec {arguments[0]}")
        {
            Arguments = arguments,
            Environment = environment,
            Detail = $"{string.Join(' ', arguments.Skip(1))} [{string.Join(' ', environment)}]".TrimStart(),
        };

    /// <summary>Of <see cref="OpCode.Execute"/> and <see cref="OpCode.RunHook"/>: argv.</summary>
    public IReadOnlyList<string>? Arguments { get; init; }

    /// <summary>Of <see cref="OpCode.Execute"/> and <see cref="OpCode.RunHook"/>: envp.</summary>
    public IReadOnlyList<string>? Environment { get; init; }

    private static string Hex(ulong bits) => string.Create(CultureInfo.InvariantCulture, $"{bits:x}");
}
