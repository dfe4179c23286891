using System.Reflection;
using System.Text.RegularExpressions;
using Berth.Registry.Web.Languages;
using Xunit;

namespace Berth.Unit.Registry.Web;

public sealed partial class LanguageTests
{
    public static TheoryData<string> Keys => [.. Texts().Select(static property => property.Name)];

    [Theory]
    [MemberData(nameof(Keys))]
    public void Words_OfEachKey_AreInBothLanguages(string key)
    {
        PropertyInfo property = typeof(Words).GetProperty(key)!;
        string english = (string)property.GetValue(Words.English)!;
        string chinese = (string)property.GetValue(Words.Chinese)!;

        Assert.NotEqual("", english.Trim());
        Assert.NotEqual("", chinese.Trim());
        Assert.DoesNotMatch(ChineseLetter(), english);
        Assert.Equal(Holes(english), Holes(chinese));
        if (key != nameof(Words.Tag))
        {
            Assert.Matches(ChineseLetter(), chinese);
        }
    }

    [Theory]
    [InlineData(null, null, "en")]
    [InlineData(null, "", "en")]
    [InlineData(null, "zh-CN,zh;q=0.9,en;q=0.8", "zh-CN")]
    [InlineData(null, "zh-TW", "zh-CN")]
    [InlineData(null, "en-US,en;q=0.9,zh;q=0.8", "en")]
    [InlineData(null, "de-DE,de;q=0.9,zh;q=0.5,en;q=0.4", "zh-CN")]
    [InlineData(null, "de", "en")]
    [InlineData(null, "*", "en")]
    [InlineData(null, "zh;q=0", "en")]
    [InlineData(null, "zh;q=nonsense, en;q=0.1", "en")]
    [InlineData("zh", "en-US", "zh-CN")]
    [InlineData("en", "zh-CN", "en")]
    [InlineData("<script>", "zh-CN", "zh-CN")]
    public void Of_CookieAndHeader_IsTheLanguage(string? chosen, string? accept, string expected) =>
        Assert.Equal(expected, Words.Of(LanguageChoice.Of(chosen, accept)).Tag);

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1 kB")]
    [InlineData(3_410_000, "3.41 MB")]
    [InlineData(34_149_000, "34.1 MB")]
    [InlineData(999_600, "1 MB")]
    [InlineData(long.MaxValue, "9.22 EB")]
    [InlineData(-5, "0 B")]
    public void Size_OfBytes_HasThreeDigits(long bytes, string expected) => Assert.Equal(expected, Amounts.Size(bytes));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(12345, "12,345")]
    [InlineData(123456, "123k")]
    [InlineData(1_234_567, "1.2M")]
    public void Count_OfMany_IsShort(long count, string expected) => Assert.Equal(expected, Amounts.Count(count));

    [Theory]
    [InlineData(-30, "just now", "刚刚")]
    [InlineData(59, "just now", "刚刚")]
    [InlineData(60, "1 minute ago", "1 分钟前")]
    [InlineData(3 * 3600, "3 hours ago", "3 小时前")]
    [InlineData(86400, "yesterday", "昨天")]
    [InlineData(40 * 86400, "1 month ago", "1 个月前")]
    [InlineData(364 * 86400, "11 months ago", "11 个月前")]
    [InlineData(800 * 86400, "2 years ago", "2 年前")]
    public void Ago_OfATime_IsInWords(int seconds, string english, string chinese)
    {
        Assert.Equal(english, Words.English.Ago(TimeSpan.FromSeconds(seconds)));
        Assert.Equal(chinese, Words.Chinese.Ago(TimeSpan.FromSeconds(seconds)));
    }

    private static IEnumerable<PropertyInfo> Texts() => typeof(Words)
        .GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static property => property.PropertyType == typeof(string));

    private static string[] Holes(string text) => [.. Hole().Matches(text).Select(static match => match.Value).Order(StringComparer.Ordinal)];

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Hole();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex ChineseLetter();
}
