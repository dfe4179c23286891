using System.Net;
using Berth.Engine.Errors;
using Berth.Engine.Specs;
using Berth.EngineApi.Containers;
using Berth.Network.Networks;

namespace Berth.Engine.Containers.Links;

/// <summary>
/// Links of containers on the default bridge: lines in hosts(5) and variables in the environment. On a user network a link is a name that only
/// its container can ask for (<see cref="Berth.Network.Naming.LinkedName"/>), and nothing of this.
/// </summary>
internal sealed class ContainerLinks(ContainerIndex containers)
{
    /// <summary>Before a container is made: those that it is linked to have to be there.</summary>
    /// <exception cref="InvalidParameterException">One is not, or is on the host's network.</exception>
    public void Validate(HostConfig host)
    {
        foreach (ContainerLink link in Of(host))
        {
            Container other = containers.Find(link.Target)
                ?? throw new InvalidParameterException($"could not get container for {link.Target}: No such container: {link.Target}");
            if (NamespaceMode.Network(other.Record.NetworkMode).IsHost)
            {
                throw new InvalidParameterException(
                    "conflicting options: host type networking can't be used with links. This would result in undefined behavior");
            }
        }
    }

    /// <summary>Before a container is started: those that it is linked to run.</summary>
    /// <exception cref="ConflictException">One does not.</exception>
    /// <exception cref="InvalidParameterException">One is not on the default bridge.</exception>
    public IReadOnlyList<LinkedContainer> Resolve(ContainerRecord record) => [.. Of(record.HostConfig).Select(link => Resolve(record, link))];

    /// <summary>The running containers that are linked to one, and what it is called there.</summary>
    public IEnumerable<(ContainerRecord Parent, string Alias)> To(ContainerRecord record) =>
        from container in containers.All
        where container.State.IsAlive && container.Id != record.Id
        from link in Of(container.Record.HostConfig)
        where containers.Find(link.Target)?.Id == record.Id
        select (container.Record, link.Alias);

    /// <summary>By the ID of a container, the names that others have for it: <c>/web/database</c>.</summary>
    public ILookup<string, string> Names() =>
        (from container in containers.All
         from link in Of(container.Record.HostConfig)
         let target = containers.Find(link.Target)
         where target is not null
         select (target.Id, Name: $"/{container.Record.Name}/{link.Alias}")).ToLookup(static name => name.Id, static name => name.Name, StringComparer.Ordinal);

    /// <summary>As clients are shown them: <c>/db:/web/database</c>; null: there are none.</summary>
    public IReadOnlyList<string>? Describe(ContainerRecord record)
    {
        string[] links =
        [
            .. Of(record.HostConfig).Select(link => $"/{containers.Find(link.Target)?.Record.Name ?? link.Target}:/{record.Name}/{link.Alias}"),
        ];
        return links.Length == 0 ? null : links;
    }

    private static IEnumerable<ContainerLink> Of(HostConfig host) =>
        host.NetworkMode is null or "" or "default" or NetworkRecord.DefaultName ? (host.Links ?? []).Select(ContainerLink.Parse) : [];

    private LinkedContainer Resolve(ContainerRecord record, ContainerLink link)
    {
        ContainerRecord other = containers.Get(link.Target).Record;
        if (!other.State.IsAlive)
        {
            throw new ConflictException($"Cannot link to a non running container: /{other.Name} AS /{record.Name}/{link.Alias}");
        }

        return other.Networks.FirstOrDefault(static endpoint => endpoint.Network == NetworkRecord.DefaultName)?.Connected is { Address.Length: > 0 } endpoint
            ? new LinkedContainer(link.Alias, other, IPAddress.Parse(endpoint.Address))
            : throw new InvalidParameterException($"container {other.Id} not attached to default bridge network");
    }
}
