using Berth.Linux;
using Berth.Oci;

namespace Berth.Runtime;

/// <summary>What is remembered of a container between two calls of the runtime.</summary>
internal sealed record ContainerState
{
    /// <summary>Raised when an older runtime could misread what a newer one wrote.</summary>
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    public required string Id { get; init; }

    public required string OciVersion { get; init; }

    /// <summary>The init process.</summary>
    public int Pid { get; init; }

    /// <summary>Clock ticks after boot at which it began: tells it from a later process of the same number.</summary>
    public ulong PidStartTime { get; init; }

    public required string Bundle { get; init; }

    public required string Rootfs { get; init; }

    public DateTimeOffset Created { get; init; }

    /// <summary>The name of the user who made it.</summary>
    public string Owner { get; init; } = "";

    /// <summary>As <see cref="Cgroups.CgroupPaths.CgroupsPath"/>: empty when it has no cgroup.</summary>
    public required string CgroupsPath { get; init; }

    /// <summary>
    /// Of a container among the mounts of the host: the mount that its root lay on before (<see cref="Berth.Runtime.RootMount"/>); else 0.
    /// </summary>
    public ulong RootMount { get; init; }

    /// <summary>The file that says whether it is frozen (<see cref="Cgroups.FreezerController"/>); null where nothing can freeze it.</summary>
    public string? FreezerFile { get; init; }

    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>It has its maker's session keyring, and so has what exec adds.</summary>
    public bool NoNewKeyring { get; init; }

    /// <summary>Whether the init is the process that was made, and alive.</summary>
    public bool IsInitAlive() =>
        Pid > 0 && ProcessFile.Read(Pid) is { } process && process.StartTime == PidStartTime && process.IsAlive;
}

[DirectJson(typeof(ContainerState))]
internal static partial class ContainerStateJson;
