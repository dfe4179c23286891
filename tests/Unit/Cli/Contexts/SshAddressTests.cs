using Berth.Cli.Contexts;
using Xunit;

namespace Berth.Unit.Cli.Contexts;

public sealed class SshAddressTests
{
    [Theory]
    [InlineData("ssh://far", "-o ConnectTimeout=30 -T -- far docker system dial-stdio")]
    [InlineData("ssh://me@far:22/", "-o ConnectTimeout=30 -T -l me -p 22 -- far docker system dial-stdio")]
    [InlineData("ssh://[::1]:22", "-o ConnectTimeout=30 -T -p 22 -- ::1 docker system dial-stdio")]
    [InlineData("ssh://far/run/a b.sock", "-o ConnectTimeout=30 -T -- far docker --host 'unix:///run/a b.sock' system dial-stdio")]
    [InlineData("ssh://far/$(id)", "-o ConnectTimeout=30 -T -- far docker --host 'unix:///$(id)' system dial-stdio")]
    public void Arguments_OfAnAddress_AreForSsh(string text, string arguments) =>
        Assert.Equal(arguments, string.Join(' ', SshAddress.Parse(text).Arguments("docker")));

    [Theory]
    [InlineData("ssh://")]
    [InlineData("ssh://me:pw@far")]
    [InlineData("ssh://far?x=1")]
    [InlineData("ssh://far#x")]
    [InlineData("ssh://-oProxyCommand=x")]
    [InlineData("ssh://-l@far")]
    [InlineData("ssh://far:22x")]
    public void Parse_WhatIsNoAddress_Throws(string text) => Assert.Throws<SshAddressException>(() => SshAddress.Parse(text));
}
