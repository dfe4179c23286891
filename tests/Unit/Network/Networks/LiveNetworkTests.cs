using Berth.Network;
using Berth.Network.Networks;
using Xunit;

namespace Berth.Unit.Network.Networks;

public sealed class LiveNetworkTests
{
    private const int MostPorts = 1023;

    [Fact]
    public void AddEndpoint_BridgeWithoutAFreePort_IsRefused()
    {
        LiveNetwork network = Full(NetworkDriver.Bridge);

        NetworkException e = Assert.Throws<NetworkException>(network.AddEndpoint);

        Assert.Equal((NetworkErrorKind.Exhausted, MostPorts), (e.Kind, network.EndpointCount));
        Assert.StartsWith("network n is full: a bridge has 1023 ports at most", e.Message, StringComparison.Ordinal);
        network.EndpointCount--;
        network.AddEndpoint();
    }

    [Fact]
    public void AddEndpoint_WithoutABridge_HasNoEnd() => Full(NetworkDriver.MacVlan).AddEndpoint();

    private static LiveNetwork Full(string driver)
    {
        var network = new LiveNetwork(new NetworkRecord { Id = new string('0', 64), Name = "n", Driver = driver, Created = DateTimeOffset.UnixEpoch }, defaultMtu: 1500);
        for (int i = 0; i < MostPorts; i++)
        {
            network.AddEndpoint();
        }

        return network;
    }
}
