using Berth.Registry.Web.Html;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax.Inlines;

namespace Berth.Registry.Web.Descriptions;

/// <summary>
/// <c>[text](address)</c> and <c>![text](address)</c>: both are links, for the page loads no image from elsewhere; an address that is not followed leaves
/// the text.
/// </summary>
internal sealed class DescriptionLinkRenderer : HtmlObjectRenderer<LinkInline>
{
    protected override void Write(HtmlRenderer renderer, LinkInline link)
    {
        string? address = link.GetDynamicUrl?.Invoke() ?? link.Url;
        bool isFollowed = WebLink.IsFollowed(address);
        if (isFollowed)
        {
            renderer.Write("<a href=\"").WriteEscapeUrl(address).Write("\" rel=\"nofollow noopener\">");
        }

        renderer.WriteChildren(link);
        if (link.IsImage && link.FirstChild is null)
        {
            renderer.WriteEscape(address);
        }

        if (isFollowed)
        {
            renderer.Write("</a>");
        }
    }
}
