using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Xunit;

namespace Berth.Integration.Registry;

/// <summary>Pushes by bare requests: blobs whole, and manifests of one blob.</summary>
internal static class SmallPush
{
    public const string ManifestType = "application/vnd.oci.image.manifest.v1+json";

    public static string Digest(ReadOnlySpan<byte> content) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}";

    /// <summary>Pushes an image whose configuration and layer are the same few bytes.</summary>
    public static async Task ImageAsync(HttpClient http, string repository, string tag)
    {
        byte[] blob = "{}"u8.ToArray();
        using HttpResponseMessage pushed = await http.PostAsync($"/v2/{repository}/blobs/uploads/?digest={Digest(blob)}", Bytes(blob));
        Assert.Equal(HttpStatusCode.Created, pushed.StatusCode);
        string descriptor = $"\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"size\":{blob.Length},\"digest\":\"{Digest(blob)}\"";
        string manifest = $"{{\"schemaVersion\":2,\"mediaType\":\"{ManifestType}\",\"config\":{{{descriptor}}},\"layers\":[]}}";
        using HttpContent content = Bytes(Encoding.UTF8.GetBytes(manifest), ManifestType);
        using HttpResponseMessage tagged = await http.PutAsync($"/v2/{repository}/manifests/{tag}", content);
        Assert.Equal(HttpStatusCode.Created, tagged.StatusCode);
    }

    /// <summary>Begins an upload.</summary>
    /// <returns>Where it goes on.</returns>
    public static async Task<string> BeginAsync(HttpClient http, string repository)
    {
        using HttpResponseMessage begun = await http.PostAsync($"/v2/{repository}/blobs/uploads/", null);
        Assert.Equal(HttpStatusCode.Accepted, begun.StatusCode);
        return PathOf(begun);
    }

    /// <summary>Appends a chunk.</summary>
    /// <returns>Where it goes on.</returns>
    public static async Task<string> AppendAsync(HttpClient http, string location, byte[] chunk)
    {
        using HttpContent content = Bytes(chunk);
        using HttpResponseMessage appended = await http.PatchAsync(location, content);
        Assert.Equal(HttpStatusCode.Accepted, appended.StatusCode);
        return PathOf(appended);
    }

    /// <summary>Bytes that an upload has.</summary>
    public static async Task<long> LengthAsync(HttpClient http, string location)
    {
        using HttpResponseMessage status = await http.GetAsync(location);
        Assert.Equal(HttpStatusCode.NoContent, status.StatusCode);
        string range = Assert.Single(status.Headers.NonValidated["Range"]);
        return range == "0-0" ? 0 : long.Parse(range[2..], null) + 1;
    }

    /// <summary>Completes an upload with its last bytes.</summary>
    public static async Task FinishAsync(HttpClient http, string location, byte[] rest, string digest)
    {
        using HttpContent content = Bytes(rest);
        using HttpResponseMessage finished = await http.PutAsync($"{location}{(location.Contains('?', StringComparison.Ordinal) ? '&' : '?')}digest={digest}", content);
        Assert.Equal(HttpStatusCode.Created, finished.StatusCode);
    }

    public static ByteArrayContent Bytes(byte[] bytes, string mediaType = "application/octet-stream") =>
        new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } };

    private static string PathOf(HttpResponseMessage answer)
    {
        Uri location = answer.Headers.Location!;
        return location.IsAbsoluteUri ? location.PathAndQuery : location.OriginalString;
    }
}
