using System.Text;
using Berth.Registry.Web.Html;
using Xunit;

namespace Berth.Unit.Registry.Web;

public sealed class HtmlWriterTests
{
    [Theory]
    [InlineData("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;")]
    [InlineData("\" onload=\"x", "&quot; onload=&quot;x")]
    [InlineData("' onload='x", "&#39; onload=&#39;x")]
    [InlineData("a & b", "a &amp; b")]
    [InlineData("镜像 🚢", "镜像 🚢")]
    [InlineData("line\nnext\tword", "line\nnext\tword")]
    public void Write_TextInAHole_IsEncoded(string text, string expected) => Assert.Equal($"<p title=\"{expected}\">{expected}</p>", Page(text));

    [Theory]
    [InlineData("user\u202Etxt.exe", "user⟨U+202E⟩txt.exe")]
    [InlineData("a\u2066b\u2069", "a⟨U+2066⟩b⟨U+2069⟩")]
    [InlineData("\u001B[31mred", "⟨U+001B⟩[31mred")]
    [InlineData("nul\0", "nul⟨U+0000⟩")]
    [InlineData("zero\u200Bwidth\uFEFF", "zero⟨U+200B⟩width⟨U+FEFF⟩")]
    [InlineData("tag\U000E0041", "tag⟨U+E0041⟩")]
    [InlineData("family 👨\u200D👩", "family 👨\u200D👩")]
    public void Write_HiddenCharacter_IsShown(string text, string expected) => Assert.Equal($"<p title=\"{expected}\">{expected}</p>", Page(text));

    [Fact]
    public void Write_HalfOfAPair_IsReplaced() => Assert.Equal("<p title=\"a\uFFFDb\">a\uFFFDb</p>", Page("a\uDB40b"));

    [Fact]
    public void Write_Verbatim_KeepsEveryCharacterButIsEncoded()
    {
        var html = new HtmlWriter();

        html.Write($"<textarea>{new Verbatim("</textarea>\u202E&")}</textarea>");

        Assert.Equal("<textarea>&lt;/textarea&gt;\u202E&amp;</textarea>", Text(html));
    }

    [Fact]
    public void Write_AttributeWithoutQuotes_IsRefused()
    {
        var html = new HtmlWriter();

        Assert.Throws<InvalidOperationException>(() => html.Write($"<a href={"x"}>"));
    }

    [Fact]
    public void Write_EqualsSignInText_IsFine()
    {
        var html = new HtmlWriter();

        html.Write($"<p>a={"b"}</p>");

        Assert.Equal("<p>a=b</p>", Text(html));
    }

    [Fact]
    public void Write_Number_HasNoGroups()
    {
        var html = new HtmlWriter();

        html.Write($"{-1234567}|{long.MinValue}");

        Assert.Equal("-1234567|-9223372036854775808", Text(html));
    }

    private static string Page(string text)
    {
        var html = new HtmlWriter();
        html.Write($"<p title=\"{text}\">{text}</p>");
        return Text(html);
    }

    private static string Text(HtmlWriter html) => Encoding.UTF8.GetString(html.Written.Span);
}
