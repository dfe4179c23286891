using System.Buffers;
using System.Text;
using Berth.Registry.Web.Html;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Renderers;
using Markdig.Renderers.Html.Inlines;
using Markdig.Syntax;

namespace Berth.Registry.Web.Descriptions;

/// <summary>
/// A description's Markdown (CommonMark with tables and bare links) as HTML: (1) parse without raw HTML, (2) lower the headings below the page's own and drop
/// what would need inline styles, (3) render with links that are followed nowhere but to the web, images as links, (4) show hidden characters.
/// </summary>
internal static class DescriptionRenderer
{
    /// <summary>Characters; what is longer is cut.</summary>
    public const int MaxLength = 64 * 1024;

    // Characters that may begin or end something. What each costs grows with their number; no description that people read has so many.
    private const int MostMarks = 6000;

    private static readonly SearchValues<char> s_marks = SearchValues.Create("*_[(!|<>`");

    // The page has h1 and h2.
    private const int HeadingsAbove = 2;

    private static readonly MarkdownPipeline s_pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseAutoLinks().Build();

    public static RenderedHtml Render(string markdown)
    {
        string text = markdown.To(MaxLength);
        if (CountMarks(text) > MostMarks)
        {
            return Plain(text);
        }

        try
        {
            // 1.
            MarkdownDocument document = Markdown.Parse(text, s_pipeline);

            // 2.
            foreach (MarkdownObject part in document.Descendants())
            {
                Adapt(part);
            }

            // 3. and 4.
            return new RenderedHtml(WithVisibleCharacters(Html(document)));
        }
        catch (ArgumentException)
        {
            // Markdig's limit on nesting: what is written like that is not written for readers.
            return Plain(text);
        }
    }

    private static RenderedHtml Plain(string text) => new($"<pre>{HtmlEncoding.Encode(text)}</pre>");

    private static int CountMarks(ReadOnlySpan<char> text)
    {
        int marks = 0;
        for (int at; (at = text.IndexOfAny(s_marks)) >= 0; marks++)
        {
            text = text[(at + 1)..];
        }

        return marks;
    }

    private static void Adapt(MarkdownObject part)
    {
        if (part is HeadingBlock heading)
        {
            heading.Level = Math.Min(6, heading.Level + HeadingsAbove);
        }
        else if (part is Table table)
        {
            table.ColumnDefinitions.ForEach(static column => column.Alignment = null);
        }
    }

    private static string Html(MarkdownDocument document)
    {
        using var text = new StringWriter();
        var renderer = new HtmlRenderer(text);
        s_pipeline.Setup(renderer);
        renderer.ObjectRenderers.Replace<LinkInlineRenderer>(new DescriptionLinkRenderer());
        renderer.ObjectRenderers.Replace<AutolinkInlineRenderer>(new DescriptionAutolinkRenderer());
        renderer.Render(document);
        return text.ToString();
    }

    private static string WithVisibleCharacters(string html)
    {
        StringBuilder? visible = null;
        int done = 0;
        for (int at = 0; at < html.Length;)
        {
            _ = Rune.DecodeFromUtf16(html.AsSpan(at), out Rune rune, out int length);
            if (HtmlEncoding.IsHidden(rune))
            {
                visible ??= new StringBuilder(html.Length + 64);
                visible.Append(html, done, at - done).Append("⟨U+").Append(rune.Value.ToString("X4", null)).Append('⟩');
                done = at + length;
            }

            at += length;
        }

        return visible is null ? html : visible.Append(html, done, html.Length - done).ToString();
    }
}
