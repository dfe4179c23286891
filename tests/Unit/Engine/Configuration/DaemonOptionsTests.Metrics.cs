using Berth.Engine.Configuration;
using Xunit;

namespace Berth.Unit.Engine.Configuration;

public partial class DaemonOptionsTests
{
    [Theory]
    [InlineData("127.0.0.1:9323", "127.0.0.1:9323")]
    [InlineData("localhost:9323", "127.0.0.1:9323")]
    [InlineData(":9323", "0.0.0.0:9323")]
    [InlineData("[::1]:9323", "[::1]:9323")]
    public void Load_MetricsAddress_IsReadInEveryForm(string text, string expected) =>
        Assert.Equal(expected, Load(["--metrics-addr", text], null).MetricsAddress?.ToString());

    [Theory]
    [InlineData("9323")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:99999")]
    [InlineData("somewhere:9323")]
    public void Load_MetricsAddressThatIsNone_IsRefused(string text) => Assert.StartsWith(
        $"invalid metrics-addr: {text}", Assert.Throws<ConfigurationException>(() => Load(["--metrics-addr", text], null)).Message, StringComparison.Ordinal);
}
