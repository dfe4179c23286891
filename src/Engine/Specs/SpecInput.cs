using Berth.Engine.Host;
using Berth.Engine.Security;
using Berth.Engine.Users;
using Berth.EngineApi.Containers;

namespace Berth.Engine.Specs;

/// <summary>
/// Everything that a container's OCI specification is made from. The configurations are validated
/// (<see cref="CreateRequestValidator"/>), merged with the image (<see cref="ImageDefaults"/>) and complete
/// (<see cref="RequestDefaults"/>).
/// </summary>
public sealed record SpecInput
{
    public required string ContainerId { get; init; }

    public required ContainerConfig Config { get; init; }

    public required HostConfig HostConfig { get; init; }

    public required SystemFacts Host { get; init; }

    /// <summary>The mounted root filesystem, an absolute path on the host.</summary>
    public required string RootfsPath { get; init; }

    /// <summary>Who the process runs as: <see cref="UserLookup"/> of <c>Config.User</c> and <c>HostConfig.GroupAdd</c>.</summary>
    public required ResolvedUser User { get; init; }

    /// <summary>From <see cref="MountPlanner"/>, with the sources of volumes filled in.</summary>
    public IReadOnlyList<ContainerMount> Mounts { get; init; } = [];

    /// <summary>
    /// Files of the engine that appear as /etc/hostname, /etc/hosts and /etc/resolv.conf; null: the image's own.
    /// </summary>
    public string? HostnamePath { get; init; }

    public string? HostsPath { get; init; }

    public string? ResolvConfPath { get; init; }

    /// <summary>
    /// The network namespace to join: of the sandbox, or of the other container. Null with network mode <c>none</c> makes a new
    /// one.
    /// </summary>
    public string? NetworkNamespacePath { get; init; }

    /// <summary>Variables that tell of the containers that it is linked to; its own override them.</summary>
    public IReadOnlyList<string> LinkedEnvironment { get; init; } = [];

    /// <summary>With PID mode <c>container:X</c>: that container's namespace, /proc/PID/ns/pid.</summary>
    public string? PidNamespacePath { get; init; }

    /// <summary>The user namespace to join; null: the host's.</summary>
    public string? UserNamespacePath { get; init; }

    /// <summary>Its maps.</summary>
    public IdRemap? Remap { get; init; }

    /// <summary>With IPC mode <c>container:X</c>: that container's namespace, /proc/PID/ns/ipc.</summary>
    public string? IpcNamespacePath { get; init; }

    /// <summary>With IPC modes <c>shareable</c> and <c>container:X</c>: the mounted directory that is /dev/shm.</summary>
    public string? SharedMemoryPath { get; init; }

    /// <summary>System call policy where the request brings none.</summary>
    internal SeccompDefault DefaultSeccomp { get; init; } = SeccompDefault.BuiltIn;

    public IHostDevices Devices { get; init; } = new HostDevices();
}
