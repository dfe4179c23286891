using Berth.Registry.Search;
using Xunit;

namespace Berth.Unit.Registry.Search;

public sealed class SearchQueryTests
{
    [Theory]
    [InlineData("nginx", "nginx", "\"nginx\"", "")]
    [InlineData("  Web\t SERVER\n", "web server", "\"web\" \"server\"", "")]
    [InlineData("a\"b*c", "a\"b*c", "\"a\"\"b*c\"", "")]
    [InlineData("\"\"\"", "\"\"\"", "\"\"\"\"\"\"\"\"", "")]
    [InlineData("NOT -a:b AND", "not -a:b and", "\"not\" \"-a:b\" \"and\"", "")]
    [InlineData("go 镜像 proxy", "go 镜像 proxy", "\"proxy\"", "go|镜像")]
    [InlineData("ab ab AB", "ab", null, "ab")]
    [InlineData("", "", null, "")]
    [InlineData(" \u0000\u202e\u00a0 ", "", null, "")]
    [InlineData("a\u0000bcd", "a bcd", "\"bcd\"", "a")]
    [InlineData("𝒜𝒜", "𝒜𝒜", null, "𝒜𝒜")]
    public void Parse_Text_IsWords(string text, string words, string? match, string shortWords)
    {
        SearchQuery query = SearchQuery.Parse(text);

        Assert.Equal((words, match, shortWords), (query.Text, query.Match, string.Join('|', query.ShortWords)));
    }

    [Fact]
    public void Parse_VeryLongText_IsCutOff()
    {
        SearchQuery query = SearchQuery.Parse(new string('x', 100_000));

        Assert.Equal(SearchQuery.LongestText, query.Text.Length);
    }

    [Fact]
    public void Parse_VeryManyWords_KeepsTheFirst()
    {
        SearchQuery query = SearchQuery.Parse(string.Join(' ', Enumerable.Range(0, 90)));

        Assert.Equal("0 1 2 3 4 5 6 7", query.Text);
    }

    [Fact]
    public void Parse_HalfACharacter_IsLeftOut() => Assert.Equal("abc", SearchQuery.Parse("abc\ud800").Text);
}
