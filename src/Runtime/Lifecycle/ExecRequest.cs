using Berth.Oci.Runtime;

namespace Berth.Runtime;

/// <summary>What <see cref="ContainerProcess.Exec"/> adds to a running container.</summary>
public sealed record ExecRequest
{
    public required string StateRoot { get; init; }

    public required string ContainerId { get; init; }

    public required Process Process { get; init; }

    public StandardStreams Streams { get; init; } = StandardStreams.Inherited;

    public int PreserveFds { get; init; }

    /// <summary>Cgroups below the container's to join: <c>PATH</c>, or <c>CONTROLLER[,CONTROLLER]:PATH</c>; none for the container's.</summary>
    public IReadOnlyList<string> Cgroups { get; init; } = [];

    /// <summary>True: a paused container is entered too; the process then freezes with the others.</summary>
    public bool IgnorePaused { get; init; }

    /// <summary>As <see cref="ContainerRequest.WaitForStart"/>, but only the caller itself can start the process.</summary>
    public bool WaitForStart { get; init; }
}
