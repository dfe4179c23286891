using System.Globalization;
using Berth.Registry.Web.Html;
using Berth.Registry.Web.Images;
using Berth.Registry.Web.Languages;

namespace Berth.Registry.Web.Pages;

/// <summary>An image's layers, lowest first, each with the instruction that made it and its share of the size.</summary>
internal static class LayerTable
{
    public static void Write(HtmlWriter html, Words words, ManifestFacts image, ImageFacts? configuration)
    {
        string lead = image.Layers.Count == 1
            ? words.LayersLeadOne.With(Amounts.Size(image.Size))
            : words.LayersLead.With(image.Layers.Count, Amounts.Size(image.Size));
        html.Write($"<section aria-labelledby=\"layers\"><h2 id=\"layers\">{(image.IsImage ? words.Layers : words.Contents)}</h2><p class=\"quiet\">{lead}</p>\n");
        html.Write($"<table class=\"layers\"><thead><tr><th scope=\"col\">#</th><th scope=\"col\">{words.Instruction}</th>");
        html.Write($"<th scope=\"col\" class=\"number\" colspan=\"2\">{words.Size}</th></tr></thead><tbody>\n");
        long largest = image.Layers.Select(static layer => layer.Size).DefaultIfEmpty().Max();
        foreach (LayerStep step in LayerSteps.Of(image.Layers, image.IsImage ? configuration?.History ?? [] : []))
        {
            WriteStep(html, words, step, largest);
        }

        html.Write($"</tbody></table></section>\n");
    }

    private static void WriteStep(HtmlWriter html, Words words, LayerStep step, long largest)
    {
        if (step.Layer is not { } layer)
        {
            html.Write($"<tr class=\"no-layer\"><td></td><td><code>{step.Instruction}</code></td><td class=\"share\"></td><td class=\"number\">{words.NoLayer}</td></tr>\n");
            return;
        }

        html.Write($"<tr><td>{step.Number ?? 0}</td><td>");
        if (step.Instruction.Length > 0)
        {
            html.Write($"<code>{step.Instruction}</code>");
        }
        else
        {
            html.Write($"<span class=\"code\">{LayerTitle(layer) ?? words.UnknownInstruction}</span>");
        }

        html.Write($"<span class=\"digest\">{layer.Digest}</span></td><td class=\"share\">");

        // Attributes of SVG are no inline styles, which the policy forbids.
        double share = largest <= 0 ? 0 : Math.Clamp(100.0 * layer.Size / largest, 0.5, 100);
        html.Write($"<svg aria-hidden=\"true\" width=\"100%\" height=\"6\"><rect width=\"{share.ToString("0.#", CultureInfo.InvariantCulture)}%\" height=\"6\" rx=\"3\"/></svg>");
        html.Write($"</td><td class=\"number\">{Amounts.Size(layer.Size)}</td></tr>\n");
    }

    // What oras names files by (OCI image spec, annotations.md).
    private static string? LayerTitle(Oci.Descriptor layer) =>
        layer.Annotations?.GetValueOrDefault("org.opencontainers.image.title")?.To(200) ?? layer.MediaType?.To(200);
}
