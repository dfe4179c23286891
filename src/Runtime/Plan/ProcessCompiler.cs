using Berth.Linux;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Plan;

/// <summary>The last part of a plan, the same for a container's init and for an exec: from a root that is ready to execve.</summary>
internal static class ProcessCompiler
{
    private const uint DefaultUmask = 0x12;

    /// <summary>
    /// 1. limits and streams, while still root; every other descriptor ends with execve; 2. the working directory, checked to be inside;
    /// 3. the filter, where only root may load it; 4. bounding set, user, capabilities; 5. the executable, looked up as the user; 6. the
    /// wait for start; 7. the filter, where everybody may load it, as late as can be; the hooks that run where the program will;
    /// 8. the init, where one is asked for, stays behind; execve.
    /// </summary>
    public static IEnumerable<Operation> Compile(
        Process process, HostFacts facts, StandardStreams streams, int preserveFds, SeccompProgram? seccomp, int? startGate,
        bool init = false, bool entersPidNamespace = false, bool ownUsers = false,
        IReadOnlyList<Operation>? startHooks = null)
    {
        User user = process.User ?? new User();
        bool terminal = process.Terminal == true;
        bool unprivilegedFilter = process.NoNewPrivileges == true;
        IReadOnlyList<string> environment = Environment(process.Env ?? [], facts.Home);
        // The first process of a user namespace has all there are, whatever its maker has.
        CapabilitySets capabilities = CapabilitySets.From(
            process.Capabilities, ownUsers ? (2UL << facts.LastCapability) - 1 : facts.Capabilities);

        // 1.
        yield return Operation.SetStreams(streams, terminal, entersPidNamespace);
        if (user.Uid != 0)
        {
            yield return Operation.OwnStreams(user.Uid);
        }

        foreach (Operation operation in SchedulingCompiler.Compile(process))
        {
            yield return operation;
        }

        foreach (Rlimit limit in process.Rlimits ?? [])
        {
            yield return Operation.SetRlimit(limit.Type, (uint)ResourceLimit.NumberOf(limit.Type), limit.Soft, limit.Hard);
        }

        // Before a filter that may know none of the calls that it takes; what is opened from here on is opened to end with execve.
        yield return Operation.CloseDescriptors(3 + preserveFds);

        // 2. A directory may be closed to root (NFS, FUSE) or to the user: one of the two has to get in.
        yield return Operation.ChangeDirectory(process.Cwd, retriedLater: user.Uid != 0);

        // 3.
        if (unprivilegedFilter)
        {
            yield return Operation.NoNewPrivileges();
        }
        else if (seccomp is not null)
        {
            yield return Operation.LoadSeccomp(seccomp, facts.SendsDescriptors);
        }

        // 4.
        yield return Operation.DropBounding(capabilities.Bounding, facts.LastCapability);
        yield return Operation.SetUser(user.Uid, user.Gid, user.AdditionalGids ?? [], mayKeepGroups: ownUsers || facts.DeniesGroups);
        if (user.Uid != 0)
        {
            yield return Operation.ChangeDirectory(process.Cwd, retriedLater: false);
        }

        yield return Operation.SetCapabilities(capabilities);

        // 5.
        IReadOnlyList<string> arguments = process.Args!;
        yield return Operation.FindExecutable(arguments[0], Candidates(arguments[0], environment));
        yield return Operation.SetUmask(user.Umask ?? DefaultUmask);

        // With all that it has to give up given up.
        if (entersPidNamespace)
        {
            yield return Operation.EnterPidNamespace(3 + preserveFds, terminal);
        }

        // 6. An agent gets its descriptor from the runtime that makes the container: the filter cannot wait for the start.
        bool agent = unprivilegedFilter && seccomp?.AsksAgent == true;
        if (agent)
        {
            yield return Operation.LoadSeccomp(seccomp!, facts.SendsDescriptors);
        }

        if (startGate is int gate)
        {
            yield return Operation.AwaitStart(gate, 3 + preserveFds);
        }

        // 7.
        if (unprivilegedFilter && seccomp is not null && !agent)
        {
            yield return Operation.LoadSeccomp(seccomp, sendDescriptor: false);
        }

        foreach (Operation hook in startHooks ?? [])
        {
            yield return hook;
        }

        // 8.
        if (init)
        {
            yield return Operation.BecomeInit(terminal, facts.OwnArguments);
        }

        yield return Operation.Execute(arguments, environment);
    }

    /// <summary>Of a variable set twice the last value, in the place of the first; HOME is added where it is unset or empty.</summary>
    internal static IReadOnlyList<string> Environment(IReadOnlyList<string> given, string home)
    {
        var places = new Dictionary<string, int>();
        var result = new List<string>(given.Count + 1);
        foreach (string variable in given)
        {
            string name = variable[..Math.Max(variable.IndexOf('=', StringComparison.Ordinal), 0)];
            if (places.TryGetValue(name, out int place))
            {
                result[place] = variable;
            }
            else
            {
                places[name] = result.Count;
                result.Add(variable);
            }
        }

        if (!places.TryGetValue("HOME", out int at))
        {
            result.Add($"HOME={home}");
        }
        else if (result[at] == "HOME=")
        {
            result[at] = $"HOME={home}";
        }

        return result;
    }

    // A name with a slash is a path. Relative entries of PATH are left out: they would run what the working directory holds.
    private static List<string> Candidates(string name, IReadOnlyList<string> environment)
    {
        if (name.Contains('/', StringComparison.Ordinal))
        {
            return [name];
        }

        string? path = environment.FirstOrDefault(v => v.StartsWith("PATH=", StringComparison.Ordinal));
        var candidates = new List<string>();
        foreach (string directory in path?["PATH=".Length..].Split(':') ?? [])
        {
            if (directory.StartsWith('/') && name.Length > 0)
            {
                candidates.Add($"{directory.TrimEnd('/')}/{name}");
            }
        }

        return candidates;
    }
}
