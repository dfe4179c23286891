using Berth.Linux.Nftables;
using Xunit;

namespace Berth.Unit.Linux.Nftables;

public sealed class PortRewriteTests
{
    [Fact]
    public void Install_Ports_ChangesThemBothWays() => Assert.Equal(
        [
            "add table inet names",
            "add chain inet names answers",
            "add chain inet names questions",
            "add rule inet names answers oifname \"lo\" meta nfproto ipv4 ip saddr 127.0.0.11 udp sport 1053 udp sport set 53",
            "add rule inet names answers oifname \"lo\" meta nfproto ipv4 ip saddr 127.0.0.11 tcp sport 2053 tcp sport set 53",
            "add rule inet names questions oifname \"lo\" meta nfproto ipv4 ip daddr 127.0.0.11 udp dport 53 udp dport set 1053",
            "add rule inet names questions oifname \"lo\" meta nfproto ipv4 ip daddr 127.0.0.11 tcp dport 53 tcp dport set 2053",
        ],
        PortRewrite.Install("names", 1053, 2053).Commands);
}
