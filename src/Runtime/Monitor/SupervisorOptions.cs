using Berth.Linux;

namespace Berth.Runtime.Monitor;

/// <summary>What a supervisor is told when it is started.</summary>
internal sealed record SupervisorOptions
{
    /// <summary>Where connections arrive: bound and listening.</summary>
    public required Fd Listener { get; init; }

    public required string ExitFile { get; init; }

    /// <summary>Gets the process ID in decimal digits once the process exists; null: nobody asks.</summary>
    public string? PidFile { get; init; }

    /// <summary>Null: the output is for subscribers only, as with an exec.</summary>
    public MonitorLog? Log { get; init; }

    /// <summary>The process has a terminal of its own instead of pipes.</summary>
    public bool Terminal { get; init; }

    /// <summary>The process has an input; else it reads <c>/dev/null</c>.</summary>
    public bool Stdin { get; init; }

    /// <summary>The input ends with the connection that gave it.</summary>
    public bool StdinOnce { get; init; }

    /// <summary>Sockets of published ports, open as long as the container lives so that nobody else gets the port.</summary>
    public IReadOnlyList<Fd> HeldSockets { get; init; } = [];

    /// <summary>What else is done for the container until it has ended. They are the supervisor's from now on.</summary>
    public IReadOnlyList<IMonitorService> Services { get; init; } = [];

    /// <summary>How long output is waited for after the end of the process, when somebody else holds its pipes open. 2 s.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a connection may take to accept the last of its output before it is given up. 10 s.</summary>
    public TimeSpan LingerTime { get; init; } = TimeSpan.FromSeconds(10);
}
