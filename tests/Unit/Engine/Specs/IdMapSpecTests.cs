using Berth.Engine.Errors;
using Berth.Engine.Specs;
using Xunit;

namespace Berth.Unit.Engine.Specs;

public class IdMapSpecTests
{
    [Theory]
    [InlineData("uids=1000-0-1", "uids=1000-0-1;gids=0-0-4294967295")]
    [InlineData("gids=100-0-1;uids=1000-0-1#0-1000-10", "uids=1000-0-1#0-1000-10;gids=100-0-1")]
    public void Parse_Map_IsRead(string text, string expected) => Assert.Equal(expected, IdMapSpec.Parse(text).ToText());

    [Theory]
    [InlineData("")]
    [InlineData("uids=")]
    [InlineData("uids=1-2")]
    [InlineData("uids=1-2-0")]
    [InlineData("uids=@1-2-3")]
    [InlineData("uids=1-2-3;uids=5-6-1")]
    [InlineData("users=1-2-3")]
    [InlineData("uids=4294967295-0-1")]
    [InlineData("uids=0-0-10#5-20-1")]
    [InlineData("uids=0-0-10#20-9-1")]
    public void Parse_NoMap_IsRefused(string text) =>
        Assert.StartsWith("invalid idmap: ", Assert.Throws<InvalidParameterException>(() => IdMapSpec.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(1000, 0, "0-1000-1#1-1-999#1000-0-1#1001-1001-4294966294")]
    [InlineData(0, 1, "0-1-1#1-0-1#2-2-4294967293")]
    [InlineData(5, 5, "0-0-4294967295")]
    public void Exchange_TwoOwners_AreSeenAsEachOther(uint owner, uint user, string expected)
    {
        IdMapSpec map = IdMapSpec.Exchange(owner, owner, user, user);

        Assert.Equal($"uids={expected};gids={expected}", map.ToText());
        Assert.Equal(map.ToText(), IdMapSpec.Parse(map.ToText()).ToText());
    }
}
