using System.Text.Json;
using System.Text.Json.Serialization;
using Berth.RegistryClient.Auth;
using Berth.RegistryClient.Errors;
using Berth.RegistryClient.Search;

namespace Berth.RegistryClient.Json;

/// <summary>The documents of the registry protocols, generated at compile time.</summary>
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowReadingFromString, MaxDepth = 32)]
[JsonSerializable(typeof(ErrorsDocument))]
[JsonSerializable(typeof(TagsDocument))]
[JsonSerializable(typeof(TokenDocument))]
[JsonSerializable(typeof(SearchDocument))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class RegistryJson : JsonSerializerContext;
