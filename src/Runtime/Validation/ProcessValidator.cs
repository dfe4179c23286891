using Berth.Linux;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Validation;

/// <summary>The process section, of a spec or of an exec.</summary>
internal static class ProcessValidator
{
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
        SpecValidator.Unsupported(!string.IsNullOrEmpty(process.CommandLine), $"{path}.commandLine");
        SpecValidator.Unsupported(!string.IsNullOrEmpty(process.User?.Username), $"{path}.user.username");
        SpecValidator.Unsupported(process.Scheduler is not null, $"{path}.scheduler");
        SpecValidator.Unsupported(process.IoPriority is not null, $"{path}.ioPriority");
        SpecValidator.Unsupported(process.ExecCpuAffinity is not null, $"{path}.execCPUAffinity");
        ValidateEnvironment(process.Env ?? [], path);
        ValidateLimits(process.Rlimits ?? [], path);
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
