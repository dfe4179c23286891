using Berth.Network;
using Xunit;

namespace Berth.Unit.Network;

public sealed class InstanceNamesTests
{
    [Theory]
    [InlineData("/run/berth")]
    [InlineData("/run/berth/")]
    public void For_DefaultRoot_ArePlain(string root) => Assert.Equal(new InstanceNames("berth0", "berth"), InstanceNames.For(root));

    [Fact]
    public void For_OtherRoots_AreTheirOwnAndFitAnInterface()
    {
        InstanceNames one = InstanceNames.For("/tmp/one");

        Assert.Equal(one, InstanceNames.For("/tmp/one/"));
        Assert.NotEqual(one, InstanceNames.For("/tmp/two"));
        Assert.InRange(one.Bridge.Length, 1, 15);
        Assert.Matches("^br-[0-9a-f]{8}$", one.Bridge);
        Assert.Matches("^berth-[0-9a-f]{8}$", one.Table);
    }
}
