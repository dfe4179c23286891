using Berth.Dns;
using Berth.Engine.Configuration;
using Berth.EngineApi.Networks;
using Berth.Network.Naming;

namespace Berth.Engine.Containers.Links;

/// <summary>What a container is called on a user network, and how it resolves names itself.</summary>
internal static class EndpointNames
{
    private const int ShortId = 12;

    /// <summary>Its name, aliases, short ID, host name: docker's <c>DNSNames</c>.</summary>
    public static IReadOnlyList<string> Of(ContainerRecord record, EndpointSettings? wanted)
    {
        string host = record.Config.Hostname ?? "";
        string[] names = [record.Name, .. wanted?.Aliases ?? [], record.Id[..ShortId], .. host.Length > 0 ? [host] : Array.Empty<string>()];
        return [.. names.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Links of an endpoint, to containers that there are: as with docker, others are left out.</summary>
    public static IReadOnlyList<LinkedName> Links(EndpointSettings? wanted, ContainerIndex containers) =>
    [
        .. (wanted?.Links ?? []).Select(ContainerLink.Parse)
            .Select(link => (link.Alias, Other: containers.Find(link.Target)))
            .Where(static link => link.Other is not null)
            .Select(static link => new LinkedName(link.Alias, link.Other!.Record.Name)),
    ];

    /// <summary>What the container's name server needs of its resolver.</summary>
    public static NameSettings Settings(ResolverDefaults resolver) => new()
    {
        Servers = resolver.Servers,
        HasDotsOption = resolver.Options.Any(static option => ResolvConf.DotsOf(option) > 0),
    };
}
