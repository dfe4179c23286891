using Berth.EngineApi.Containers;
using Berth.EngineApi.Networks;

namespace Berth.Daemon.Http;

/// <summary>A container as a client of an older version is shown it. Source: Engine API's version history.</summary>
internal static class ContainerInspects
{
    public static ContainerInspect ForVersion(ContainerInspect container, ProtocolVersion version) => version >= new ProtocolVersion(1, 45)
        ? container
        : container with
        {
            NetworkSettings = container.NetworkSettings with
            {
                Networks = container.NetworkSettings.Networks.ToDictionary(static pair => pair.Key, static pair => WithNames(pair.Value)),
            },
        };

    /// <summary>What the container is called besides its name, its short ID among it, was among the aliases.</summary>
    private static EndpointSettings WithNames(EndpointSettings settings) =>
        settings.DNSNames is { Count: > 1 } names ? settings with { Aliases = [.. names.Skip(1)] } : settings;
}
