using Berth.EngineApi.Networks;

namespace Berth.Engine.Containers;

/// <summary>A network that a container belongs to, whether or not it runs.</summary>
public sealed record ContainerEndpoint
{
    /// <summary>The network's name.</summary>
    public required string Network { get; init; }

    /// <summary>
    /// The network's ID, once the container was started in it: another network of the same name is not this one. Empty before that.
    /// </summary>
    public string NetworkId { get => field ?? ""; init; }

    /// <summary>The network's driver.</summary>
    public string Driver { get => field ?? (Network switch { "none" => "null", "host" => "host", _ => "bridge" }); init; }

    /// <summary>What was asked for; only those of its fields that can be asked for.</summary>
    public EndpointSettings Wanted { get => field ?? new EndpointSettings(); init; }

    /// <summary>Null while the container does not run.</summary>
    public EndpointRecord? Connected { get; init; }

    /// <summary>Whether a client means this one.</summary>
    public bool Is(string nameOrId) => Network == nameOrId || (NetworkId.Length > 0 && NetworkId == nameOrId);
}
