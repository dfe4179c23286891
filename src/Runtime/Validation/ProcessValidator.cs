using Berth.Linux;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Validation;

/// <summary>The process section, of a spec or of an exec.</summary>
internal static class ProcessValidator
{
    // NGROUPS_MAX of limits.h.
    private const int MostGroups = 65536;

    public static void Validate(Process process, string path, bool appArmor)
    {
        SpecValidator.Require(process.Args is { Count: > 0 }, $"{path}.args", "is required");
        SpecValidator.Require(process.Args![0].Length > 0, $"{path}.args[0]", "is empty");
        SpecValidator.Require(process.Cwd.StartsWith('/'), $"{path}.cwd", $"'{process.Cwd}' is not absolute");
        SpecValidator.Require(
            process.OomScoreAdj is null or (>= -1000 and <= 1000), $"{path}.oomScoreAdj", "is not -1000 … 1000");
        SpecValidator.Require(
            string.IsNullOrEmpty(process.ApparmorProfile) || process.ApparmorProfile == "unconfined" || appArmor,
            $"{path}.apparmorProfile", "AppArmor is not enabled on this host");
        SpecValidator.Unsupported(!string.IsNullOrEmpty(process.SelinuxLabel), $"{path}.selinuxLabel");
        SpecValidator.Require(string.IsNullOrEmpty(process.CommandLine), $"{path}.commandLine", "is for Windows only");
        ValidateUser(process.User ?? new User(), $"{path}.user");
        SchedulingValidator.Validate(process, path);
        ValidateEnvironment(process.Env ?? [], path);
        ValidateLimits(process.Rlimits ?? [], path);
    }

    // The greatest number is none: to setresuid(2) it means "leave it", which would be root.
    private static void ValidateUser(User user, string path)
    {
        SpecValidator.Require(string.IsNullOrEmpty(user.Username), $"{path}.username", "is for Windows only");
        SpecValidator.Require(user.Uid != uint.MaxValue, $"{path}.uid", "is not 0 … 4294967294");
        SpecValidator.Require(user.Gid != uint.MaxValue, $"{path}.gid", "is not 0 … 4294967294");
        SpecValidator.Require(user.Umask is null or <= 0x1ff, $"{path}.umask", "is not 0 … 511 (octal 777)");
        IReadOnlyList<uint> groups = user.AdditionalGids ?? [];
        SpecValidator.Require(groups.Count <= MostGroups, $"{path}.additionalGids", "are more than 65536");
        for (int i = 0; i < groups.Count; i++)
        {
            SpecValidator.Require(groups[i] != uint.MaxValue, $"{path}.additionalGids[{i}]", "is not 0 … 4294967294");
        }
    }

    private static void ValidateEnvironment(IReadOnlyList<string> environment, string path)
    {
        for (int i = 0; i < environment.Count; i++)
        {
            SpecValidator.Require(
                environment[i].IndexOf('=', StringComparison.Ordinal) > 0, $"{path}.env[{i}]", $"'{environment[i]}' is not NAME=value");
        }
    }

    private static void ValidateLimits(IReadOnlyList<Rlimit> limits, string path)
    {
        for (int i = 0; i < limits.Count; i++)
        {
            Rlimit limit = limits[i];
            string where = $"{path}.rlimits[{i}]";
            SpecValidator.Require(ResourceLimit.NumberOf(limit.Type) >= 0, $"{where}.type", $"unknown limit '{limit.Type}'");
            SpecValidator.Require(limit.Soft <= limit.Hard, $"{where}.soft", "is over the hard limit");
            SpecValidator.Require(limits.Take(i).All(l => l.Type != limit.Type), $"{where}.type", $"{limit.Type} is there twice");
        }
    }
}
