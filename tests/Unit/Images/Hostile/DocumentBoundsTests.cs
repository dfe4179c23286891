using System.Text;
using Berth.Images;
using Berth.Oci;
using Xunit;

namespace Berth.Unit.Images.Hostile;

public sealed class DocumentBoundsTests
{
    [Theory]
    [InlineData("""{"history":[null]}""")]
    [InlineData("""{"history":[{},null]}""")]
    [InlineData("""{"x":[[1],[null]]}""")]
    [InlineData("""{"config":{"Env":["A=b",null]}}""")]
    public void Parse_NullInAList_IsRefused(string json) => Assert.Equal("invalid thing: line 1: null in a list", Refused(json));

    [Theory]
    [InlineData("""{"history":null,"config":{"Labels":{"a":null},"Env":[]},"x":[{"y":null}]}""")]
    [InlineData("""{"x":[],"created":null}""")]
    public void Parse_NullOfAMember_IsNone(string json) => Assert.NotNull(Parse(json));

    [Fact]
    public void Parse_MoreValuesThanADocumentHas_IsRefused()
    {
        string json = $$"""{"history":[{{string.Join(',', Enumerable.Repeat("{}", 300_000))}}]}""";

        Assert.Equal("invalid thing: more than 500000 values", Refused(json));
    }

    [Fact]
    public void Parse_TooDeep_IsRefused() =>
        Assert.StartsWith("invalid thing: line 1", Refused($$"""{"x":{{new string('[', 1000)}}{{new string(']', 1000)}}}"""), StringComparison.Ordinal);

    [Fact]
    public void Parse_ABrokenLine_IsNamed() => Assert.StartsWith("invalid thing: line 2", Refused("{\n\"x\":}"), StringComparison.Ordinal);

    private static ImageConfig Parse(string json) => ImageDocuments.Parse(Encoding.UTF8.GetBytes(json), OciJson.Default.ImageConfig, "thing");

    private static string Refused(string json) => Assert.Throws<ImageException>(() => Parse(json)).Message;
}
