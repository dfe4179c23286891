using System.Text.Json.Serialization;

namespace Berth.Cli.Credentials;

/// <summary>The JSON of the helpers' protocol.</summary>
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(ProgramCredentials))]
internal sealed partial class CredentialJson : JsonSerializerContext;
