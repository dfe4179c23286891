using Berth.EngineApi;
using Xunit;

namespace Berth.Unit.EngineApi;

public sealed class FiltersTests
{
    [Theory]
    [InlineData("""{"label":["a=b","c"],"status":["exited"]}""")]
    [InlineData("""{"status":{"exited":true},"label":{"a=b":true,"c":true,"no":false}}""")]
    public void Parse_BothShapes_AreTheSame(string json) =>
        Assert.Equal("""{"label":["a=b","c"],"status":["exited"]}""", Filters.Parse(json).ToJson());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{}")]
    public void Parse_Nothing_IsEmpty(string? json) => Assert.True(Filters.Parse(json).IsEmpty);

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"a":5}""")]
    [InlineData("""{"a":[5]}""")]
    public void Parse_AnotherShape_Throws(string json) => Assert.Throws<FormatException>(() => Filters.Parse(json));
}
