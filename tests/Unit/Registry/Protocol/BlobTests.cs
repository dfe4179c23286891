using Berth.Oci;
using Xunit;
using static Berth.Unit.Registry.Protocol.ProtocolClient;

namespace Berth.Unit.Registry.Protocol;

public sealed class BlobTests
{
    private const string Content = "0123456789";
    private const string Missing = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    private readonly ProtocolClient _client = new(new MemoryRegistry());

    [Fact]
    public async Task Get_OfABlob_IsItsBytesAndWhatTheyAre()
    {
        Digest digest = await _client.PushBlobAsync("a/b", Content);

        Answer answer = await _client.SendAsync("GET", $"/v2/a/b/blobs/{digest}");

        Assert.Equal((200, Content), (answer.Status, answer.Text));
        Assert.Equal("10", answer.Header("Content-Length"));
        Assert.Equal("application/octet-stream", answer.Header("Content-Type"));
        Assert.Equal(digest.ToString(), answer.Header("Docker-Content-Digest"));
        Assert.Equal($"\"{digest}\"", answer.Header("ETag"));
        Assert.Equal("bytes", answer.Header("Accept-Ranges"));
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
    }

    [Fact]
    public async Task Head_OfABlob_HasNoBody()
    {
        Digest digest = await _client.PushBlobAsync("a", Content);

        Answer answer = await _client.SendAsync("HEAD", $"/v2/a/blobs/{digest}", ("Range", "bytes=0-1"));

        Assert.Equal((200, "", "10"), (answer.Status, answer.Text, answer.Header("Content-Length")));
    }

    [Fact]
    public async Task Get_OfARange_IsThatPart()
    {
        Digest digest = await _client.PushBlobAsync("a", Content);

        Answer answer = await _client.SendAsync("GET", $"/v2/a/blobs/{digest}", ("Range", "bytes=2-4"));

        Assert.Equal((206, "234", "bytes 2-4/10", "3"), (answer.Status, answer.Text, answer.Header("Content-Range"), answer.Header("Content-Length")));
    }

    [Fact]
    public async Task Get_OfARangeThatIsNotThere_IsRefused()
    {
        Digest digest = await _client.PushBlobAsync("a", Content);

        Answer answer = await _client.SendAsync("GET", $"/v2/a/blobs/{digest}", ("Range", "bytes=10-"));

        ErrorDocument.Check(answer, 416, "SIZE_INVALID");
        Assert.Equal("bytes */10", answer.Header("Content-Range"));
    }

    [Theory]
    [InlineData("W/\"x\"", 200)]
    [InlineData("*", 304)]
    [InlineData("\"x\", \"DIGEST\"", 304)]
    public async Task Get_WithIfNoneMatch_IsOnlyWhatChanged(string header, int status)
    {
        Digest digest = await _client.PushBlobAsync("a", Content);

        Answer answer = await _client.SendAsync(
            "GET", $"/v2/a/blobs/{digest}", ("If-None-Match", header.Replace("DIGEST", digest.ToString(), StringComparison.Ordinal)));

        Assert.Equal((status, status == 200 ? Content : ""), (answer.Status, answer.Text));
    }

    [Theory]
    [InlineData("\"x\"", 200)]
    [InlineData("\"DIGEST\"", 206)]
    public async Task Get_WithIfRange_IsAPartOnlyOfTheSame(string header, int status)
    {
        Digest digest = await _client.PushBlobAsync("a", Content);

        Answer answer = await _client.SendAsync(
            "GET", $"/v2/a/blobs/{digest}", ("Range", "bytes=0-0"), ("If-Range", header.Replace("DIGEST", digest.ToString(), StringComparison.Ordinal)));

        Assert.Equal(status, answer.Status);
    }

    [Theory]
    [InlineData("GET", Missing, 404, "BLOB_UNKNOWN")]
    [InlineData("HEAD", Missing, 404, null)]
    [InlineData("DELETE", Missing, 404, "BLOB_UNKNOWN")]
    [InlineData("GET", "sha256:baddigeststring", 400, "DIGEST_INVALID")]
    [InlineData("GET", "latest", 400, "DIGEST_INVALID")]
    [InlineData("GET", "..%2f..%2fetc%2fpasswd", 400, "DIGEST_INVALID")]
    [InlineData("DELETE", "sha999:00", 400, "DIGEST_INVALID")]
    [InlineData("PUT", Missing, 405, "UNSUPPORTED")]
    public async Task Blob_ThatIsNone_IsAnError(string method, string digest, int status, string? code)
    {
        await _client.PushBlobAsync("a", Content);

        Answer answer = await _client.SendAsync(method, $"/v2/a/blobs/{digest}");

        ErrorDocument.Check(answer, status, code);
        Assert.Equal(status == 405 ? "GET, HEAD, DELETE" : "", answer.Header("Allow"));
        Assert.Equal("", answer.Header("ETag"));
    }

    [Fact]
    public async Task Blob_OfAnotherRepository_IsNotThere()
    {
        Digest digest = await _client.PushBlobAsync("a", Content);

        ErrorDocument.Check(await _client.SendAsync("GET", $"/v2/b/blobs/{digest}"), 404, "BLOB_UNKNOWN");
    }

    [Fact]
    public async Task Delete_OfABlob_TakesItOut()
    {
        Digest digest = await _client.PushBlobAsync("a", Content);

        Assert.Equal(202, (await _client.SendAsync("DELETE", $"/v2/a/blobs/{digest}")).Status);
        Assert.Equal(404, (await _client.SendAsync("HEAD", $"/v2/a/blobs/{digest}")).Status);
    }

    [Fact]
    public async Task Rejection_OfALargeBody_ClosesTheConnection()
    {
        Answer large = await _client.SendAsync("PATCH", "/v2/a/blobs/uploads/x", new byte[100_000]);
        Answer small = await _client.SendAsync("PATCH", "/v2/a/blobs/uploads/x", new byte[100]);
        Answer waiting = await _client.SendAsync("PATCH", "/v2/a/blobs/uploads/x", new byte[100], ("Expect", "100-continue"));

        Assert.Equal(("close", "", "close"), (large.Header("Connection"), small.Header("Connection"), waiting.Header("Connection")));
    }
}
