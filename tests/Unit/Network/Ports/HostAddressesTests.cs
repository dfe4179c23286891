using System.Net;
using Berth.Network.Ports;
using Xunit;

namespace Berth.Unit.Network.Ports;

/// <summary>Docker 28.5's answers to the same questions.</summary>
public sealed class HostAddressesTests
{
    private const string Four = "172.17.0.2";
    private const string Six = "fd00:17::2";

    [Theory]
    [InlineData(null, Four, null, "0.0.0.0", "0.0.0.0 ::")]
    [InlineData(null, Four, Six, "0.0.0.0", "0.0.0.0 ::")]
    [InlineData(null, null, Six, "0.0.0.0", "::")]
    [InlineData(null, Four, Six, "127.0.0.1", "127.0.0.1")]
    [InlineData(null, null, Six, "127.0.0.1", "")]
    [InlineData(null, Four, null, "::1", "::1")]
    [InlineData("0.0.0.0", Four, Six, "127.0.0.1", "0.0.0.0")]
    [InlineData("::", Four, null, "127.0.0.1", "::")]
    [InlineData("::1", Four, null, "0.0.0.0", "::1")]
    [InlineData("0.0.0.0", null, Six, "0.0.0.0", "")]
    [InlineData("::ffff:127.0.0.1", Four, null, "0.0.0.0", "127.0.0.1")]
    public void Of_Binding_IsWhereDockerPublishes(string? asked, string? four, string? six, string defaultAddress, string expected)
    {
        var target = new PortTarget { IPv4 = Parse(four), IPv6 = Parse(six), DefaultHostIP = IPAddress.Parse(defaultAddress) };

        Assert.Equal(expected, string.Join(' ', HostAddresses.Of(Parse(asked), target, hostHasIPv6: true)));
    }

    [Fact]
    public void Of_HostWithoutIPv6_DoesWithout() =>
        Assert.Equal([IPAddress.Any], HostAddresses.Of(null, new PortTarget { IPv4 = IPAddress.Parse(Four) }, hostHasIPv6: false));

    private static IPAddress? Parse(string? text) => text is null ? null : IPAddress.Parse(text);
}
