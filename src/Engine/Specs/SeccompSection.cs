using Berth.Engine.Security;
using Berth.Oci.Runtime;

namespace Berth.Engine.Specs;

/// <summary>The <c>seccomp</c> section: a policy whose conditions are settled, in the specification's words.</summary>
internal static class SeccompSection
{
    public static LinuxSeccomp Build(SeccompProfile profile) => new()
    {
        DefaultAction = profile.DefaultAction,
        DefaultErrnoRet = profile.DefaultErrnoRet,
        Architectures = profile.Architectures.Count > 0 ? profile.Architectures : null,
        Flags = profile.Flags.Count > 0 ? profile.Flags : null,
        Syscalls = [.. profile.Rules.Select(Rule)],
    };

    private static LinuxSyscall Rule(SeccompRule rule) => new()
    {
        Names = rule.Names,
        Action = rule.Action,
        ErrnoRet = rule.ErrnoRet,
        Args = rule.Arguments.Count == 0
            ? null
            : [.. rule.Arguments.Select(Argument)],
    };

    private static LinuxSeccompArg Argument(SeccompArgument argument) => new()
    {
        Index = argument.Index,
        Value = argument.Value,
        ValueTwo = argument.ValueTwo,
        Op = argument.Operator,
    };
}
