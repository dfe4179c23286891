using Berth.Oci.Runtime;

namespace Berth.Runtime;

/// <summary>
/// The process of an exec: what its document leaves open is as the container's own process has it, as runc does it. So a caller that
/// says only what to run does not by that run it with other rights.
/// </summary>
internal static class ExecProcess
{
    public static Process Of(Process asked, Process? container) => container is null ? asked : asked with
    {
        Capabilities = asked.Capabilities ?? container.Capabilities,
        NoNewPrivileges = asked.NoNewPrivileges ?? container.NoNewPrivileges,
        ApparmorProfile = string.IsNullOrEmpty(asked.ApparmorProfile) ? container.ApparmorProfile : asked.ApparmorProfile,
        SelinuxLabel = string.IsNullOrEmpty(asked.SelinuxLabel) ? container.SelinuxLabel : asked.SelinuxLabel,
        Rlimits = asked.Rlimits is { Count: > 0 } ? asked.Rlimits : container.Rlimits,
        Scheduler = asked.Scheduler ?? container.Scheduler,
        IoPriority = asked.IoPriority ?? container.IoPriority,
        ExecCpuAffinity = asked.ExecCpuAffinity ?? container.ExecCpuAffinity,
        User = UserOf(asked.User ?? new User(), container.User),
    };

    private static User UserOf(User asked, User? container) => asked.Umask is null ? asked with { Umask = container?.Umask } : asked;
}
