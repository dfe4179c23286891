using Berth.Oci.Runtime;

namespace Berth.Runtime.Seccomp;

/// <summary>What a filter of the spec asks for, as far as more than its compiler has to know.</summary>
internal static class SeccompRules
{
    public const string Notify = "SCMP_ACT_NOTIFY";

    /// <summary>Null for a section that says nothing at all, which runc takes for none.</summary>
    public static LinuxSeccomp? Of(LinuxSettings? linux) =>
        linux?.Seccomp is { } filter && (filter.DefaultAction.Length > 0 || filter.Syscalls is { Count: > 0 }) ? filter : null;

    /// <summary>Whether an agent decides about some call.</summary>
    public static bool AsksAgent(LinuxSeccomp filter)
    {
        foreach (LinuxSyscall rule in filter.Syscalls ?? [])
        {
            if (rule.Action == Notify)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether an agent decides about this call.</summary>
    public static bool AsksAgent(LinuxSeccomp filter, string call)
    {
        foreach (LinuxSyscall rule in filter.Syscalls ?? [])
        {
            if (rule.Action == Notify && rule.Names.Contains(call))
            {
                return true;
            }
        }

        return false;
    }
}
