using Berth.Oci;
using Berth.Registry.Metadata;
using Berth.Registry.Naming;
using Berth.Registry.Web.Html;
using Berth.Registry.Web.Languages;

namespace Berth.Registry.Web.Pages;

/// <summary>What refers to a manifest, what a build left beside it, and its annotations.</summary>
internal static class ReferrerTables
{
    public const int Most = 100;

    public static void Write(HtmlWriter html, Words words, ManifestView view)
    {
        RepositoryName name = view.Repository.Name;
        if (view.Referrers.Count > 0)
        {
            html.Write($"<section aria-labelledby=\"referrers\"><h2 id=\"referrers\">{words.Referrers}</h2><p class=\"quiet\">{words.ReferrersLead}</p>\n");
            WriteHead(html, words);
            foreach (ReferrerRecord referrer in view.Referrers.Take(Most))
            {
                WriteRow(html, words, name, referrer.ArtifactType ?? referrer.MediaType, referrer.Digest, referrer.Size);
            }

            html.Write($"</tbody></table></section>\n");
        }

        if (view.Facts is { Attestations.Count: > 0 } facts)
        {
            html.Write($"<section aria-labelledby=\"attestations\"><h2 id=\"attestations\">{words.Attestations}</h2>\n");
            WriteHead(html, words);
            foreach (Descriptor attestation in facts.Attestations.Take(Most))
            {
                string kind = attestation.Annotations?.GetValueOrDefault("vnd.docker.reference.type") ?? attestation.MediaType ?? "";
                WriteRow(html, words, name, kind, attestation.Digest, attestation.Size);
            }

            html.Write($"</tbody></table></section>\n");
        }

        if (view.Facts is { Annotations.Count: > 0 } annotated)
        {
            html.Write($"<section>");
            ConfigurationList.WritePairs(html, words.Annotations, annotated.Annotations);
            html.Write($"</section>\n");
        }
    }

    private static void WriteHead(HtmlWriter html, Words words) => html.Write($"""
        <table class="rows"><thead><tr><th scope="col">{words.ArtifactType}</th><th scope="col">{words.Digest}</th>
        <th scope="col" class="number">{words.Size}</th></tr></thead><tbody>

        """);

    private static void WriteRow(HtmlWriter html, Words words, RepositoryName name, string kind, Digest digest, long size)
    {
        html.Write($"<tr><th scope=\"row\" class=\"code\">{kind.To(200)}</th>");
        html.Write($"<td data-label=\"{words.Digest}\"><a class=\"digest\" href=\"{Paths.Manifest(name, digest)}\">{digest.Short}</a></td>");
        html.Write($"<td class=\"number\" data-label=\"{words.Size}\">{Amounts.Size(size)}</td></tr>\n");
    }
}
