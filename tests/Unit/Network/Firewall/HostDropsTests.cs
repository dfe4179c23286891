using System.Net;
using Berth.Linux.Nftables;
using Berth.Network.Firewall;
using Xunit;

namespace Berth.Unit.Network.Firewall;

public sealed class HostDropsTests
{
    private const byte Inet = 1;
    private const byte Ip = 2;
    private const byte Ip6 = 10;
    private const byte Bridge = 7;

    private static readonly BridgeRules s_ipv4 = new() { Interface = "berth0", Ipv4 = new FamilyRules { Subnet = IPNetwork.Parse("172.17.0.0/16") } };
    private static readonly BridgeRules s_dual = s_ipv4 with { Interface = "br-1", Ipv6 = new FamilyRules { Subnet = IPNetwork.Parse("fd00:1::/64") } };

    private readonly List<string> _notices = [];
    private readonly List<NftDropPolicy> _policies = [];
    private readonly HashSet<bool> _legacy = [];
    private readonly HostDrops _drops;

    public HostDropsTests() => _drops = new HostDrops(_notices.Add, () => _policies, _legacy.Contains);

    [Fact]
    public void TellOf_LegacyPolicy_NamesItOnce()
    {
        _legacy.Add(false);

        _drops.TellOf(s_ipv4);
        _drops.TellOf(s_ipv4 with { Interface = "br-2" });

        Assert.StartsWith("chain FORWARD of table filter of legacy iptables drops forwarded packets", Assert.Single(_notices), StringComparison.Ordinal);
    }

    [Fact]
    public void TellOf_SecondFamily_IsToldOfThatOne()
    {
        _legacy.UnionWith([false, true]);
        _policies.Add(new NftDropPolicy(Inet, "site", "f", NftHook.Forward));

        _drops.TellOf(s_ipv4);
        _drops.TellOf(s_dual);

        Assert.Equal(3, _notices.Count);
        Assert.StartsWith("chain f of nftables table inet site ", _notices[0], StringComparison.Ordinal);
        Assert.Contains("ip6tables", _notices[2], StringComparison.Ordinal);
    }

    [Fact]
    public void TellOf_OtherHooksAndFamilies_SaysNothing()
    {
        _policies.AddRange(
        [
            new NftDropPolicy(Inet, "site", "i", NftHook.Input), new NftDropPolicy(Ip6, "site", "f", NftHook.Forward), new NftDropPolicy(Bridge, "site", "f", NftHook.Forward),
        ]);

        _drops.TellOf(s_ipv4);

        Assert.Empty(_notices);
    }

    [Fact]
    public void TellOf_Internal_WaitsForANetworkThatForwards()
    {
        _policies.Add(new NftDropPolicy(Ip, "filter", "FORWARD", NftHook.Forward));

        _drops.TellOf(s_ipv4 with { Internal = true });
        Assert.Empty(_notices);
        _drops.TellOf(s_ipv4);

        Assert.Single(_notices);
    }
}
