namespace Berth.Engine.Containers;

/// <summary>The network namespace of a running container, with its published ports.</summary>
public sealed record ContainerSandbox
{
    /// <summary>The namespace as a file.</summary>
    public required string NetnsPath { get; init; }

    public IReadOnlyList<EndpointPort> Ports { get => field ?? []; init; }
}
