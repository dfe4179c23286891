using Berth.Engine.Security;
using Berth.Engine.Users;
using Berth.EngineApi.Containers;
using Berth.Oci.Runtime;

namespace Berth.Engine.Specs;

/// <summary>The <c>process</c> section: who runs what, where, with which rights.</summary>
internal static class ProcessSection
{
    public static Process Build(SpecInput input)
    {
        ContainerConfig config = input.Config;
        HostConfig host = input.HostConfig;
        SecurityOptions security = SecurityOptions.Parse(host.SecurityOpt);
        string profile = AppArmorProfile.Resolve(security.AppArmor, host.Privileged, input.Host.AppArmorProfiles);
        return new Process
        {
            Terminal = config.Tty,
            ConsoleSize = config.Tty ? Console(host.ConsoleSize) : null,
            User = User(input.User),
            Args = [.. config.Entrypoint ?? [], .. config.Cmd ?? []],
            Env = ContainerEnvironment.Build(config.Hostname, config.Tty, input.LinkedEnvironment, config.Env),
            Cwd = WorkingDirectory(config.WorkingDir),
            Capabilities = Capabilities(host, input.User, host.Privileged, input.Host.Capabilities),
            Rlimits = Rlimits(host.Ulimits),
            NoNewPrivileges = security.NoNewPrivileges ?? false,
            ApparmorProfile = profile.Length > 0 ? profile : null,
            OomScoreAdj = host.OomScoreAdj,
        };
    }

    public static ConsoleSize? Console(IReadOnlyList<int>? size) =>
        size is [> 0, > 0] ? new ConsoleSize { Height = (uint)size[0], Width = (uint)size[1] } : null;

    public static User User(ResolvedUser user) => new() { Uid = user.Uid, Gid = user.Gid, AdditionalGids = user.AdditionalGids };

    public static string WorkingDirectory(string? asked) => string.IsNullOrEmpty(asked) ? "/" : ContainerPath.Normalize(asked);

    /// <summary>
    /// Root has its capabilities in force; another user has them only within reach, through files that grant them. Nothing is
    /// inheritable: a file's inheritable set must not turn into rights.
    /// </summary>
    public static LinuxCapabilities Capabilities(
        HostConfig host, ResolvedUser user, bool privileged, IReadOnlyList<string> available)
    {
        IReadOnlyList<string> names = DefaultCapabilities.Resolve(host.CapAdd, host.CapDrop, privileged, available);
        return user.Uid == 0
            ? new LinuxCapabilities { Bounding = names, Effective = names, Permitted = names }
            : new LinuxCapabilities { Bounding = names };
    }

    public static IReadOnlyList<Rlimit>? Rlimits(IReadOnlyList<Ulimit>? limits) =>
        limits is null or { Count: 0 }
            ? null
            : [.. limits.Select(l => new Rlimit
            {
                Type = $"RLIMIT_{l.Name.ToUpperInvariant()}",
                Soft = Value(l.Soft),
                Hard = Value(l.Hard),
            })];

    /// <summary>-1 is RLIM_INFINITY, all bits set.</summary>
    private static ulong Value(long limit) => unchecked((ulong)limit);
}
