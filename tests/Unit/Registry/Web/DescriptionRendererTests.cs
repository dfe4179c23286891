using System.Text.RegularExpressions;
using Berth.Registry.Web.Descriptions;
using Xunit;

namespace Berth.Unit.Registry.Web;

public sealed partial class DescriptionRendererTests
{
    /// <summary>What people try on pages that render Markdown of strangers.</summary>
    public static TheoryData<string> Hostile =>
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](java\tscript:alert(1))",
        "[a](&#106;avascript:alert(1))",
        "[a](\\javascript:alert(1))",
        "[a](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
        "[a](vbscript:msgbox(1))",
        "[a](//elsewhere.example/x)",
        "[a](/settings/alice/app)",
        "[a](https://user:secret@example.org/)",
        "![a](javascript:alert(1))",
        "![a](https://example.org/a.png\"onerror=\"alert(1))",
        "![\" onerror=alert(1) x=\"](https://example.org/a.png)",
        "<javascript:alert(1)>",
        "[a]: javascript:alert(1)\n\n[a]",
        "[a](https://example.org/ \"title\\\" onmouseover=alert(1) x=\\\"\")",
        "```\"><script>alert(1)</script>\ncode\n```",
        "``` a\" onclick=\"alert(1)\ncode\n```",
        "<a href=\"javascript:alert(1)\">a</a>",
        "<svg/onload=alert(1)>",
        "<!-- --!><script>alert(1)</script> -->",
        "| a |\n|---|\n| <script>alert(1)</script> |",
        "{onclick=alert(1)}\n# a {onclick=alert(1)}",
        "<style>*{display:none}</style>",
        "<iframe src=https://example.org></iframe>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Render_HostileText_HasOnlyHarmlessMarkup(string markdown)
    {
        string html = DescriptionRenderer.Render(markdown).Text;

        foreach (Match tag in Tag().Matches(html))
        {
            Assert.Matches(Harmless(), tag.Value);
        }

        Assert.DoesNotContain("<", Tag().Replace(html, ""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("# Title", "<h3>Title</h3>")]
    [InlineData("###### Deep", "<h6>Deep</h6>")]
    [InlineData("a **bold** `code`", "<p>a <strong>bold</strong> <code>code</code></p>")]
    [InlineData("[site](https://example.org/a?b=c&d)", "<p><a href=\"https://example.org/a?b=c&amp;d\" rel=\"nofollow noopener\">site</a></p>")]
    [InlineData("https://example.org", "<p><a href=\"https://example.org\" rel=\"nofollow noopener\">https://example.org</a></p>")]
    [InlineData("<me@example.org>", "<p><a href=\"mailto:me@example.org\" rel=\"nofollow noopener\">me@example.org</a></p>")]
    [InlineData("![Build](https://example.org/b.svg)", "<p><a href=\"https://example.org/b.svg\" rel=\"nofollow noopener\">Build</a></p>")]
    [InlineData("[a](javascript:alert(1))", "<p>a</p>")]
    [InlineData("[up](#top)", "<p>up</p>")]
    public void Render_Markdown_IsHtml(string markdown, string expected) => Assert.Equal(expected, DescriptionRenderer.Render(markdown).Text.TrimEnd());

    [Fact]
    public void Render_TableWithAlignment_HasNoInlineStyle() =>
        Assert.DoesNotContain("style", DescriptionRenderer.Render("| a | b |\n|:--|--:|\n| 1 | 2 |").Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("a\u202Eb")]
    [InlineData("a&#x202e;b")]
    public void Render_HiddenCharacter_IsShown(string markdown) => Assert.Equal("<p>a⟨U+202E⟩b</p>", DescriptionRenderer.Render(markdown).Text.TrimEnd());

    [Theory]
    [InlineData(">")]
    [InlineData("- ")]
    [InlineData("[")]
    [InlineData("![")]
    [InlineData("*a_")]
    [InlineData("`")]
    [InlineData("<")]
    [InlineData("|a")]
    [InlineData("[a](")]
    [InlineData("\n\n* ")]
    public void Render_TextThatNestsWithoutEnd_IsBounded(string part)
    {
        // The most that is still rendered, and more.
        foreach (int times in (int[])[2900, DescriptionRenderer.MaxLength / part.Length])
        {
            string html = DescriptionRenderer.Render(string.Concat(Enumerable.Repeat(part, times))).Text;

            Assert.InRange(html.Length, 1, 40 * DescriptionRenderer.MaxLength);
        }
    }

    [Fact]
    public void Render_MoreMarksThanAnybodyReads_IsPlainText() =>
        Assert.StartsWith("<pre>*a_*a_", DescriptionRenderer.Render(string.Concat(Enumerable.Repeat("*a_", 10_000))).Text, StringComparison.Ordinal);

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex("""^</?(p|h[3-6]|em|strong|code|pre|ul|ol|li|blockquote|hr ?/?|br ?/?|table|thead|tbody|tr|th|td|a)>$|^<a href="(https?:|mailto:)[^"]*" rel="nofollow noopener">$|^<code class="language-[^" ]*">$""")]
    private static partial Regex Harmless();
}
