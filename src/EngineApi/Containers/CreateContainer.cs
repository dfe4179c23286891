using Berth.EngineApi.Networks;

namespace Berth.EngineApi.Containers;

/// <summary>The body of <c>POST /containers/create</c>: a <see cref="ContainerConfig"/> with the host's and the networks' part inside it.</summary>
public sealed record CreateContainerRequest : ContainerConfig
{
    public HostConfig? HostConfig { get; init; }

    public NetworkingConfig? NetworkingConfig { get; init; }

    /// <summary>Neither an image nor a program is named: a body of <c>{}</c> or <c>null</c>.</summary>
    [JsonIgnore]
    public bool IsEmpty => Image is null && Cmd is null && Entrypoint is null;
}

/// <summary>The answer to <c>POST /containers/create</c>.</summary>
public sealed record CreateContainerResponse
{
    public string Id { get => field ?? ""; init; }

    public IReadOnlyList<string>? Warnings { get; init; }
}
