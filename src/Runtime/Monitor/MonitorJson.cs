using System.Text.Json.Serialization;

namespace Berth.Runtime.Monitor;

/// <summary>The JSON of the monitor's frames and of the exit file.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MonitorStatus))]
[JsonSerializable(typeof(MonitorError))]
[JsonSerializable(typeof(MonitorLog))]
public sealed partial class MonitorJson : JsonSerializerContext;
