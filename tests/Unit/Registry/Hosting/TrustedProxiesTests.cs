using System.Net;
using Berth.Registry.Hosting;
using Xunit;

namespace Berth.Unit.Registry.Hosting;

public sealed class TrustedProxiesTests
{
    private static readonly IPNetwork[] s_proxies = [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("fd00::/8")];

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("203.0.113.7, 10.0.0.2", "203.0.113.7")]
    [InlineData("6.6.6.6, 203.0.113.7, 10.0.0.2", "203.0.113.7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("10.0.0.3", "10.0.0.3")]
    [InlineData("", "10.0.0.1")]
    [InlineData("203.0.113.7, nonsense", "10.0.0.1")]
    [InlineData("nonsense, 10.0.0.9", "10.0.0.9")]
    public void Client_OfAChain_IsTheLastThatIsNoProxy(string forwardedFor, string client) =>
        Assert.Equal(IPAddress.Parse(client), TrustedProxies.Client(forwardedFor, s_proxies, IPAddress.Parse("10.0.0.1")));
}
