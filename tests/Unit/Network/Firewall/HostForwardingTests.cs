using System.Net;
using Berth.Network.Firewall;
using Xunit;

namespace Berth.Unit.Network.Firewall;

public sealed class HostForwardingTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("berth-forwarding-").FullName;
    private readonly List<string> _notices = [];
    private readonly HostForwarding _forwarding;

    public HostForwardingTests()
    {
        _forwarding = new HostForwarding(_notices.Add, _root, Path.Combine(_root, "routes"));
        Set("ipv4/ip_forward", "0");
        Set("ipv6/conf/all/forwarding", "0");
        Set("ipv6/conf/all/accept_ra", "1");
        Set("ipv6/conf/eth0/forwarding", "0");
        Set("ipv6/conf/eth0/accept_ra", "1");
        Set("ipv6/conf/eth1/forwarding", "0");
        Set("ipv6/conf/eth1/accept_ra", "0");
        Set("ipv6/conf/berth0/forwarding", "0");
        Set("ipv6/conf/berth0/accept_ra", "1");
        string zero = new('0', 32);
        Set("routes", $"""
            {zero} 00 {zero} 00 fe800000000000000000000000000001 00000400 00000001 00000000 00450003     eth0
            {zero} 00 {zero} 00 fe800000000000000000000000000001 00000400 00000001 00000000 00450003     eth1
            fd000000000000000000000000000000 40 {zero} 00 {zero} 00000100 00000001 00000000 00000001   berth0
            """);
    }

    [Fact]
    public void EnableFor_Ipv4_LeavesIpv6()
    {
        _forwarding.EnableFor(Rules(ipv6: false));

        Assert.Equal("1", Get("ipv4/ip_forward"));
        Assert.Equal("0", Get("ipv6/conf/all/forwarding"));
        Assert.Contains("net.ipv4.ip_forward", Assert.Single(_notices), StringComparison.Ordinal);
    }

    [Fact]
    public void EnableFor_Ipv6_KeepsRouterAdvertisementsWhereTheyWereAccepted()
    {
        _forwarding.EnableFor(Rules(ipv6: true));

        Assert.Equal("1", Get("ipv6/conf/all/forwarding"));
        Assert.Equal("2", Get("ipv6/conf/eth0/accept_ra"));
        Assert.Equal("0", Get("ipv6/conf/eth1/accept_ra"));
        Assert.Equal("1", Get("ipv6/conf/berth0/accept_ra"));
        Assert.Contains("eth0 still accept", _notices[1], StringComparison.Ordinal);
    }

    [Fact]
    public void EnableFor_Internal_ChangesNothing()
    {
        _forwarding.EnableFor(Rules(ipv6: true) with { Internal = true });

        Assert.Equal("0", Get("ipv4/ip_forward"));
        Assert.Equal("0", Get("ipv6/conf/all/forwarding"));
        Assert.Empty(_notices);
    }

    [Fact]
    public void EnableFor_AlreadyOn_SaysNothing()
    {
        Set("ipv4/ip_forward", "1");
        Set("ipv6/conf/all/forwarding", "1");

        _forwarding.EnableFor(Rules(ipv6: true));

        Assert.Empty(_notices);
        Assert.Equal("1", Get("ipv6/conf/eth0/accept_ra"));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static BridgeRules Rules(bool ipv6) => new()
    {
        Interface = "br-1",
        Ipv4 = new FamilyRules { Subnet = IPNetwork.Parse("172.17.0.0/16") },
        Ipv6 = ipv6 ? new FamilyRules { Subnet = IPNetwork.Parse("fd00::/64") } : null,
    };

    private void Set(string setting, string value)
    {
        string path = Path.Combine(_root, setting);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, value);
    }

    private string Get(string setting) => File.ReadAllText(Path.Combine(_root, setting));
}
