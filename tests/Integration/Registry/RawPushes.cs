using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Berth.Integration.Registry;

/// <summary>
/// The requests of pushes and pulls, bare: true is the registry's acknowledgement, false its refusal of something that is not there (any more).
/// </summary>
internal sealed class RawPushes(HttpClient http)
{
    private const int Chunk = 100_000;

    /// <summary>POST with the whole blob.</summary>
    public async Task<bool> MonolithicAsync(string repository, byte[] blob)
    {
        using HttpResponseMessage answer = await SendAsync(
            HttpMethod.Post, $"/v2/{repository}/blobs/uploads/?digest={PushedImage.DigestOf(blob)}", new ByteArrayContent(blob));
        return Is(answer, HttpStatusCode.Created);
    }

    /// <summary>POST, PATCH in chunks with their ranges, PUT.</summary>
    public async Task<bool> ChunkedAsync(string repository, byte[] blob)
    {
        string location;
        using (HttpResponseMessage begun = await SendAsync(HttpMethod.Post, $"/v2/{repository}/blobs/uploads/", content: null))
        {
            if (!Is(begun, HttpStatusCode.Accepted))
            {
                return false;
            }

            location = begun.Headers.Location!.ToString();
        }

        for (int offset = 0; offset < blob.Length; offset += Chunk)
        {
            int count = Math.Min(Chunk, blob.Length - offset);
            var body = new ByteArrayContent(blob, offset, count);
            body.Headers.TryAddWithoutValidation("Content-Range", string.Create(CultureInfo.InvariantCulture, $"{offset}-{offset + count - 1}"));
            using HttpResponseMessage sent = await SendAsync(HttpMethod.Patch, location, body);
            if (!Is(sent, HttpStatusCode.Accepted))
            {
                return false;
            }
        }

        using HttpResponseMessage answer = await SendAsync(HttpMethod.Put, $"{location}?digest={PushedImage.DigestOf(blob)}", content: null);
        return Is(answer, HttpStatusCode.Created);
    }

    /// <summary>False where it became an upload, which is left behind.</summary>
    public async Task<bool> MountAsync(string target, string source, string digest)
    {
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Post, $"/v2/{target}/blobs/uploads/?mount={digest}&from={source}", content: null);
        return answer.StatusCode != HttpStatusCode.Accepted && Is(answer, HttpStatusCode.Created);
    }

    public async Task<bool> HasAsync(string repository, string digest)
    {
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Head, $"/v2/{repository}/blobs/{digest}", content: null);
        return Is(answer, HttpStatusCode.OK);
    }

    public async Task<bool> ManifestAsync(string repository, string tag, PushedImage image)
    {
        var body = new ByteArrayContent(image.Manifest);
        body.Headers.ContentType = new MediaTypeHeaderValue(PushedImage.MediaType);
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Put, $"/v2/{repository}/manifests/{tag}", body);
        return Is(answer, HttpStatusCode.Created);
    }

    /// <summary>Of a tag or a digest.</summary>
    public async Task<bool> DeleteAsync(string repository, string reference)
    {
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Delete, $"/v2/{repository}/manifests/{reference}", content: null);
        return Is(answer, HttpStatusCode.Accepted);
    }

    /// <summary>The bytes; null: not there.</summary>
    public async Task<byte[]?> GetAsync(string path)
    {
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Get, path, content: null);
        return Is(answer, HttpStatusCode.OK) ? await answer.Content.ReadAsByteArrayAsync() : null;
    }

    private static bool Is(HttpResponseMessage answer, HttpStatusCode expected) =>
        answer.StatusCode == expected || (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest
            ? false
            : throw new InvalidOperationException($"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri} gave {(int)answer.StatusCode}"));

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
