using System.Text.Json.Serialization;
using Berth.EngineApi.Containers;

namespace Berth.Engine.Images;

/// <summary>What a configuration written by docker says of the container that the image was made of (docker image spec 1.2).</summary>
internal sealed record DockerContainer
{
    [JsonPropertyName("container")]
    public string? Container { get; init; }

    [JsonPropertyName("container_config")]
    public ContainerConfig? ContainerConfig { get; init; }
}

/// <summary>Reading it, generated at compile time.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(DockerContainer))]
internal sealed partial class DockerContainerJson : JsonSerializerContext;
