using System.Text;
using Berth.Oci;
using Berth.Registry.Access;
using Berth.Registry.Hosting;
using Berth.Registry.Naming;
using Microsoft.AspNetCore.Http;
using Xunit;
using static Berth.Unit.Registry.Protocol.ProtocolClient;

namespace Berth.Unit.Registry.Protocol;

public sealed class UploadTests
{
    private const string Content = "hello, registry";

    private static readonly string s_digest = Digest.Of(Encoding.UTF8.GetBytes(Content)).ToString();

    private readonly MemoryRegistry _registry = new();
    private readonly ProtocolClient _client;

    public UploadTests() => _client = new ProtocolClient(_registry);

    [Fact]
    public async Task Post_OfAnUpload_SaysWhereItGoes()
    {
        Answer answer = await _client.SendAsync("POST", "/v2/a/b/blobs/uploads/");

        Assert.Equal(202, answer.Status);
        Assert.Equal($"/v2/a/b/blobs/uploads/{answer.Header("Docker-Upload-UUID")}", answer.Header("Location"));
        Assert.Equal("0-0", answer.Header("Range"));
        Assert.Equal("registry/2.0", answer.Header("Docker-Distribution-Api-Version"));
    }

    [Fact]
    public async Task Post_WithDigestAndBody_IsABlob()
    {
        Answer answer = await _client.SendAsync("POST", $"/v2/a/blobs/uploads/?digest={s_digest}", Content);

        AssertCreated(answer);
        Assert.Equal(Content, (await _client.SendAsync("GET", answer.Header("Location"))).Text);
    }

    [Fact]
    public async Task Post_WithAnotherBodysDigest_LeavesNothing()
    {
        Answer answer = await _client.SendAsync("POST", $"/v2/a/blobs/uploads/?digest={s_digest}", "something else");

        AssertError(answer, 400, "DIGEST_INVALID");
        Assert.Empty(_registry.Blobs);
        Assert.Empty(_registry.Uploads);
    }

    [Theory]
    [InlineData("?digest=sha256:short")]
    [InlineData("?digest=md5:d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("?mount=nothing&from=b")]
    [InlineData("?digest-algorithm=blake3")]
    public async Task Post_WithWhatIsNoDigest_IsRefused(string query) =>
        AssertError(await _client.SendAsync("POST", "/v2/a/blobs/uploads/" + query, ""), 400, "DIGEST_INVALID");

    [Fact]
    public async Task Put_WithTheWholeBody_IsABlob()
    {
        Answer begun = await _client.SendAsync("POST", "/v2/a/blobs/uploads/");

        AssertCreated(await _client.SendAsync("PUT", $"{begun.Header("Location")}?digest={s_digest}", Content));
        AssertError(await _client.SendAsync("GET", begun.Header("Location")), 404, "BLOB_UPLOAD_UNKNOWN");
    }

    [Fact]
    public async Task Put_OfNothing_IsTheEmptyBlob()
    {
        Answer begun = await _client.SendAsync("POST", "/v2/a/blobs/uploads/");
        Digest empty = Digest.Of([]);

        Answer done = await _client.SendAsync("PUT", $"{begun.Header("Location")}?digest={empty}", "");

        Assert.Equal(201, done.Status);
        Assert.Equal("0", (await _client.SendAsync("HEAD", $"/v2/a/blobs/{empty}")).Header("Content-Length"));
    }

    [Theory]
    [InlineData("?digest=sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("?digest=sha256:1")]
    [InlineData("")]
    public async Task Put_WithoutItsDigest_IsRefused(string query)
    {
        Answer begun = await _client.SendAsync("POST", "/v2/a/blobs/uploads/");

        AssertError(await _client.SendAsync("PUT", begun.Header("Location") + query, Content), 400, "DIGEST_INVALID");
        Assert.Empty(_registry.Blobs);
    }

    [Fact]
    public async Task Patch_OfChunksInOrder_AddsUp()
    {
        Answer begun = await _client.SendAsync("POST", "/v2/a/blobs/uploads/");
        string upload = begun.Header("Location");

        Answer first = await _client.SendAsync("PATCH", upload, Content[..6], ("Content-Range", "0-5"));
        Assert.Equal((202, "0-5"), (first.Status, first.Header("Range")));
        Answer second = await _client.SendAsync("PATCH", first.Header("Location"), Content[6..10], ("Content-Range", "6-9"));
        Assert.Equal((202, "0-9"), (second.Status, second.Header("Range")));
        Answer status = await _client.SendAsync("GET", second.Header("Location"));
        Assert.Equal((204, "0-9"), (status.Status, status.Header("Range")));

        AssertCreated(await _client.SendAsync("PUT", $"{upload}?digest={s_digest}", Content[10..], ("Content-Range", $"10-{Content.Length - 1}")));
    }

    [Theory]
    [InlineData("PATCH")]
    [InlineData("PUT")]
    public async Task Chunk_ThatDoesNotFollow_IsRefusedWithWhereItWouldHaveTo(string method)
    {
        Answer begun = await _client.SendAsync("POST", "/v2/a/blobs/uploads/");
        string upload = begun.Header("Location");
        await _client.SendAsync("PATCH", upload, Content[..6], ("Content-Range", "0-5"));

        foreach (string range in new[] { "0-5", "7-12", "5-10" })
        {
            Answer answer = await _client.SendAsync(method, $"{upload}?digest={s_digest}", Content[..6], ("Content-Range", range));

            AssertError(answer, 416, "BLOB_UPLOAD_INVALID");
            Assert.Equal(("0-5", upload), (answer.Header("Range"), answer.Header("Location")));
        }

        AssertCreated(await _client.SendAsync("PUT", $"{upload}?digest={s_digest}", Content[6..]));
    }

    [Theory]
    [InlineData("0-6", "SIZE_INVALID")]
    [InlineData("0-4", "SIZE_INVALID")]
    [InlineData("five", "BLOB_UPLOAD_INVALID")]
    public async Task Chunk_OfAnotherLength_IsRefused(string range, string code)
    {
        Answer begun = await _client.SendAsync("POST", "/v2/a/blobs/uploads/");

        AssertError(await _client.SendAsync("PATCH", begun.Header("Location"), Content[..6], ("Content-Range", range)), 400, code);
        Assert.Empty(_registry.Uploads);
    }

    [Fact]
    public async Task Patch_WithoutARange_Appends()
    {
        Answer begun = await _client.SendAsync("POST", "/v2/a/blobs/uploads/");
        string upload = begun.Header("Location");

        await _client.SendAsync("PATCH", upload, Content[..4]);
        Answer patched = await _client.SendAsync("PATCH", upload, Content[4..]);

        Assert.Equal((202, $"0-{Content.Length - 1}"), (patched.Status, patched.Header("Range")));
        AssertCreated(await _client.SendAsync("PUT", $"{upload}?digest={s_digest}", ""));
    }

    [Fact]
    public async Task Delete_OfAnUpload_EndsIt()
    {
        Answer begun = await _client.SendAsync("POST", "/v2/a/blobs/uploads/");
        await _client.SendAsync("PATCH", begun.Header("Location"), Content);

        Assert.Equal(204, (await _client.SendAsync("DELETE", begun.Header("Location"))).Status);
        Assert.Empty(_registry.Uploads);
        AssertError(await _client.SendAsync("DELETE", begun.Header("Location")), 404, "BLOB_UPLOAD_UNKNOWN");
        AssertError(await _client.SendAsync("PATCH", begun.Header("Location"), Content), 404, "BLOB_UPLOAD_UNKNOWN");
    }

    [Fact]
    public async Task Upload_OfAnotherRepository_IsUnknown()
    {
        Answer begun = await _client.SendAsync("POST", "/v2/a/blobs/uploads/");
        string elsewhere = begun.Header("Location").Replace("/v2/a/", "/v2/b/", StringComparison.Ordinal);

        AssertError(await _client.SendAsync("PATCH", elsewhere, Content), 404, "BLOB_UPLOAD_UNKNOWN");
        AssertError(await _client.SendAsync("GET", "/v2/a/blobs/uploads/../../etc/passwd"), 404, "UNSUPPORTED");
        AssertError(await _client.SendAsync("GET", "/v2/a/blobs/uploads/x"), 404, "BLOB_UPLOAD_UNKNOWN");
    }

    [Fact]
    public async Task Upload_OverTheLimit_IsTooLarge()
    {
        var client = new ProtocolClient(_registry, new RegistryOptions { LargestBlob = 10 });
        Answer begun = await client.SendAsync("POST", "/v2/a/blobs/uploads/");

        Assert.Equal(202, (await client.SendAsync("PATCH", begun.Header("Location"), Content[..8])).Status);
        AssertError(await client.SendAsync("PATCH", begun.Header("Location"), Content[8..]), 413, "SIZE_INVALID");
    }

    [Theory]
    [InlineData("&from=source")]
    [InlineData("")]
    public async Task Mount_OfWhatAnotherRepositoryHas_IsABlob(string from)
    {
        Digest digest = await _client.PushBlobAsync("source", Content);

        AssertCreated(await _client.SendAsync("POST", $"/v2/target/blobs/uploads/?mount={digest}{from}"), "target");
        Assert.Equal(200, (await _client.SendAsync("HEAD", $"/v2/target/blobs/{digest}")).Status);
    }

    [Theory]
    [InlineData("&from=other")]
    [InlineData("&from=NO")]
    [InlineData("&from=")]
    [InlineData("&from=../source")]
    public async Task Mount_OfWhatTheSourceHasNot_IsAnUpload(string from)
    {
        Digest digest = await _client.PushBlobAsync("source", Content);

        Answer answer = await _client.SendAsync("POST", $"/v2/target/blobs/uploads/?mount={digest}{from}");

        Assert.Equal(202, answer.Status);
        AssertCreated(await _client.SendAsync("PUT", $"{answer.Header("Location")}?digest={digest}", Content), "target");
    }

    [Theory]
    [InlineData("&from=secret")]
    [InlineData("")]
    public async Task Mount_OfWhatTheCallerMayNotPull_IsAnUpload(string from)
    {
        Digest digest = await _client.PushBlobAsync("secret", Content);
        var stranger = new ProtocolClient(_registry, authorizer: new HidingAuthorizer("secret"));

        Answer answer = await stranger.SendAsync("POST", $"/v2/target/blobs/uploads/?mount={digest}{from}");

        Assert.Equal(202, answer.Status);
        AssertError(await stranger.SendAsync("HEAD", $"/v2/target/blobs/{digest}"), 404, null);
    }

    [Fact]
    public async Task SecondUpload_OfTheSameBytes_KeepsOneCopy()
    {
        await _client.PushBlobAsync("a", Content);
        await _client.PushBlobAsync("b", Content);

        Assert.Single(_registry.Blobs);
    }

    private static void AssertCreated(Answer answer, string repository = "a")
    {
        Assert.Equal((201, ""), (answer.Status, answer.Text));
        Assert.Equal($"/v2/{repository}/blobs/{s_digest}", answer.Header("Location"));
        Assert.Equal(s_digest, answer.Header("Docker-Content-Digest"));
    }

    private static void AssertError(Answer answer, int status, string? code) => ErrorDocument.Check(answer, status, code);

    private sealed class HidingAuthorizer(string hidden) : IAuthorizer
    {
        public ValueTask<Caller> AuthenticateAsync(HttpContext http) => ValueTask.FromResult(Caller.Anonymous);

        public ValueTask<Caller> DemandAsync(HttpContext http, RepositoryName repository, RepositoryActions actions) => ValueTask.FromResult(Caller.Anonymous);

        public ValueTask<Caller> DemandLoginAsync(HttpContext http, string? scope) => ValueTask.FromResult(Caller.Anonymous);

        public ValueTask<RepositoryActions> AllowedAsync(Caller caller, RepositoryName repository) =>
            ValueTask.FromResult(repository.ToString() == hidden ? RepositoryActions.None : RepositoryActions.All);
    }
}
