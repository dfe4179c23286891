namespace Berth.Oci.Runtime;

/// <summary>What a seccomp agent is told with the descriptor of a filter (config-linux.md, "The Container Process State").</summary>
public sealed record ContainerProcessState
{
    /// <summary>The name in <see cref="Fds"/> of the descriptor that seccomp(2) returned.</summary>
    public const string SeccompFd = "seccompFd";

    public string OciVersion { get => field ?? ""; init; }

    /// <summary>Names of the descriptors that came with the message, in their order.</summary>
    public IReadOnlyList<string> Fds { get => field ?? []; init; }

    /// <summary>The process with the filter, as the runtime sees it.</summary>
    public int Pid { get; init; }

    /// <summary><see cref="LinuxSeccomp.ListenerMetadata"/>.</summary>
    public string? Metadata { get; init; }

    public State State { get => field ?? new State(); init; }
}
