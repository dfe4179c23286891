using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Berth.Harness;

namespace Berth.Web;

/// <summary>Pushes images that a test has made up, text by text, as no builder would let it.</summary>
internal sealed class ImagePush : IDisposable
{
    public const string Manifest = "application/vnd.oci.image.manifest.v1+json";
    public const string Index = "application/vnd.oci.image.index.v1+json";
    private const string Config = "application/vnd.oci.image.config.v1+json";

    private readonly HttpClient _http;

    /// <param name="user">And password; null: a registry without accounts.</param>
    public ImagePush(Uri registry, (string Name, string Password)? user = null)
    {
        _http = new HttpClient { BaseAddress = registry };
        if (user is var (name, password))
        {
            _http.DefaultRequestHeaders.Authorization =
                new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}")));
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Pushes an image and returns its descriptor for an index.</summary>
    /// <param name="reference">A tag; null: only by digest.</param>
    /// <param name="configuration">Fields of the configuration besides those that the image needs.</param>
    public async Task<JsonObject> ImageAsync(
        string repository, string? reference, IReadOnlyList<ImageStep> steps, JsonObject? configuration = null, string architecture = "amd64", JsonObject? annotations = null)
    {
        var layers = new JsonArray();
        var diffs = new JsonArray();
        var history = new JsonArray();
        foreach (ImageStep step in steps)
        {
            history.Add(new JsonObject { ["created"] = "2026-11-20T10:00:00Z", ["created_by"] = step.CreatedBy, ["empty_layer"] = step.File is null });
            if (step.File is not null)
            {
                byte[] tar = await new LayerBuilder().File("file", step.File).BuildAsync();
                diffs.Add(DigestOf(tar));
                layers.Add(await BlobAsync(repository, "application/vnd.oci.image.layer.v1.tar+gzip", ImageArchive.Compress(tar)));
            }
        }

        JsonObject config = configuration?.DeepClone().AsObject() ?? [];
        config["os"] ??= "linux";
        config["architecture"] ??= architecture;
        config["created"] ??= "2026-11-20T10:00:00Z";
        config["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = diffs };
        config["history"] ??= history;
        var manifest = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = Manifest,
            ["config"] = await BlobAsync(repository, Config, Encoding.UTF8.GetBytes(config.ToJsonString())),
            ["layers"] = layers,
        };
        if (annotations is not null)
        {
            manifest["annotations"] = annotations.DeepClone();
        }

        JsonObject descriptor = await ManifestAsync(repository, reference, manifest);
        descriptor["platform"] = new JsonObject { ["os"] = "linux", ["architecture"] = architecture };
        return descriptor;
    }

    /// <summary>Pushes an index of images that are there.</summary>
    public Task<JsonObject> IndexAsync(string repository, string reference, params JsonObject[] images) => ManifestAsync(repository, reference, new JsonObject
    {
        ["schemaVersion"] = 2,
        ["mediaType"] = Index,
        ["manifests"] = new JsonArray([.. images.Select(static image => image.DeepClone())]),
    });

    /// <summary>Pushes something that refers to a manifest: a signature, a list of parts.</summary>
    public async Task<JsonObject> ReferrerAsync(string repository, JsonObject subject, string artifactType) => await ManifestAsync(repository, null, new JsonObject
    {
        ["schemaVersion"] = 2,
        ["mediaType"] = Manifest,
        ["artifactType"] = artifactType,
        ["config"] = await BlobAsync(repository, "application/vnd.oci.empty.v1+json", "{}"u8.ToArray()),
        ["layers"] = new JsonArray(await BlobAsync(repository, artifactType, Encoding.UTF8.GetBytes(artifactType))),
        ["subject"] = new JsonObject { ["mediaType"] = Manifest, ["digest"] = subject["digest"]!.DeepClone(), ["size"] = subject["size"]!.DeepClone() },
    });

    /// <summary>Pushes any manifest.</summary>
    public async Task<JsonObject> ManifestAsync(string repository, string? reference, JsonObject manifest)
    {
        byte[] content = Encoding.UTF8.GetBytes(manifest.ToJsonString());
        string type = (string)manifest["mediaType"]!;
        using var body = new ByteArrayContent(content);
        body.Headers.ContentType = new MediaTypeHeaderValue(type);
        using HttpResponseMessage answer = await _http.PutAsync(new Uri($"/v2/{repository}/manifests/{reference ?? DigestOf(content)}", UriKind.Relative), body);
        await CheckAsync(answer);
        return new JsonObject { ["mediaType"] = type, ["digest"] = DigestOf(content), ["size"] = content.Length };
    }

    /// <summary>Fetches a tag, as a pull does.</summary>
    public async Task PullAsync(string repository, string tag)
    {
        using HttpResponseMessage answer = await _http.GetAsync(new Uri($"/v2/{repository}/manifests/{tag}", UriKind.Relative));
        await CheckAsync(answer);
    }

    private async Task<JsonObject> BlobAsync(string repository, string mediaType, byte[] content)
    {
        string digest = DigestOf(content);
        using var body = new ByteArrayContent(content);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using HttpResponseMessage answer = await _http.PostAsync(new Uri($"/v2/{repository}/blobs/uploads/?digest={digest}", UriKind.Relative), body);
        await CheckAsync(answer);
        return new JsonObject { ["mediaType"] = mediaType, ["digest"] = digest, ["size"] = content.Length };
    }

    private static async Task CheckAsync(HttpResponseMessage answer)
    {
        if (answer.StatusCode is not (HttpStatusCode.Created or HttpStatusCode.OK))
        {
            throw new InvalidOperationException($"{answer.RequestMessage?.RequestUri}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
    }

    private static string DigestOf(byte[] content) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}";
}
