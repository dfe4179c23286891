using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Berth.Oci;
using Berth.Registry.Access;
using Berth.Registry.Metadata;
using Berth.Registry.Naming;

namespace Berth.Registry.Protocol;

/// <summary><c>/v2/NAME/referrers/DIGEST</c> (OCI distribution spec, "Listing Referrers").</summary>
internal sealed class ReferrerEndpoints(IAuthorizer authorizer, IManifests manifests)
{
    // Bytes of a page, about: what clients can be expected to take as one manifest.
    private const int PageBytes = 2 << 20;

    // Referrers that are read at once: annotations may be as large as manifests.
    private const int AtATime = 8;

    // Media types have plus signs; nobody takes this for HTML.
    private static readonly JsonWriterOptions s_writer = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An image index of what refers to the digest; an empty one where nothing does or nothing is known of it: this never is a 404.</summary>
    public async Task ListAsync(HttpContext http, Route route)
    {
        await authorizer.DemandAsync(http, route.Name, RepositoryActions.Pull);
        Digest subject = References.ParseDigest(route.Reference);
        string? artifactType = http.Request.Parameter("artifactType") is { Length: > 0 } given ? given : null;
        PageRequest page = PageRequest.Of(http.Request);
        Digest? after = Digest.TryParse(page.Last, out Digest ended) ? ended : null;
        if (artifactType is not null)
        {
            http.Response.Headers[ProtocolHeaders.FiltersApplied] = "artifactType";
        }

        Digest? last = WritePage(route.Name, subject, new ReferrerFilter(page.Count) { ArtifactType = artifactType, After = after }, out ReadOnlyMemory<byte> document);
        var following = new ReferrerFilter(1) { ArtifactType = artifactType, After = last, WithAnnotations = false };
        if (last is { } end && manifests.Referrers(route.Name, subject, following).Count > 0)
        {
            string filter = artifactType is null ? "" : $"&artifactType={Uri.EscapeDataString(artifactType)}";
            page.LinkNext(http.Response, $"/v2/{route.Name}/referrers/{subject}", end.ToString(), filter);
        }

        await JsonAnswer.WriteAsync(http, document, MediaTypes.OciIndex);
    }

    // The page ends with the one that is given back; null: it is empty.
    private Digest? WritePage(RepositoryName name, Digest subject, ReferrerFilter page, out ReadOnlyMemory<byte> document)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, s_writer);
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", 2);
        json.WriteString("mediaType", MediaTypes.OciIndex);
        json.WriteStartArray("manifests");
        Digest? last = null;
        foreach (ReferrerRecord referrer in Page(name, subject, page))
        {
            Write(json, referrer);
            last = referrer.Digest;
            if (json.BytesCommitted + json.BytesPending >= PageBytes)
            {
                break;
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        document = buffer.WrittenMemory;
        return last;
    }

    private IEnumerable<ReferrerRecord> Page(RepositoryName name, Digest subject, ReferrerFilter page)
    {
        for (int left = page.Count; left > 0;)
        {
            IReadOnlyList<ReferrerRecord> some = manifests.Referrers(name, subject, page with { Count = Math.Min(left, AtATime) });
            foreach (ReferrerRecord referrer in some)
            {
                yield return referrer;
            }

            if (some.Count < AtATime)
            {
                yield break;
            }

            left -= some.Count;
            page = page with { After = some[^1].Digest };
        }
    }

    private static void Write(Utf8JsonWriter json, ReferrerRecord referrer)
    {
        json.WriteStartObject();
        json.WriteString("mediaType", referrer.MediaType);
        json.WriteNumber("size", referrer.Size);
        json.WriteString("digest", referrer.Digest.ToString());
        if (referrer.ArtifactType is { } artifactType)
        {
            json.WriteString("artifactType", artifactType);
        }

        if (referrer.AnnotationsJson is { } annotations)
        {
            // It was read as JSON when it came.
            json.WritePropertyName("annotations");
            json.WriteRawValue(annotations, skipInputValidation: true);
        }

        json.WriteEndObject();
    }
}
