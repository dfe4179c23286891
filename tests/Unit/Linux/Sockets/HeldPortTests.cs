using System.Net;
using Berth.Linux.Sockets;
using Xunit;

namespace Berth.Unit.Linux.Sockets;

public sealed class HeldPortTests
{
    [Theory]
    [InlineData("tcp 0.0.0.0:8080 -")]
    [InlineData("udp [::]:53 172.17.0.2:5353")]
    [InlineData("sctp [fd00::1]:1 -")]
    [InlineData("tcp [::1]:80 [fd00:17::2]:80")]
    public void TryParse_Line_IsReadAsWritten(string line) => Assert.Equal(line, HeldPort.TryParse(line)?.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("tcp 0.0.0.0:8080")]
    [InlineData("icmp 0.0.0.0:8080 -")]
    [InlineData("tcp host:8080 -")]
    [InlineData("tcp 0.0.0.0:8080 container:80")]
    public void TryParse_AnythingElse_IsNothing(string line) => Assert.Null(HeldPort.TryParse(line));

    [Fact]
    public void TryParse_Line_IsItsParts() => Assert.Equal(
        new HeldPort(17, new IPEndPoint(IPAddress.IPv6Any, 53), IPEndPoint.Parse("172.17.0.2:5353")), HeldPort.TryParse("udp [::]:53 172.17.0.2:5353"));
}
