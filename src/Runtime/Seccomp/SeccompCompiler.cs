using System.Globalization;
using Berth.Linux;
using Berth.Oci.Runtime;
using Berth.Runtime.Plan;

namespace Berth.Runtime.Seccomp;

/// <summary>Compiles a spec's filter to BPF with libseccomp; the spec has been validated.</summary>
internal static unsafe class SeccompCompiler
{
    // struct sock_filter.
    private const int InstructionSize = 8;

    public static SeccompProgram Compile(LinuxSeccomp filter)
    {
        uint defaultAction = SeccompNames.Action(filter.DefaultAction, filter.DefaultErrnoRet)!.Value;
        nint context = Libseccomp.seccomp_init(defaultAction);
        try
        {
            uint[] architectures = AddArchitectures(context, filter.Architectures ?? []);

            // 2: a binary tree over the numbers, not a list: a call costs 6 comparisons, not 300. Without rules libseccomp makes nonsense of it.
            if (filter.Syscalls is { Count: > 0 })
            {
                _ = Libseccomp.seccomp_attr_set(context, Libseccomp.SCMP_FLTATR_CTL_OPTIMIZE, 2);
            }

            foreach (LinuxSyscall rule in filter.Syscalls ?? [])
            {
                AddRule(context, rule, defaultAction);
            }

            byte[] program = UnknownCalls.Prepend(Export(context), filter, architectures);
            int length = program.Length / InstructionSize;
            return length <= Sys.BPF_MAXINSNS
                ? new SeccompProgram(program, FlagsOf(filter))
                : throw new RuntimeException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"linux.seccomp: a filter of {length} instructions; the kernel takes {Sys.BPF_MAXINSNS}"));
        }
        finally
        {
            Libseccomp.seccomp_release(context);
        }
    }

    /// <summary>
    /// SECCOMP_FILTER_FLAG_… of seccomp(2). Without a word about flags it is SPEC_ALLOW, as with runc: the filter alone does not make
    /// every process pay for Spectre's variant 4.
    /// </summary>
    private static uint FlagsOf(LinuxSeccomp filter)
    {
        uint flags = filter.Flags is null ? Sys.SECCOMP_FILTER_FLAG_SPEC_ALLOW : 0;
        foreach (string flag in filter.Flags ?? [])
        {
            flags |= SeccompNames.Flag(flag)!.Value;
        }

        // The kernel takes WAIT_KILLABLE_RECV only together with a listener, and TSYNC with one only when failures are errnos.
        if (!SeccompRules.AsksAgent(filter))
        {
            return flags & ~Sys.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;
        }

        bool allThreads = (flags & Sys.SECCOMP_FILTER_FLAG_TSYNC) != 0;
        return flags | Sys.SECCOMP_FILTER_FLAG_NEW_LISTENER | (allThreads ? Sys.SECCOMP_FILTER_FLAG_TSYNC_ESRCH : 0);
    }

    private static uint[] AddArchitectures(nint context, IReadOnlyList<string> names)
    {
        var tokens = new List<uint> { Libseccomp.seccomp_arch_native() };
        foreach (string name in names)
        {
            uint token = Libseccomp.seccomp_arch_resolve_name(SeccompNames.Architecture(name) ?? "");
            if (token == 0)
            {
                throw new RuntimeException($"linux.seccomp.architectures: unknown architecture {name}");
            }

            if (!tokens.Contains(token))
            {
                Check(Libseccomp.seccomp_arch_add(context, token), name);
                tokens.Add(token);
            }
        }

        return [.. tokens];
    }

    private static void AddRule(nint context, LinuxSyscall rule, uint defaultAction)
    {
        uint action = SeccompNames.Action(rule.Action, rule.ErrnoRet)!.Value;
        if (action == defaultAction)
        {
            return;
        }

        foreach (string name in rule.Names)
        {
            // A call that this libseccomp does not know cannot be named; the default action covers it.
            int number = Libseccomp.seccomp_syscall_resolve_name(name);
            if (number != Libseccomp.__NR_SCMP_ERROR)
            {
                AddCall(context, action, number, name, rule.Args ?? []);
            }
        }
    }

    private static void AddCall(nint context, uint action, int number, string name, IReadOnlyList<LinuxSeccompArg> arguments)
    {
        var comparisons = new Libseccomp.scmp_arg_cmp[arguments.Count];
        for (int i = 0; i < comparisons.Length; i++)
        {
            comparisons[i] = new Libseccomp.scmp_arg_cmp
            {
                arg = arguments[i].Index,
                op = SeccompNames.Comparison(arguments[i].Op)!.Value,
                datum_a = arguments[i].Value,
                datum_b = arguments[i].ValueTwo ?? 0,
            };
        }

        // Conditions on different arguments all have to hold; several on one argument are alternatives, as runc reads them.
        bool alternatives = arguments.DistinctBy(a => a.Index).Count() < arguments.Count;
        fixed (Libseccomp.scmp_arg_cmp* first = comparisons)
        {
            if (!alternatives)
            {
                Check(Libseccomp.seccomp_rule_add_array(context, action, number, (uint)comparisons.Length, first), name);
                return;
            }

            for (int i = 0; i < comparisons.Length; i++)
            {
                Check(Libseccomp.seccomp_rule_add_array(context, action, number, 1, first + i), name);
            }
        }
    }

    private static byte[] Export(nint context)
    {
        using Fd file = MemoryFile.Create("seccomp");
        Check(Libseccomp.seccomp_export_bpf(context, file.Number), "export");
        return MemoryFile.ReadAll(file);
    }

    private static void Check(int result, string what)
    {
        if (result < 0)
        {
            throw new RuntimeException($"linux.seccomp: {what}: {LinuxException.Text((Errno)(-result))}");
        }
    }
}
