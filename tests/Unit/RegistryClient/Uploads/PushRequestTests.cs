using System.Net;
using System.Text;
using Berth.Oci;
using Berth.RegistryClient;
using Berth.RegistryClient.Uploads;
using Xunit;

namespace Berth.Unit.RegistryClient.Uploads;

/// <summary>Mounts and manifests, and the sizes of chunks.</summary>
public sealed class PushRequestTests
{
    private static readonly Digest s_digest = Digest.Of("x"u8);
    private static readonly byte[] s_manifest = Encoding.UTF8.GetBytes("""{"schemaVersion":2}""");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Mount_OfWhatAnotherRepositoryHas_AsksForBothInOneScope()
    {
        var registry = new FakeRegistry(r => r switch
        {
            { RequestUri.Host: "auth.example" } => FakeRegistry.Text(HttpStatusCode.OK, """{"token":"t"}"""),
            { Headers.Authorization: null } => FakeRegistry.Text(
                HttpStatusCode.Unauthorized, "", ("WWW-Authenticate", "Bearer realm=\"https://auth.example/token\",service=\"s\"")),
            _ => FakeRegistry.Text(HttpStatusCode.Created),
        });

        bool mounted = await registry.Repository("h.example/a/b").MountBlobAsync(s_digest, "c/d", Cancellation);

        Assert.True(mounted);
        Assert.Equal($"/v2/a/b/blobs/uploads/?mount={Uri.EscapeDataString(s_digest.ToString())}&from=c%2Fd", registry.Requests[^1].Uri.PathAndQuery);
        string query = Uri.UnescapeDataString(registry.Requests[1].Uri.Query);
        Assert.Contains("repository:a/b:pull,push", query, StringComparison.Ordinal);
        Assert.Contains("repository:c/d:pull", query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mount_ThatBeginsAnUploadInstead_IsNoneAndTheUploadIsTakenBack()
    {
        var registry = new FakeRegistry(r => r.Method == HttpMethod.Post
            ? FakeRegistry.Text(HttpStatusCode.Accepted, "", ("Location", "/v2/a/b/blobs/uploads/7"))
            : FakeRegistry.Text(HttpStatusCode.NoContent));

        Assert.False(await registry.Repository("h.example/a/b").MountBlobAsync(s_digest, "c/d", Cancellation));

        Assert.Equal("DELETE https://h.example/v2/a/b/blobs/uploads/7 -", registry.Lines[^1]);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.NotFound)]
    public async Task Mount_ThatIsNotAllowed_IsNone(HttpStatusCode status)
    {
        var registry = new FakeRegistry(_ => FakeRegistry.Text(status));

        Assert.False(await registry.Repository("h.example/a/b").MountBlobAsync(s_digest, "c/d", Cancellation));
    }

    [Fact]
    public async Task PutManifest_SendsItsBytesUnderTheirType()
    {
        var registry = new FakeRegistry(_ => FakeRegistry.Text(HttpStatusCode.Created, "", ("Docker-Content-Digest", $"{Digest.Of(s_manifest)}")));

        Digest digest = await registry.Repository("h.example/a/b").PutManifestAsync("1", MediaTypes.DockerManifest, s_manifest, Cancellation);

        Assert.Equal(Digest.Of(s_manifest), digest);
        Assert.Equal(["PUT https://h.example/v2/a/b/manifests/1 -"], registry.Lines);
        Assert.Equal(Encoding.UTF8.GetString(s_manifest), registry.Requests[0].Body);
        Assert.Equal(MediaTypes.DockerManifest, registry.Requests[0].ContentHeaders["Content-Type"]);
    }

    [Fact]
    public async Task PutManifest_ThatIsTakenForAnother_Fails()
    {
        var registry = new FakeRegistry(_ => FakeRegistry.Text(HttpStatusCode.Created, "", ("Docker-Content-Digest", $"{s_digest}")));

        RegistryException e = await Assert.ThrowsAsync<RegistryException>(
            () => registry.Repository("h.example/a/b").PutManifestAsync("1", MediaTypes.DockerManifest, s_manifest, Cancellation));

        Assert.Equal(RegistryErrorKind.InvalidAnswer, e.Kind);
    }

    [Fact]
    public async Task PutManifest_WithoutTheRight_SaysSoAsDockerDoes()
    {
        var registry = new FakeRegistry(_ => FakeRegistry.Text(
            HttpStatusCode.Unauthorized,
            """{"errors":[{"code":"UNAUTHORIZED","message":"authentication required","detail":[{"Type":"repository"}]}]}"""));

        RegistryException e = await Assert.ThrowsAsync<RegistryException>(
            () => registry.Repository("h.example/a/b").PutManifestAsync("1", MediaTypes.DockerManifest, s_manifest, Cancellation));

        Assert.Equal("unauthorized: authentication required", e.Message);
    }

    [Fact]
    public void ChunkSizes_ShrinkAsFarAsTheRegistryAllows()
    {
        var free = new ChunkSizes();
        Assert.Equal(100L << 20, free.Next(100L << 20, 0));
        Assert.True(free.Shrink(0));
        Assert.Equal(16L << 20, free.Next(100L << 20, 0));
        Assert.True(free.Shrink(0));
        Assert.True(free.Shrink(0));
        Assert.Equal(1L << 20, free.Next(100L << 20, 0));
        Assert.Equal(5, free.Next(5, 0));
        Assert.False(free.Shrink(0));

        var bound = new ChunkSizes();
        Assert.True(bound.Shrink(16 << 20));
        Assert.Equal(16L << 20, bound.Next(100L << 20, 16 << 20));
        Assert.False(bound.Shrink(16 << 20));
    }
}
