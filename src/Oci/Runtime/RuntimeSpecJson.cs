using System.Text.Json;
using System.Text.Json.Serialization;

namespace Berth.Oci.Runtime;

/// <summary>JSON of the runtime specification: camelCase, absent members left out, compact.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    ReadCommentHandling = JsonCommentHandling.Disallow)]
[JsonSerializable(typeof(Spec))]
[JsonSerializable(typeof(Process))]
[JsonSerializable(typeof(LinuxResources))]
[JsonSerializable(typeof(LinuxSeccomp))]
[JsonSerializable(typeof(State))]
[JsonSerializable(typeof(IReadOnlyList<State>))]
public sealed partial class RuntimeSpecJson : JsonSerializerContext;
