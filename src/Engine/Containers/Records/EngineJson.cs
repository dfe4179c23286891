using System.Text.Json.Serialization;
using Berth.EngineApi.Exec;

namespace Berth.Engine.Containers;

/// <summary>The JSON of what the engine persists. Fields are only ever added: a newer engine reads what an older one wrote.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ContainerRecord))]
[JsonSerializable(typeof(ExecCreateRequest))]
internal sealed partial class EngineJson : JsonSerializerContext;
