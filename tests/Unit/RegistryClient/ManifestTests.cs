using System.Net;
using System.Text;
using Berth.Oci;
using Berth.RegistryClient;
using Xunit;

namespace Berth.Unit.RegistryClient;

public sealed class ManifestTests
{
    private static readonly byte[] s_manifest = Encoding.UTF8.GetBytes("""{"schemaVersion":2}""");

    private static HttpResponseMessage Manifest() =>
        FakeRegistry.Bytes(HttpStatusCode.OK, s_manifest, ("Content-Type", MediaTypes.OciManifest), ("Docker-Content-Digest", $"{Digest.Of(s_manifest)}"));

    [Fact]
    public async Task GetManifest_ByTag_IsItsBytesTypeAndDigest()
    {
        var registry = new FakeRegistry(_ => Manifest());

        RemoteManifest manifest = await registry.Repository("busybox:1").GetManifestAsync("1", TestContext.Current.CancellationToken);

        Assert.Equal(s_manifest, manifest.Bytes);
        Assert.Equal(MediaTypes.OciManifest, manifest.MediaType);
        Assert.Equal(Digest.Of(s_manifest), manifest.Digest);
        Assert.Equal(["GET https://registry-1.docker.io/v2/library/busybox/manifests/1 -"], registry.Lines);
        Assert.StartsWith(MediaTypes.OciIndex, registry.Requests[0].Headers["Accept"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetManifest_WithOtherBytesThanItsDigest_IsRefused()
    {
        var registry = new FakeRegistry(_ => Manifest());
        string other = Digest.Of("x"u8).ToString();

        RegistryException e = await Assert.ThrowsAsync<RegistryException>(
            () => registry.Repository("busybox").GetManifestAsync(other, TestContext.Current.CancellationToken));

        Assert.Equal(RegistryErrorKind.InvalidAnswer, e.Kind);
    }

    [Fact]
    public async Task GetManifest_ThatIsNotThere_SaysSoAsDockerDoes()
    {
        var registry = new FakeRegistry(_ => FakeRegistry.Text(
            HttpStatusCode.NotFound, """{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown","detail":{"Tag":"9"}}]}"""));

        RegistryException e = await Assert.ThrowsAsync<RegistryException>(
            () => registry.Repository("busybox:9").GetManifestAsync("9", TestContext.Current.CancellationToken));

        Assert.Equal(RegistryErrorKind.NotFound, e.Kind);
        Assert.Equal("MANIFEST_UNKNOWN", e.Code);
        Assert.Equal("manifest for busybox:9 not found: manifest unknown: manifest unknown", e.Message);
    }

    [Fact]
    public async Task GetManifest_FromABasicRegistry_BringsThePasswordOnceAsked()
    {
        var registry = new FakeRegistry(r => r.Headers.Authorization is null
            ? FakeRegistry.Text(HttpStatusCode.Unauthorized, "", ("WWW-Authenticate", "Basic realm=\"r\""))
            : Manifest());
        RemoteRepository repository = registry.Repository("h.example/x", new RegistryCredentials { Username = "u", Password = "p" });

        await repository.GetManifestAsync("1", TestContext.Current.CancellationToken);
        await repository.GetManifestAsync("2", TestContext.Current.CancellationToken);

        Assert.Equal(
            [
                "GET https://h.example/v2/x/manifests/1 -",
                "GET https://h.example/v2/x/manifests/1 Basic dTpw",
                "GET https://h.example/v2/x/manifests/2 Basic dTpw",
            ],
            registry.Lines);
    }
}
