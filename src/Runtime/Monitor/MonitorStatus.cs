using System.Text.Json.Serialization;

namespace Berth.Runtime.Monitor;

/// <summary>
/// What a monitor says about its process: the payload of a status frame and, for the last one, the content of the exit file.
/// </summary>
public sealed record MonitorStatus
{
    public required MonitorState State { get; init; }

    /// <summary>The process as the monitor's pid namespace numbers it; 0 while there is none.</summary>
    public int Pid { get; init; }

    /// <summary>When the program was executed.</summary>
    [JsonConverter(typeof(Rfc3339NanoConverter))]
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the program was found dead, or could not be run.</summary>
    [JsonConverter(typeof(Rfc3339NanoConverter))]
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The program's own code, 128 plus the signal that killed it, or 125, 126, 127 where it never ran.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The kernel killed a process of the container because its memory limit was reached.</summary>
    public bool OomKilled { get; init; }

    /// <summary>Why the program never ran, in words for the user.</summary>
    public string? Error { get; init; }

    /// <summary>Nothing follows this status.</summary>
    [JsonIgnore]
    public bool IsFinal => State is MonitorState.Exited or MonitorState.Failed;
}
