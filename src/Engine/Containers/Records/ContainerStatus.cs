using System.Text.Json.Serialization;

namespace Berth.Engine.Containers;

/// <summary>
/// Where a container stands, in the words of the Engine API.
/// <code>
///            ┌──────────────start──────────────┐
///            ▼                                 │
/// created ──▶ running ◀──pause/unpause──▶ paused
///    │         │ │  ▲                          │
///    │         │ ▼  │ its policy               │
///    │         │ restarting ──stop──┐          │
///    │         ▼                    ▼          │
///    │       exited ◀──────────────────────────┘
///    └──────────┴──── remove ──▶ removing ──▶ (gone; dead where removing failed)
/// </code>
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<ContainerStatus>))]
public enum ContainerStatus
{
    [JsonStringEnumMemberName("created")]
    Created,

    [JsonStringEnumMemberName("running")]
    Running,

    [JsonStringEnumMemberName("paused")]
    Paused,

    /// <summary>It has ended, and its restart policy will start it again.</summary>
    [JsonStringEnumMemberName("restarting")]
    Restarting,

    [JsonStringEnumMemberName("exited")]
    Exited,

    [JsonStringEnumMemberName("removing")]
    Removing,

    [JsonStringEnumMemberName("dead")]
    Dead,
}
