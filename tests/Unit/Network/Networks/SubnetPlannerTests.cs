using Berth.Network;
using Berth.Network.Addresses;
using Berth.Network.Networks;
using Xunit;

namespace Berth.Unit.Network.Networks;

public sealed class SubnetPlannerTests
{
    [Fact]
    public void Choose_NothingAsked_TakesTheFirstFreePool()
    {
        NetworkSubnet subnet = Assert.Single(Planner(["172.17.0.0/16"], ["172.18.5.0/24"]).Choose([], enableIPv4: true, enableIPv6: false));

        Assert.Equal(("172.19.0.0/16", "172.19.0.1", true), (subnet.Subnet, subnet.Gateway, subnet.FromPool));
    }

    [Fact]
    public void Choose_IPv6_IsAUniqueLocalOneOfTheEngine()
    {
        IReadOnlyList<NetworkSubnet> subnets = Planner([], []).Choose([], enableIPv4: true, enableIPv6: true);

        Assert.Equal(2, subnets.Count);
        Assert.Matches("^fd[0-9a-f:]+::/64$", subnets[1].Subnet);
        Assert.EndsWith("::1", subnets[1].Gateway, StringComparison.Ordinal);
        Assert.NotEqual(subnets[1].Subnet, Planner([], [], "another").Choose([], enableIPv4: true, enableIPv6: true)[1].Subnet);
    }

    [Fact]
    public void Choose_OwnPools_AreCutAsToldAndTheLast()
    {
        NetworkOptions options = Options("seed") with { DefaultAddressPools = [new AddressPool(IpPrefix.Parse("10.5.0.0/23"), 24)] };
        SubnetPlanner planner = new(options, [IpPrefix.Parse("10.5.0.0/24")], static () => []);

        Assert.Equal("10.5.1.0/24", planner.Choose([], enableIPv4: true, enableIPv6: false)[0].Subnet);
        NetworkException full = Assert.Throws<NetworkException>(() =>
            new SubnetPlanner(options, [IpPrefix.Parse("10.5.0.0/16")], static () => []).Choose([], enableIPv4: true, enableIPv6: false));
        Assert.Equal(NetworkErrorKind.Exhausted, full.Kind);
    }

    [Fact]
    public void Choose_AskedFor_OverlapsAnotherNetwork_IsRefused()
    {
        NetworkException e = Assert.Throws<NetworkException>(() =>
            Planner(["10.9.0.0/16"], []).Choose([new SubnetRequest("10.9.1.0/24", null, null, null)], enableIPv4: true, enableIPv6: false));

        Assert.Equal((NetworkErrorKind.Forbidden, "invalid pool request: Pool overlaps with other one on this address space"), (e.Kind, e.Message));
    }

    [Fact]
    public void Choose_AskedFor_HidesTheGatewayThatWasChosen()
    {
        NetworkSubnet subnet = Planner([], []).Choose(
            [new SubnetRequest("10.9.0.0/16", null, null, new Dictionary<string, string> { ["r"] = "10.9.0.1" })], enableIPv4: true, enableIPv6: false)[0];

        Assert.Equal(("10.9.0.2", false), (subnet.Gateway, subnet.ShowsGateway));
    }

    [Fact]
    public void Choose_AuxiliaryAddressIsTheGateway_IsRefused()
    {
        var aux = new Dictionary<string, string> { ["x"] = "10.9.0.1" };

        NetworkException e = Assert.Throws<NetworkException>(() =>
            Planner([], []).Choose([new SubnetRequest("10.9.0.0/16", "", "10.9.0.1", aux)], enableIPv4: true, enableIPv6: false));

        Assert.Equal("failed to allocate secondary ip address (x:10.9.0.1): Address already in use", e.Message);
    }

    private static SubnetPlanner Planner(string[] taken, string[] used, string seed = "seed") =>
        new(Options(seed), [.. taken.Select(IpPrefix.Parse)], () => [.. used.Select(IpPrefix.Parse)]);

    private static NetworkOptions Options(string seed) => new() { ExecRoot = "/nowhere", StateDirectory = "/nowhere", Seed = seed };
}
