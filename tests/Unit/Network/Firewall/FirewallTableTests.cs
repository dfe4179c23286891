using System.Net;
using Berth.Linux.Netlink;
using Berth.Linux.Nftables;
using Berth.Network.Firewall;
using Berth.Network.Ports;
using Xunit;

namespace Berth.Unit.Network.Firewall;

public sealed class FirewallTableTests
{
    private static readonly FirewallTable s_table = new("berth");
    private static readonly BridgeRules s_bridge = new() { Interface = "berth0", Ipv4 = Family("172.17.0.0/16") };
    private static readonly BridgeRules s_dual = s_bridge with { Interface = "br-1", Ipv6 = Family("fd00:1::/64") };
    private static readonly PortMapping s_any = Mapping(TransportProtocol.Tcp, "0.0.0.0", 8080, "172.17.0.2", 80);
    private static readonly PortMapping s_one = Mapping(TransportProtocol.Udp, "127.0.0.1", 5353, "172.17.0.2", 53);

    [Fact]
    public void Publish_OnAllAddresses_GoesToTheMapWithoutAddress()
    {
        string hex = Hex(s_table.Publish([s_any]));

        Assert.Contains(Text("published_any"), hex, StringComparison.Ordinal);
        Assert.DoesNotContain(Text("published"), hex, StringComparison.Ordinal);
        Assert.Contains("0c000100" + "06000000" + "1f900000", hex, StringComparison.Ordinal);
        Assert.Contains("0c000100" + "ac110002" + "00500000", hex, StringComparison.Ordinal);
    }

    [Fact]
    public void Publish_OnOneAddress_HasItInTheKey()
    {
        string hex = Hex(s_table.Publish([s_one]));

        Assert.Contains("10000100" + "7f000001" + "11000000" + "14e90000", hex, StringComparison.Ordinal);
        Assert.DoesNotContain(Text("published_any"), hex, StringComparison.Ordinal);
    }

    [Fact]
    public void Publish_Ipv6_GoesToMapsOfItsOwn()
    {
        string hex = Hex(s_table.Publish(
        [
            Mapping(TransportProtocol.Tcp, "::", 8080, "fd00:1::2", 80), Mapping(TransportProtocol.Tcp, "2001:db8::5", 8081, "fd00:1::2", 80),
        ]));

        Assert.Contains(Text("published6_any"), hex, StringComparison.Ordinal);
        Assert.Contains(Text("published6"), hex, StringComparison.Ordinal);
        Assert.Contains("18000100" + "fd000001000000000000000000000002" + "00500000", hex, StringComparison.Ordinal);
        Assert.Contains("1c000100" + "20010db8000000000000000000000005" + "06000000" + "1f910000", hex, StringComparison.Ordinal);
    }

    /// <summary>::1, link-local addresses and from one family to the other: for who listens on the host port.</summary>
    [Theory]
    [InlineData("::1", "fd00:1::2")]
    [InlineData("fe80::1", "fd00:1::2")]
    [InlineData("::", "172.17.0.2")]
    public void Publish_WhatTheKernelCannotPassOn_IsNotInTheTable(string host, string container) =>
        Assert.Equal([0x10, 0x11], Types(s_table.Publish([Mapping(TransportProtocol.Tcp, host, 80, container, 80)])));

    [Fact]
    public void Publish_WithoutHostPort_OpensTheContainersOwn()
    {
        string hex = Hex(s_table.Publish([Mapping(TransportProtocol.Tcp, "0.0.0.0", 0, "172.17.0.2", 80)]));

        Assert.Contains(Text("open"), hex, StringComparison.Ordinal);
        Assert.Contains("10000100" + "ac110002" + "06000000" + "00500000", hex, StringComparison.Ordinal);
    }

    [Fact]
    public void PublishAndWithdraw_AreElementsOnly()
    {
        Assert.Equal([0x10, 0xa0c, 0xa0c, 0x11], Types(s_table.Publish([s_any, s_one])));
        Assert.Equal([0x10, 0xa0e, 0xa0e, 0x11], Types(s_table.Withdraw([s_any, s_one])));
    }

    [Fact]
    public void Install_WithMappings_IsOneTransactionThatReplacesTheTable()
    {
        List<int> types = Types(s_table.Install([s_bridge], [s_any]));

        Assert.Equal([0x10, 0xa00, 0xa02, 0xa00], types[..4]);
        Assert.Equal(5 + 3, types.Count(type => type == 0xa03)); // chains
        Assert.Equal(11, types.Count(type => type == 0xa09)); // maps and sets
        Assert.Equal([0xa0c, 0x11], types[^2..]);
    }

    [Fact]
    public void AddNetwork_OrdinaryBridge_HasChainsOfItsOwn() => Assert.Equal(
        """
        add element inet berth bridges { "berth0" }
        add chain inet berth ingress_berth0
        add rule inet berth ingress_berth0 iifname "berth0" accept
        add rule inet berth ingress_berth0 ct state established,related accept
        add rule inet berth ingress_berth0 ct status dnat accept
        add rule inet berth ingress_berth0 drop
        add element inet berth ingress { "berth0" : jump ingress_berth0 }
        add chain inet berth egress_nat_berth0
        add rule inet berth egress_nat_berth0 meta nfproto ipv4 ip saddr 172.17.0.0/16 oifname != "berth0" masquerade
        add element inet berth egress_nat { "berth0" : jump egress_nat_berth0 }
        add chain inet berth ingress_nat_berth0
        add rule inet berth ingress_nat_berth0 meta nfproto ipv4 ip saddr 172.17.0.0/16 ct status dnat masquerade
        add rule inet berth ingress_nat_berth0 meta nfproto ipv4 ip saddr 127.0.0.0/8 masquerade
        add element inet berth ingress_nat { "berth0" : jump ingress_nat_berth0 }
        """,
        Commands(s_bridge));

    [Fact]
    public void AddNetwork_DualStack_TranslatesBothFamilies()
    {
        string commands = Commands(s_dual);

        Assert.Contains("meta nfproto ipv6 ip6 saddr fd00:1::/64 oifname != \"br-1\" masquerade", commands, StringComparison.Ordinal);
        Assert.Contains("meta nfproto ipv6 ip6 saddr fd00:1::/64 ct status dnat masquerade", commands, StringComparison.Ordinal);
    }

    [Fact]
    public void AddNetwork_Internal_LetsNothingOutOrIn() => Assert.Equal(
        """
        add element inet berth bridges { "br-1" }
        add chain inet berth egress_br-1
        add rule inet berth egress_br-1 oifname != "br-1" drop
        add element inet berth egress { "br-1" : jump egress_br-1 }
        add chain inet berth ingress_br-1
        add rule inet berth ingress_br-1 iifname "br-1" accept
        add rule inet berth ingress_br-1 drop
        add element inet berth ingress { "br-1" : jump ingress_br-1 }
        """,
        Commands(s_dual with { Internal = true }));

    [Fact]
    public void AddNetwork_WithoutIcc_AcceptsNeighboursByPublishedPortsOnly()
    {
        string commands = Commands(s_dual with { InterContainer = false });

        Assert.DoesNotContain("iifname \"br-1\" accept", commands, StringComparison.Ordinal);
        Assert.Contains("ct status dnat accept", commands, StringComparison.Ordinal);
    }

    [Fact]
    public void AddNetwork_WithoutMasquerade_KeepsTheHairpin()
    {
        string commands = Commands(s_bridge with { Ipv4 = Family("172.17.0.0/16") with { Masquerade = false } });

        Assert.DoesNotContain("oifname !=", commands, StringComparison.Ordinal);
        Assert.Contains("ct status dnat masquerade", commands, StringComparison.Ordinal);
    }

    [Fact]
    public void AddNetwork_SourceAddress_IsTheOneAsked() => Assert.Contains(
        "ip saddr 172.17.0.0/16 oifname != \"berth0\" snat ip to 192.0.2.7",
        Commands(s_bridge with { Ipv4 = Family("172.17.0.0/16") with { SourceAddress = IPAddress.Parse("192.0.2.7") } }),
        StringComparison.Ordinal);

    [Fact]
    public void AddNetwork_Routed_OpensPublishedPortsAndTranslatesNothing()
    {
        string commands = Commands(s_dual with { Ipv6 = Family("fd00:1::/64") with { Mode = GatewayMode.Routed } });

        Assert.Contains("meta nfproto ipv6 ip6 daddr . meta l4proto . th dport @open6 accept", commands, StringComparison.Ordinal);
        Assert.Contains("meta nfproto ipv6 meta l4proto 58 accept", commands, StringComparison.Ordinal);
        Assert.DoesNotContain("fd00:1::/64", commands, StringComparison.Ordinal);
        Assert.Contains("172.17.0.0/16 oifname != \"br-1\" masquerade", commands, StringComparison.Ordinal);
    }

    [Fact]
    public void AddNetwork_Unprotected_IsOpenToOtherHostsButNotToOtherNetworks()
    {
        string commands = Commands(s_bridge with { Ipv4 = Family("172.17.0.0/16") with { Mode = GatewayMode.NatUnprotected } });

        Assert.Contains("nfproto ipv4 iifname @bridges drop\nadd rule inet berth ingress_berth0 meta nfproto ipv4 accept\n", commands, StringComparison.Ordinal);
    }

    [Fact]
    public void AddNetwork_InPlaceOfAnother_TakesThatOnesChainsAwayFirst()
    {
        IReadOnlyList<string> commands = s_table.AddNetwork(s_bridge with { Internal = true }, s_bridge).Commands;

        Assert.Equal("delete element inet berth bridges { \"berth0\" }", commands[0]);
        Assert.Equal(3, commands.Count(static command => command.StartsWith("delete chain", StringComparison.Ordinal)));
        Assert.Equal(2, commands.Count(static command => command.StartsWith("add chain", StringComparison.Ordinal)));
    }

    [Fact]
    public void RemoveNetwork_UndoesAddNetwork()
    {
        IReadOnlyList<string> added = s_table.AddNetwork(s_dual, null).Commands;
        IReadOnlyList<string> removed = s_table.RemoveNetwork(s_dual).Commands;

        Assert.Equal(Of(added, "add chain"), Of(removed, "delete chain"));
        Assert.Equal(Of(added, "add element").Select(static element => element.Split(" :")[0].TrimEnd(' ', '}') + " }"), Of(removed, "delete element"));

        static IEnumerable<string> Of(IEnumerable<string> commands, string verb) =>
            commands.Where(command => command.StartsWith(verb, StringComparison.Ordinal)).Select(command => command[verb.Length..]);
    }

    [Fact]
    public void Describe_Mappings_AreElements()
    {
        IReadOnlyList<string> commands = s_table.Describe(s_bridge, [s_any, s_one, Mapping(TransportProtocol.Sctp, "0.0.0.0", 0, "172.17.0.2", 7)]);

        Assert.Equal(
            [
                "add element inet berth published_any { tcp . 8080 : 172.17.0.2 . 80 }",
                "add element inet berth published { 127.0.0.1 . udp . 5353 : 172.17.0.2 . 53 }",
                "add element inet berth open { 172.17.0.2 . sctp . 7 }",
            ],
            commands.TakeLast(3));
    }

    private static string Commands(BridgeRules rules) => string.Join('\n', s_table.AddNetwork(rules, null).Commands);

    private static FamilyRules Family(string subnet) => new() { Subnet = IPNetwork.Parse(subnet) };

    private static PortMapping Mapping(TransportProtocol protocol, string host, ushort hostPort, string container, ushort port) =>
        new(protocol, IPAddress.Parse(host), hostPort, IPAddress.Parse(container), port);

    private static string Text(string text) => Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(text + "\0"));

    private static string Hex(NftTransaction transaction) => Convert.ToHexStringLower(transaction.Commit().Bytes);

    private static List<int> Types(NftTransaction transaction)
    {
        List<int> types = [];
        var reader = new MessageReader(transaction.Commit().Bytes);
        while (reader.Next())
        {
            types.Add(reader.Header.nlmsg_type);
        }

        return types;
    }
}
