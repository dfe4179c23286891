using System.Text.Json.Serialization;

namespace Berth.Engine.Volumes;

/// <summary>The JSON of a volume's file.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(VolumeRecord))]
internal sealed partial class VolumeJson : JsonSerializerContext;
