using Berth.Linux;

namespace Berth.Engine.Monitors;

/// <summary>What a <c>berth-runtime monitor</c> is started with.</summary>
internal sealed record MonitorLaunch
{
    /// <summary>Where its socket, its log and the exit file are.</summary>
    public required string Directory { get; init; }

    /// <summary>The verb's own arguments, the IDs last.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The container's root, a mount that is nowhere yet; null for an exec.</summary>
    public Fd? Root { get; init; }

    /// <summary>Sockets that keep published ports taken as long as the container runs.</summary>
    public IReadOnlyList<Fd> HeldSockets { get; init; } = [];
}
