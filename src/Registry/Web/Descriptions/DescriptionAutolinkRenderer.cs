using Berth.Registry.Web.Html;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax.Inlines;

namespace Berth.Registry.Web.Descriptions;

/// <summary><c>&lt;https://example.org&gt;</c> and <c>&lt;name@example.org&gt;</c>.</summary>
internal sealed class DescriptionAutolinkRenderer : HtmlObjectRenderer<AutolinkInline>
{
    protected override void Write(HtmlRenderer renderer, AutolinkInline link)
    {
        string address = link.IsEmail ? $"mailto:{link.Url}" : link.Url;
        if (WebLink.IsFollowed(address))
        {
            renderer.Write("<a href=\"").WriteEscapeUrl(address).Write("\" rel=\"nofollow noopener\">").WriteEscape(link.Url).Write("</a>");
        }
        else
        {
            renderer.WriteEscape(link.Url);
        }
    }
}
