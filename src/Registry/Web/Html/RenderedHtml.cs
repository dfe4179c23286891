namespace Berth.Registry.Web.Html;

/// <summary>Finished HTML from a renderer that encodes; only <see cref="Descriptions.DescriptionRenderer"/> makes one.</summary>
internal readonly record struct RenderedHtml(string Text);
