using System.Text;
using Berth.Oci;
using Berth.Registry.Hosting;
using Xunit;
using static Berth.Unit.Registry.Protocol.ProtocolClient;

namespace Berth.Unit.Registry.Protocol;

public sealed class ManifestTests
{
    private const string ConfigText = "{}";
    private const string LayerText = "a layer";
    private const string Missing = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    private const string MissingToo = "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

    private readonly MemoryRegistry _registry = new();
    private readonly ProtocolClient _client;

    public ManifestTests() => _client = new ProtocolClient(_registry);

    [Fact]
    public async Task Put_OfATag_IsThereByTagAndDigest_ByteForByte()
    {
        string manifest = await ImageAsync(more: """ , "unknown" : [ 1,  2.50 ] """);
        string digest = Digest.Of(Encoding.UTF8.GetBytes(manifest)).ToString();

        Answer put = await PutAsync("latest", manifest);

        Assert.Equal((201, ""), (put.Status, put.Text));
        Assert.Equal($"/v2/a/manifests/{digest}", put.Header("Location"));
        Assert.Equal(digest, put.Header("Docker-Content-Digest"));
        foreach (string reference in new[] { "latest", digest })
        {
            Answer got = await _client.SendAsync("GET", $"/v2/a/manifests/{reference}");
            Assert.Equal((200, manifest, MediaTypes.OciManifest), (got.Status, got.Text, got.Header("Content-Type")));
            Assert.Equal(digest, got.Header("Docker-Content-Digest"));

            Answer head = await _client.SendAsync("HEAD", $"/v2/a/manifests/{reference}");
            Assert.Equal((200, "", $"{manifest.Length}"), (head.Status, head.Text, head.Header("Content-Length")));
        }
    }

    [Theory]
    [InlineData("application/vnd.docker.distribution.manifest.v1+json")]
    [InlineData("text/html")]
    [InlineData("*/*;q=0")]
    public async Task Get_WhateverIsAccepted_IsWhatIsThere(string accept)
    {
        string manifest = await ImageAsync();
        await PutAsync("latest", manifest);

        Answer answer = await _client.SendAsync("GET", "/v2/a/manifests/latest", ("Accept", accept), ("Accept", "application/xml"));

        Assert.Equal((200, MediaTypes.OciManifest), (answer.Status, answer.Header("Content-Type")));
    }

    [Fact]
    public async Task Get_OfWhatTheClientHas_IsNotModified()
    {
        Answer put = await PutAsync("latest", await ImageAsync());

        Answer answer = await _client.SendAsync("GET", "/v2/a/manifests/latest", ("If-None-Match", $"\"{put.Header("Docker-Content-Digest")}\""));

        Assert.Equal((304, ""), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task Put_OfASha512Digest_IsThatManifest()
    {
        string manifest = await ImageAsync();
        string digest = $"sha512:{Convert.ToHexStringLower(System.Security.Cryptography.SHA512.HashData(Encoding.UTF8.GetBytes(manifest)))}";

        Answer put = await PutAsync(digest + "?tag=v1&tag=latest", manifest);

        Assert.Equal((201, digest, "v1, latest"), (put.Status, put.Header("Docker-Content-Digest"), put.Header("OCI-Tag")));
        Assert.Equal(digest, (await _client.SendAsync("HEAD", "/v2/a/manifests/v1")).Header("Docker-Content-Digest"));
        Assert.Equal(200, (await _client.SendAsync("HEAD", "/v2/a/manifests/latest")).Status);
    }

    [Theory]
    [InlineData(Missing, 400, "DIGEST_INVALID")]
    [InlineData("sha256:baddigeststring", 400, "DIGEST_INVALID")]
    [InlineData("-tag", 400, "TAG_INVALID")]
    [InlineData("latest?tag=..", 400, "TAG_INVALID")]
    [InlineData("", 400, "TAG_INVALID")]
    public async Task Put_OfAWrongReference_IsRefused(string reference, int status, string code)
    {
        ErrorDocument.Check(await PutAsync(reference, await ImageAsync()), status, code);
        Assert.Equal(404, (await _client.SendAsync("GET", "/v2/a/manifests/latest")).Status);
    }

    [Fact]
    public async Task Put_OfTooManyTags_IsRefused()
    {
        string query = string.Join('&', Enumerable.Range(0, 65).Select(i => $"tag=t{i}"));

        ErrorDocument.Check(await PutAsync("latest?" + query, await ImageAsync()), 414, "TAG_INVALID");
    }

    [Fact]
    public async Task Put_OfWhatIsNotThere_NamesAllOfIt()
    {
        string manifest = Image(Missing, 2, MissingToo, 7);

        IReadOnlyList<string?> details = ErrorDocument.Check(await PutAsync("latest", manifest), 400, "MANIFEST_BLOB_UNKNOWN");

        Assert.Equal([Missing, MissingToo], details);
    }

    [Fact]
    public async Task Put_OfABlobOfAnotherRepository_IsRefused()
    {
        Digest config = await _client.PushBlobAsync("b", ConfigText);
        Digest layer = await _client.PushBlobAsync("b", LayerText);

        ErrorDocument.Check(await PutAsync("latest", Image(config.ToString(), 2, layer.ToString(), 7)), 400, "MANIFEST_BLOB_UNKNOWN");
    }

    [Fact]
    public async Task Put_OfAnotherSize_IsRefused()
    {
        Digest config = await _client.PushBlobAsync("a", ConfigText);
        Digest layer = await _client.PushBlobAsync("a", LayerText);

        ErrorDocument.Check(await PutAsync("latest", Image(config.ToString(), 2, layer.ToString(), 8)), 400, "MANIFEST_INVALID");
    }

    [Fact]
    public async Task Put_OfForeignLayers_DoesWithoutThem()
    {
        Digest config = await _client.PushBlobAsync("a", ConfigText);

        Assert.Equal(201, (await PutAsync("latest", Image(config.ToString(), 2, Missing, 9, MediaTypes.OciForeignLayerGzip))).Status);
    }

    [Fact]
    public async Task Put_OfAnIndex_WantsItsManifests()
    {
        string image = await ImageAsync();
        string digest = (await PutAsync("image", image)).Header("Docker-Content-Digest");

        Answer whole = await PutAsync("index", Index(MediaTypes.OciManifest, digest, image.Length), MediaTypes.OciIndex);
        Answer missing = await PutAsync("index", Index(MediaTypes.OciManifest, Missing, 5), MediaTypes.OciIndex);

        Assert.Equal(201, whole.Status);
        Assert.Equal([Missing], ErrorDocument.Check(missing, 400, "MANIFEST_BLOB_UNKNOWN"));
    }

    [Fact]
    public async Task Put_OfAnIndexOfBlobs_IsACacheOfBuildKit()
    {
        Digest layer = await _client.PushBlobAsync("a", LayerText);

        Assert.Equal(201, (await PutAsync("cache", Index(MediaTypes.OciLayerGzip, layer.ToString(), 7), MediaTypes.OciIndex)).Status);
        ErrorDocument.Check(
            await PutAsync("cache", Index(MediaTypes.OciManifest, layer.ToString(), 7), MediaTypes.OciIndex), 400, "MANIFEST_BLOB_UNKNOWN");
    }

    [Fact]
    public async Task Put_OverTheLimit_IsTooLarge()
    {
        var client = new ProtocolClient(_registry, new RegistryOptions { LargestManifest = 100 });

        Answer answer = await client.SendAsync("PUT", "/v2/a/manifests/latest", await ImageAsync(), ("Content-Type", MediaTypes.OciManifest));

        ErrorDocument.Check(answer, 413, "SIZE_INVALID");
    }

    [Fact]
    public async Task Put_WithASubject_IsAReferrer()
    {
        Answer put = await PutAsync("signature", await ImageAsync(
            more: $$""", "artifactType": "x/y+z", "annotations": {"k": "v"}, "subject": {"mediaType": "m", "digest": "{{Missing}}", "size": 1}"""));

        Assert.Equal((201, Missing), (put.Status, put.Header("OCI-Subject")));
        Answer all = await _client.SendAsync("GET", $"/v2/a/referrers/{Missing}");
        string digest = put.Header("Docker-Content-Digest");
        int size = (await _client.SendAsync("GET", "/v2/a/manifests/signature")).Body.Length;
        string entry = $$"""{"mediaType":"{{MediaTypes.OciManifest}}","size":{{size}},"digest":"{{digest}}","artifactType":"x/y+z","annotations":{"k": "v"}""";
        Assert.Equal($$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.OciIndex}}","manifests":[{{entry}}}]}""", all.Text);
        Assert.Equal((200, MediaTypes.OciIndex, ""), (all.Status, all.Header("Content-Type"), all.Header("OCI-Filters-Applied")));

        Answer filtered = await _client.SendAsync("GET", $"/v2/a/referrers/{Missing}?artifactType=x%2Fy%2Bz");
        Assert.Equal(("artifactType", all.Text), (filtered.Header("OCI-Filters-Applied"), filtered.Text));
        Answer other = await _client.SendAsync("GET", $"/v2/a/referrers/{Missing}?artifactType=other");
        Assert.Contains("\"manifests\":[]", other.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_OfATag_LeavesTheManifest()
    {
        string digest = (await PutAsync("latest", await ImageAsync())).Header("Docker-Content-Digest");

        Assert.Equal(202, (await _client.SendAsync("DELETE", "/v2/a/manifests/latest")).Status);
        ErrorDocument.Check(await _client.SendAsync("GET", "/v2/a/manifests/latest"), 404, "MANIFEST_UNKNOWN");
        ErrorDocument.Check(await _client.SendAsync("DELETE", "/v2/a/manifests/latest"), 404, "MANIFEST_UNKNOWN");
        Assert.Equal(200, (await _client.SendAsync("GET", $"/v2/a/manifests/{digest}")).Status);
        Assert.Equal(202, (await _client.SendAsync("DELETE", $"/v2/a/manifests/{digest}")).Status);
        Assert.Equal([$"push a:latest@{digest} ok", "delete a:latest ok", $"delete a@{digest} ok"], _client.Audit.Lines);
        Assert.Equal(404, (await _client.SendAsync("HEAD", $"/v2/a/manifests/{digest}")).Status);
    }

    [Theory]
    [InlineData("GET", "sha256:baddigeststring", 400, "DIGEST_INVALID")]
    [InlineData("GET", Missing, 404, "MANIFEST_UNKNOWN")]
    [InlineData("HEAD", "latest", 404, null)]
    [InlineData("GET", "..", 400, "TAG_INVALID")]
    [InlineData("POST", "latest", 405, "UNSUPPORTED")]
    [InlineData("DELETE", "sha256:", 400, "DIGEST_INVALID")]
    public async Task Manifest_ThatIsNone_IsAnError(string method, string reference, int status, string? code) =>
        ErrorDocument.Check(await _client.SendAsync(method, $"/v2/a/manifests/{reference}"), status, code);

    [Fact]
    public async Task Pulls_OfManifests_AreCounted()
    {
        await PutAsync("latest", await ImageAsync());
        await _client.SendAsync("GET", "/v2/a/manifests/latest");
        await _client.SendAsync("GET", "/v2/a/manifests/latest");
        await _client.SendAsync("HEAD", "/v2/a/manifests/latest");
        await _client.SendAsync("GET", "/v2/b/manifests/latest");

        await _client.Pulls.FlushAsync();
        await _client.Pulls.FlushAsync();
        await _client.SendAsync("GET", "/v2/a/manifests/latest");
        await _client.Pulls.FlushAsync();

        Assert.Equal(3, Assert.Single(_registry.Pulls).Value);
    }

    private static string Image(string config, int configSize, string layer, int layerSize, string layerType = MediaTypes.OciLayerGzip, string more = "") =>
        $$"""
        {"schemaVersion": 2, "mediaType": "{{MediaTypes.OciManifest}}",
         "config": {"mediaType": "{{MediaTypes.OciConfig}}", "digest": "{{config}}", "size": {{configSize}}, "data": "e30="},
         "layers": [{"mediaType": "{{layerType}}", "digest": "{{layer}}", "size": {{layerSize}}}]{{more}}}
        """;

    private static string Index(string mediaType, string digest, int size) =>
        $$"""{"schemaVersion": 2, "manifests": [{"mediaType": "{{mediaType}}", "digest": "{{digest}}", "size": {{size}}}]}""";

    private async Task<string> ImageAsync(string more = "")
    {
        Digest config = await _client.PushBlobAsync("a", ConfigText);
        Digest layer = await _client.PushBlobAsync("a", LayerText);
        return Image(config.ToString(), ConfigText.Length, layer.ToString(), LayerText.Length, more: more);
    }

    private Task<Answer> PutAsync(string reference, string manifest, string mediaType = MediaTypes.OciManifest) =>
        _client.SendAsync("PUT", $"/v2/a/manifests/{reference}", manifest, ("Content-Type", mediaType));
}
