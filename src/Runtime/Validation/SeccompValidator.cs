using Berth.Oci.Runtime;
using Berth.Runtime.Seccomp;

namespace Berth.Runtime.Validation;

/// <summary>The seccomp section: names that libseccomp will be asked for, and what an agent can be asked.</summary>
internal static class SeccompValidator
{
    private const string Path = "linux.seccomp";

    // MAX_ERRNO of the kernel, to which it would cut a greater one.
    private const uint MostErrno = 4095;

    public static void Validate(LinuxSeccomp filter)
    {
        RequireAction(filter.DefaultAction, filter.DefaultErrnoRet, $"{Path}.defaultAction", $"{Path}.defaultErrnoRet");
        SpecValidator.Require(
            filter.DefaultAction != SeccompRules.Notify, $"{Path}.defaultAction", $"{SeccompRules.Notify} cannot be used as default action");
        ValidateListener(filter);
        foreach (string name in filter.Architectures ?? [])
        {
            SpecValidator.Require(
                SeccompNames.Architecture(name) is not null, $"{Path}.architectures", $"unknown architecture '{name}'");
        }

        foreach (string flag in filter.Flags ?? [])
        {
            SpecValidator.Require(SeccompNames.Flag(flag) is not null, $"{Path}.flags", $"unknown flag '{flag}'");
        }

        IReadOnlyList<LinuxSyscall> rules = filter.Syscalls ?? [];
        for (int i = 0; i < rules.Count; i++)
        {
            ValidateRule(rules[i], $"{Path}.syscalls[{i}]");
        }
    }

    // Where nobody is asked the path is ignored, as the specification says.
    private static void ValidateListener(LinuxSeccomp filter)
    {
        bool listens = !string.IsNullOrEmpty(filter.ListenerPath);
        SpecValidator.Require(
            listens || string.IsNullOrEmpty(filter.ListenerMetadata), $"{Path}.listenerMetadata", "must not be set without listenerPath");
        SpecValidator.Require(
            listens || !SeccompRules.AsksAgent(filter), $"{Path}.listenerPath",
            $"seccomp listenerPath is not set, but {SeccompRules.Notify} is used");
    }

    private static void ValidateRule(LinuxSyscall rule, string path)
    {
        SpecValidator.Require(rule.Names.Count > 0, $"{path}.names", "is empty");
        SpecValidator.Require(!rule.Names.Contains(""), $"{path}.names", "empty string is not a valid syscall");
        RequireAction(rule.Action, rule.ErrnoRet, $"{path}.action", $"{path}.errnoRet");

        // The descriptor for the agent is announced by a write.
        SpecValidator.Require(
            rule.Action != SeccompRules.Notify || !rule.Names.Contains("write"), $"{path}.action",
            $"{SeccompRules.Notify} cannot be used for the write syscall");
        foreach (LinuxSeccompArg argument in rule.Args ?? [])
        {
            SpecValidator.Require(argument.Index <= 5, $"{path}.args", $"there is no argument {argument.Index}");
            SpecValidator.Require(
                SeccompNames.Comparison(argument.Op) is not null, $"{path}.args", $"unknown comparison '{argument.Op}'");
        }
    }

    private static void RequireAction(string action, uint? number, string path, string numberPath)
    {
        SpecValidator.Require(SeccompNames.Action(action, null) is not null, path, $"unknown action '{action}'");
        SpecValidator.Require(number is null || SeccompNames.TakesNumber(action), numberPath, $"{action} takes no errno");
        uint most = action == "SCMP_ACT_TRACE" ? ushort.MaxValue : MostErrno;
        SpecValidator.Require(number is null || number <= most, numberPath, $"is over {most}");
    }
}
