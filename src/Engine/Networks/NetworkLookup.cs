using Berth.Engine.Errors;
using Berth.Network;
using Berth.Network.Networks;

namespace Berth.Engine.Networks;

/// <summary>Finds networks as clients name them.</summary>
internal sealed class NetworkLookup(NetworkController networks)
{
    public IEnumerable<NetworkRecord> All => networks.Networks;

    /// <summary>By full ID, else by name, else by the beginning of an ID.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    /// <exception cref="InvalidParameterException">The beginning fits several.</exception>
    public NetworkRecord Get(string nameOrId) => Find(nameOrId) ?? throw new NotFoundException($"network {nameOrId} not found");

    /// <summary>Null: there is none.</summary>
    /// <exception cref="InvalidParameterException">The beginning of an ID fits several.</exception>
    public NetworkRecord? Find(string nameOrId)
    {
        NetworkRecord[] all = [.. networks.Networks];
        NetworkRecord? exact = all.FirstOrDefault(network => network.Id == nameOrId) ?? all.FirstOrDefault(network => network.Name == nameOrId);
        if (exact is not null || nameOrId.Length == 0)
        {
            return exact;
        }

        NetworkRecord[] fitting = [.. all.Where(network => network.Id.StartsWith(nameOrId, StringComparison.Ordinal))];
        return fitting.Length <= 1
            ? fitting.FirstOrDefault()
            : throw new InvalidParameterException($"network {nameOrId} is ambiguous ({fitting.Length} matches found based on ID prefix)");
    }

    /// <summary>The network of a container's record: by its ID, once it has one, so that another of the same name is not taken for it.</summary>
    public NetworkRecord? Of(string name, string id) => networks.Networks.FirstOrDefault(network => id.Length > 0 ? network.Id == id : network.Name == name)
        ?? (id.Length > 0 ? null : Find(name));
}
