using System.Text.Json.Serialization;
using Berth.Oci.Runtime;

namespace Berth.RuntimeCli.Verbs;

/// <summary>JSON for people: what <c>state</c>, <c>spec</c> and <c>features</c> print.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(State))]
[JsonSerializable(typeof(Spec))]
[JsonSerializable(typeof(Features))]
internal sealed partial class IndentedJson : JsonSerializerContext;
