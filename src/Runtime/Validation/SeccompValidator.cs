using Berth.Oci.Runtime;
using Berth.Runtime.Seccomp;

namespace Berth.Runtime.Validation;

/// <summary>The seccomp section: names that libseccomp will be asked for.</summary>
internal static class SeccompValidator
{
    public static void Validate(LinuxSeccomp filter)
    {
        SpecValidator.Unsupported(!string.IsNullOrEmpty(filter.ListenerPath), "linux.seccomp.listenerPath");
        SpecValidator.Unsupported(!string.IsNullOrEmpty(filter.ListenerMetadata), "linux.seccomp.listenerMetadata");
        RequireAction(filter.DefaultAction, "linux.seccomp.defaultAction");
        foreach (string name in filter.Architectures ?? [])
        {
            SpecValidator.Require(
                SeccompNames.Architecture(name) is not null, "linux.seccomp.architectures", $"unknown architecture '{name}'");
        }

        foreach (string flag in filter.Flags ?? [])
        {
            SpecValidator.Require(SeccompNames.Flag(flag) is not null, "linux.seccomp.flags", $"unknown flag '{flag}'");
        }

        IReadOnlyList<LinuxSyscall> rules = filter.Syscalls ?? [];
        for (int i = 0; i < rules.Count; i++)
        {
            ValidateRule(rules[i], $"linux.seccomp.syscalls[{i}]");
        }
    }

    private static void ValidateRule(LinuxSyscall rule, string path)
    {
        SpecValidator.Require(rule.Names.Count > 0, $"{path}.names", "is empty");
        RequireAction(rule.Action, $"{path}.action");
        foreach (LinuxSeccompArg argument in rule.Args ?? [])
        {
            SpecValidator.Require(argument.Index <= 5, $"{path}.args", $"there is no argument {argument.Index}");
            SpecValidator.Require(
                SeccompNames.Comparison(argument.Op) is not null, $"{path}.args", $"unknown comparison '{argument.Op}'");
        }
    }

    private static void RequireAction(string action, string path)
    {
        SpecValidator.Unsupported(action == "SCMP_ACT_NOTIFY", $"{path}: {action}");
        SpecValidator.Require(SeccompNames.Action(action, null) is not null, path, $"unknown action '{action}'");
    }
}
