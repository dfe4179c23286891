using System.Text;
using Berth.Images.Pulling.Schema1;
using Xunit;

namespace Berth.Unit.Images.Pulling;

/// <summary>The expectations are what Go's <c>encoding/json</c> writes.</summary>
public sealed class GoJsonTests
{
    [Theory]
    [InlineData("""{ "a" : [ 1 , 2.50 ],  "b":null }""", """{"a":[1,2.50],"b":null}""")]
    [InlineData("""{"a":"x < y & \"z\" "}""", "{\"a\":\"x \\u003c y \\u0026 \\\"z\\\" \"}")]
    [InlineData("{\"a\":\"\u2028\u00e9\"}", "{\"a\":\"\\u2028\u00e9\"}")]
    [InlineData("""{"a":"\/\u00e9\\"}""", """{"a":"\/\u00e9\\"}""")]
    public void Compact_Json_LosesWhiteSpaceAndEscapesHtml(string json, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(GoJson.Compact(Encoding.UTF8.GetBytes(json))));

    [Theory]
    [InlineData("plain é 𝄞", "\"plain é 𝄞\"")]
    [InlineData("a\"b\\c\n\r\t\u0001<>&\u2029/", "\"a\\\"b\\\\c\\n\\r\\t\\u0001\\u003c\\u003e\\u0026\\u2029/\"")]
    public void Text_AString_IsEscapedAsGoDoes(string text, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(new GoJson().Text(text).Written));

    [Theory]
    [InlineData("2013-10-31T17:24:09.123456789Z", "2013-10-31T17:24:09.123456789Z")]
    [InlineData("2013-10-31T17:24:09.120000Z", "2013-10-31T17:24:09.12Z")]
    [InlineData("2013-10-31T17:24:09.000Z", "2013-10-31T17:24:09Z")]
    [InlineData("2013-10-31T17:24:09+02:00", "2013-10-31T17:24:09+02:00")]
    [InlineData("2013-10-31T17:24:09.1234567891+00:00", "2013-10-31T17:24:09.123456789Z")]
    public void Rewrite_ATime_IsGos(string text, string expected) => Assert.Equal(expected, GoTime.Rewrite(text));

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2013-13-31T17:24:09Z")]
    [InlineData("2013-10-31 17:24:09Z")]
    public void Rewrite_NoTime_IsRefused(string text) => Assert.Throws<FormatException>(() => GoTime.Rewrite(text));
}
