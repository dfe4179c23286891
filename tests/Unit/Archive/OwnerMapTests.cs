using Berth.Archive;
using Xunit;

namespace Berth.Unit.Archive;

public class OwnerMapTests
{
    private static readonly OwnerMap s_map = new([new(0, 100000, 1000), new(1000, 500000, 10)], [new(0, 200000, 100)]);

    [Theory]
    [InlineData(0, 0, 100000, 200000)]
    [InlineData(999, 99, 100999, 200099)]
    [InlineData(1009, 5, 500009, 200005)]
    public void Map_OfAnIdThatHasAPlace_GoesBothWays(uint user, uint group, uint hostUser, uint hostGroup)
    {
        Assert.Equal((hostUser, hostGroup), s_map.ToHost(user, group));
        Assert.Equal((user, group), s_map.FromHost(hostUser, hostGroup));
    }

    // Never somebody of the host.
    [Theory]
    [InlineData(1010)]
    [InlineData(70000)]
    [InlineData(uint.MaxValue)]
    public void ToHost_OfAnIdWithoutAPlace_IsTheNamespacesRoot(uint id) => Assert.Equal((100000u, 200000u), s_map.ToHost(id, id));

    [Theory]
    [InlineData(0)]
    [InlineData(101000)]
    public void FromHost_OfAnIdWithoutAPlace_IsNobody(uint id) => Assert.Equal((65534u, 65534u), s_map.FromHost(id, id));
}
