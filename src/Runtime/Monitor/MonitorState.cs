using System.Text.Json.Serialization;

namespace Berth.Runtime.Monitor;

/// <summary>
/// Where a supervised process stands. It only moves forward:
/// <code>
/// creating ──▶ created ──Start──▶ running ──▶ exited
///     └───────────┴──────────────────────────▶ failed
/// </code>
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<MonitorState>))]
public enum MonitorState
{
    /// <summary>The monitor is setting the process up.</summary>
    [JsonStringEnumMemberName("creating")]
    Creating,

    /// <summary>All is in place; the user's program waits for <see cref="RequestKind.Start"/>.</summary>
    [JsonStringEnumMemberName("created")]
    Created,

    /// <summary>The user's program was executed.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>The program ended, its output is drained and the exit file is on disk.</summary>
    [JsonStringEnumMemberName("exited")]
    Exited,

    /// <summary>The program never ran; <see cref="MonitorStatus.Error"/> says why.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}
