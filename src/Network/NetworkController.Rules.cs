using Berth.Network.Networks;

namespace Berth.Network;

public sealed partial class NetworkController
{
    /// <summary>
    /// What the firewall has for a network, as commands of nft(8): its chains, and the elements of the ports that its containers have
    /// published. None before its first container, and none for networks without a bridge.
    /// </summary>
    public IReadOnlyList<string> RulesOf(string networkId) =>
        _networks.TryGetValue(networkId, out LiveNetwork? network) && network.Rules is { } rules ? _firewall.Describe(rules.Interface) : [];
}
