using System.Net;
using Berth.Oci;
using Berth.RegistryClient;
using Xunit;

namespace Berth.Unit.RegistryClient.Blobs;

/// <summary>Layers at addresses of the manifest's choice.</summary>
public sealed class ForeignLayerTests
{
    private static readonly byte[] s_content = BlobTests.Content(1000);
    private static readonly string[] s_urls = ["ftp://e.example/l", "file:///etc/shadow", "http://u:p@e.example/l", "//e.example/l", "https://e.example/l?x=1"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(MediaTypes.DockerForeignLayerGzip)]
    [InlineData(MediaTypes.OciForeignLayerZstd)]
    public async Task Open_AForeignLayerThatTheRegistryHasNot_ComesFromItsAddressAsAStranger(string mediaType)
    {
        var registry = new FakeRegistry(r => Answer(r, r.RequestUri!.Host == "e.example"));

        Assert.Equal(s_content, await ReadAsync(registry, mediaType));

        Assert.Equal("GET https://e.example/l?x=1 -", registry.Lines[^1]);
        Assert.All(registry.Requests.Where(r => r.Uri.Host == "e.example"), r => Assert.Equal(["User-Agent"], r.Headers.Keys));
        Assert.Contains("Basic dTpw", registry.Requests.Select(r => r.Authorization));
    }

    [Fact]
    public async Task Open_AForeignLayerThatTheRegistryHas_IsNotAskedForElsewhere()
    {
        var registry = new FakeRegistry(r => Answer(r, r.RequestUri!.Host == "h.example"));

        Assert.Equal(s_content, await ReadAsync(registry, MediaTypes.DockerForeignLayerGzip));

        Assert.DoesNotContain(registry.Requests, r => r.Uri.Host == "e.example");
    }

    [Fact]
    public async Task Open_AnAddressThatWantsCredentials_GetsNone()
    {
        var registry = new FakeRegistry(r => r.RequestUri!.Host == "e.example"
            ? FakeRegistry.Text(HttpStatusCode.Unauthorized, "", ("WWW-Authenticate", "Basic realm=\"r\""))
            : Answer(r, isThere: false));

        RegistryException e = await Assert.ThrowsAsync<RegistryException>(() => ReadAsync(registry, MediaTypes.DockerForeignLayer));

        Assert.Equal(RegistryErrorKind.Unauthorized, e.Kind);
        Assert.All(registry.Requests.Where(r => r.Uri.Host == "e.example"), r => Assert.Null(r.Authorization));
    }

    [Theory]
    [InlineData(MediaTypes.DockerLayerGzip)]
    [InlineData(MediaTypes.OciLayer)]
    [InlineData(MediaTypes.DockerConfig)]
    public async Task Open_AnythingElseWithAddresses_IsNotAskedForThere(string mediaType)
    {
        var registry = new FakeRegistry(r => Answer(r, r.RequestUri!.Host == "e.example"));

        RegistryException e = await Assert.ThrowsAsync<RegistryException>(() => ReadAsync(registry, mediaType));

        Assert.Equal(RegistryErrorKind.NotFound, e.Kind);
        Assert.All(registry.Requests, r => Assert.Equal("h.example", r.Uri.Host));
    }

    private static HttpResponseMessage Answer(HttpRequestMessage request, bool isThere)
    {
        if (request.RequestUri!.Host == "h.example" && request.Headers.Authorization is null)
        {
            return FakeRegistry.Text(HttpStatusCode.Unauthorized, "", ("WWW-Authenticate", "Basic realm=\"r\""));
        }

        return isThere ? FakeRegistry.Bytes(HttpStatusCode.OK, s_content) : FakeRegistry.Text(HttpStatusCode.NotFound);
    }

    private static async Task<byte[]> ReadAsync(FakeRegistry registry, string mediaType)
    {
        var layer = new Descriptor { MediaType = mediaType, Digest = Digest.Of(s_content), Size = s_content.Length, Urls = s_urls };
        RemoteRepository repository = registry.Repository("h.example/x", new RegistryCredentials { Username = "u", Password = "p" });
        await using Stream blob = await repository.OpenBlobAsync(layer, Cancellation);
        var received = new MemoryStream();
        await blob.CopyToAsync(received, Cancellation);
        return received.ToArray();
    }
}
