using Berth.Cli.CommandLine;
using Berth.Cli.Containers;
using Berth.Cli.Containers.Specs;
using Berth.EngineApi.Networks;
using Xunit;

namespace Berth.Unit.Cli.Networks;

/// <summary>The flags of <c>run</c> and <c>create</c> that are about networks; what docker's client does is compared in the conformance tests.</summary>
public sealed class NetworkFlagTests
{
    [Fact]
    public void Network_LongForm_IsReadWhole()
    {
        var endpoint = Endpoints(
            "--network", "name=a,alias=x,alias=y,ip=10.0.0.1,ip6=fd00::1,mac-address=02:42:ac:11:00:02,driver-opt=o=p=q,gw-priority=-5,link-local-ip=169.254.0.1")["a"]!;

        Assert.Equal(["x", "y"], endpoint.Aliases!);
        Assert.Equal(("10.0.0.1", "fd00::1"), (endpoint.IPAMConfig!.IPv4Address, endpoint.IPAMConfig.IPv6Address));
        Assert.Equal(["169.254.0.1"], endpoint.IPAMConfig.LinkLocalIPs!);
        Assert.Equal(("02:42:ac:11:00:02", "p=q", -5), (endpoint.MacAddress, endpoint.DriverOpts!["o"], endpoint.GwPriority));
    }

    [Fact]
    public void Network_SeveralTimes_SingleFlagsAreTheFirstOnes()
    {
        var endpoints = Endpoints("--network", "a", "--network", "name=b,ip=1.1.1.1", "--ip", "2.2.2.2", "--network-alias", "q", "--link", "db");

        Assert.Equal(["a", "b"], endpoints.Keys.Order());
        Assert.Equal(("2.2.2.2", "1.1.1.1"), (endpoints["a"]!.IPAMConfig!.IPv4Address, endpoints["b"]!.IPAMConfig!.IPv4Address));
        Assert.Equal(["q"], endpoints["a"]!.Aliases!);
        Assert.Equal(["db"], endpoints["a"]!.Links!);
        Assert.Null(endpoints["b"]!.Aliases);
    }

    [Theory]
    [InlineData("a", "")]
    [InlineData("name=my-net", "")]
    [InlineData("container:x", "")]
    [InlineData("a=", "")]
    public void Network_AloneAndPlain_IsTheModeOnly(string text, string endpoints) =>
        Assert.Equal(endpoints, string.Join(' ', Endpoints("--network", text).Keys));

    [Theory]
    [InlineData("--network a --network a", "network \"a\" is specified multiple times")]
    [InlineData("--network a --network bridge", "conflicting options: cannot attach both user-defined and non-user-defined network-modes")]
    [InlineData("--network container:x --network a", "conflicting options: cannot attach both user-defined and non-user-defined network-modes")]
    [InlineData("--network name=a,alias=x --network-alias y", "conflicting options: cannot specify both --network-alias and per-network alias")]
    [InlineData("--network name=a,ip=1.1.1.1 --ip 1.1.1.2", "conflicting options: cannot specify both --ip and per-network IPv4 address")]
    [InlineData("--network name=a,ip6=::1 --ip6 ::2", "conflicting options: cannot specify both --ip6 and per-network IPv6 address")]
    [InlineData("--network bridge --network-alias x", "network-scoped aliases are only supported for user-defined networks")]
    [InlineData("--network-alias x", "network-scoped aliases are only supported for user-defined networks")]
    [InlineData("--mac-address x", "x is not a valid mac address")]
    [InlineData("--network a --network name=b,mac-address=x", "x is not a valid mac address")]
    [InlineData("--network=", "no name set for network")]
    public void Flags_ThatContradict_SayWhatAsDockerDoes(string line, string message) =>
        Assert.Equal(message, Assert.Throws<CommandException>(() => Endpoints(line.Split(' '))).Message);

    [Theory]
    [InlineData("name=a,foo", "invalid field foo")]
    [InlineData("name=a,=x", "invalid field =x")]
    [InlineData("name=a,foo=x", "invalid field key foo")]
    [InlineData("alias=x", "network name/id is not specified")]
    [InlineData("name=a,gw-priority=x", "invalid gw-priority (x): invalid syntax")]
    [InlineData("name=a,gw-priority=99999999999", "invalid gw-priority (99999999999): value out of range")]
    [InlineData("name=a,driver-opt=x", "invalid key value pair format in driver options")]
    [InlineData("name=a,\"alias=x", "parse error on line 1, column 16: extraneous or missing \" in quoted-field")]
    [InlineData("name=a,alias=\"x", "parse error on line 1, column 14: bare \" in non-quoted-field")]
    [InlineData("name=a,\"x\"y", "parse error on line 1, column 10: extraneous or missing \" in quoted-field")]
    public void Network_Wrong_SaysWhatAsDockerDoes(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => NetworkSpec.Parse(text)).Message);

    [Theory]
    [InlineData("a.example.", "a.example")]
    [InlineData(".", ".")]
    [InlineData("x_y", null)]
    [InlineData("-bad", null)]
    [InlineData("a..b", null)]
    [InlineData("1.2", null)]
    public void SearchDomain_IsCheckedAndLosesItsLastDot(string text, string? expected) => Assert.Equal(expected, Checked(SearchDomainSpec.Check, text));

    [Theory]
    [InlineData("8.8.8.8", "8.8.8.8")]
    [InlineData("FD00::1", "fd00::1")]
    [InlineData("::ffff:1.2.3.4", "1.2.3.4")]
    [InlineData("[::1]", null)]
    [InlineData("1.1.1.1:53", null)]
    [InlineData("1", null)]
    [InlineData("01.2.3.4", null)]
    [InlineData("0x7f.1.1.1", null)]
    [InlineData("fe80::1%eth0", null)]
    public void NameServer_IsAnAddress(string text, string? expected) => Assert.Equal(expected, Checked(NameServerSpec.Check, text));

    [Theory]
    [InlineData("02:42:ac:11:00:02", true)]
    [InlineData("02-42-AC-11-00-02", true)]
    [InlineData("0242.ac11.0002", true)]
    [InlineData("02:42:ac:11:00:02:03:04", true)]
    [InlineData("02:42:ac:11:00", false)]
    [InlineData("0242ac110002", false)]
    [InlineData("02:42:ac:11:00:0g", false)]
    [InlineData("2:42:ac:11:00:02", false)]
    public void MacAddress_IsOneInAnyForm(string text, bool valid) => Assert.Equal(valid ? text : null, Checked(MacAddressSpec.Check, text));

    [Theory]
    [InlineData("a,b", "a b")]
    [InlineData("\"a,b\",\"c\"\"d\",", "a,b c\"d ")]
    [InlineData("", "")]
    public void CsvLine_IsSplit(string line, string fields) => Assert.Equal(fields, string.Join(' ', CsvLine.Split(line)));

    private static string? Checked(Func<string, string> check, string text)
    {
        try
        {
            return check(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static IReadOnlyDictionary<string, EndpointSettings?> Endpoints(params string[] words)
    {
        var flags = new ContainerFlags();
        var operands = new FlagSet(flags.All).Parse([.. words, "img"], stopAtOperand: true);
        return ContainerRequest.Build(flags, operands, _ => null).NetworkingConfig!.EndpointsConfig!;
    }
}
