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

    // Media types have plus signs; nobody takes this for HTML.
    private static readonly JsonWriterOptions s_writer = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An image index of what refers to the digest; an empty one where nothing does or nothing is known of it: this never is a 404.</summary>
    public async Task ListAsync(HttpContext http, Route route)
    {
        await authorizer.DemandAsync(http, route.Name, RepositoryActions.Pull);
        Digest subject = References.ParseDigest(route.Reference);
        string? artifactType = http.Request.Parameter("artifactType") is { Length: > 0 } given ? given : null;
        PageRequest page = PageRequest.Of(http.Request);
        IReadOnlyList<ReferrerRecord> all = manifests.Referrers(route.Name, subject, artifactType);
        if (artifactType is not null)
        {
            http.Response.Headers[ProtocolHeaders.FiltersApplied] = "artifactType";
        }

        int start = Start(all, page.Last);
        int end = WritePage(all, start, page.Count, out ReadOnlyMemory<byte> document);
        if (end < all.Count && end > start)
        {
            string filter = artifactType is null ? "" : $"&artifactType={Uri.EscapeDataString(artifactType)}";
            page.LinkNext(http.Response, Path(route.Name, subject), all[end - 1].Digest.ToString(), filter);
        }

        await JsonAnswer.WriteAsync(http, document, MediaTypes.OciIndex);
    }

    private static string Path(RepositoryName name, Digest subject) => $"/v2/{name}/referrers/{subject}";

    // After the one that the page before ended with; where that is gone, from the beginning again.
    private static int Start(IReadOnlyList<ReferrerRecord> all, string? last)
    {
        for (int i = 0; last is not null && i < all.Count; i++)
        {
            if (all[i].Digest.ToString() == last)
            {
                return i + 1;
            }
        }

        return 0;
    }

    private static int WritePage(IReadOnlyList<ReferrerRecord> all, int start, int count, out ReadOnlyMemory<byte> document)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, s_writer);
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", 2);
        json.WriteString("mediaType", MediaTypes.OciIndex);
        json.WriteStartArray("manifests");
        int next = start;
        while (next < all.Count && next - start < count && json.BytesCommitted + json.BytesPending < PageBytes)
        {
            Write(json, all[next++]);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        document = buffer.WrittenMemory;
        return next;
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
