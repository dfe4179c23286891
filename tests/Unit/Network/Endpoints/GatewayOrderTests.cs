using Berth.Network.Endpoints;
using Xunit;

namespace Berth.Unit.Network.Endpoints;

public sealed class GatewayOrderTests
{
    [Fact]
    public void IPv4_OfSeveral_IsTheHighestPriorityThenTheFirstName()
    {
        EndpointRecord b = Endpoint("b"), a = Endpoint("a"), high = Endpoint("z") with { GatewayPriority = 1 };

        Assert.Equal("a", GatewayOrder.IPv4([b, a])!.NetworkName);
        Assert.Equal("z", GatewayOrder.IPv4([b, a, high])!.NetworkName);
    }

    [Fact]
    public void IPv4_InternalNetworks_GiveNone()
    {
        EndpointRecord closed = Endpoint("a") with { Internal = true, Gateway = null, GatewayPriority = 5 };

        Assert.Null(GatewayOrder.IPv4([closed]));
        Assert.Equal("b", GatewayOrder.IPv4([closed, Endpoint("b")])!.NetworkName);
    }

    [Fact]
    public void IPv4_ANetworkOfBothFamilies_ComesFirst()
    {
        EndpointRecord both = Endpoint("b") with { IPv6Gateway = "fd00::1" };

        Assert.Equal("b", GatewayOrder.IPv4([Endpoint("a"), both])!.NetworkName);
        Assert.Equal("b", GatewayOrder.IPv6([Endpoint("a"), both])!.NetworkName);
    }

    private static EndpointRecord Endpoint(string network) => new()
    {
        EndpointId = network, NetworkId = network, NetworkName = network, Address = "10.0.0.2", PrefixLength = 24, Gateway = "10.0.0.1", MacAddress = "02:42:0a:00:00:02",
    };
}
