using System.Text.Json.Serialization;

namespace Berth.Engine.Containers;

/// <summary>What the health checks of a container say, in the words of the Engine API; one without checks has none of these.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HealthStatus>))]
public enum HealthStatus
{
    /// <summary>No check has succeeded yet, nor as many failed as there may.</summary>
    [JsonStringEnumMemberName("starting")]
    Starting,

    [JsonStringEnumMemberName("healthy")]
    Healthy,

    [JsonStringEnumMemberName("unhealthy")]
    Unhealthy,
}
