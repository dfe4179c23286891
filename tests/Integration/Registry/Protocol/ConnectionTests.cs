using System.Text;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Registry.Protocol;

/// <summary>What happens on a connection beside one request and one answer.</summary>
public sealed class ConnectionTests : IAsyncLifetime
{
    private IRegistry? _registry;

    private HostileSite Site => new((_registry ?? throw new InvalidOperationException()).Url.Port);

    public async ValueTask InitializeAsync()
    {
        _registry = await RegistryUnderTest.StartAsync();
        Site.Fill();
    }

    public ValueTask DisposeAsync() => _registry?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Theory]
    [InlineData("Content-Length: 1000000000")]
    [InlineData("Transfer-Encoding: chunked")]
    public void Refusal_OfALargeBody_IsHeardWhileItIsSent(string framing)
    {
        Assert.SkipWhen(Target.IsDockerRegistry, "docker-registry has another code, and waits for the end of chunks");
        using RawHttp http = Site.Connect();
        http.Send(Encoding.ASCII.GetBytes($"PATCH /v2/{HostileSite.Repository}/blobs/uploads/none HTTP/1.1\r\nHost: x\r\n{framing}\r\n\r\n100000\r\n"));
        http.Send(new byte[100_000]);

        RawAnswer answer = http.Receive();

        Assert.Equal((404, "BLOB_UPLOAD_UNKNOWN", "close"), (answer.Status, answer.Code, answer.Header("Connection")));
    }

    [Fact]
    public void Refusal_OfABodyThatWaits_DoesNotAskForIt()
    {
        Assert.SkipWhen(Target.IsDockerRegistry, "docker-registry asks for it");
        using RawHttp http = Site.Connect();
        http.Send(Encoding.ASCII.GetBytes(
            $"PUT /v2/{HostileSite.Repository}/manifests/none HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 100000000\r\n\r\n"));

        RawAnswer answer = http.Receive();

        Assert.Equal((413, "SIZE_INVALID", "close"), (answer.Status, answer.Code, answer.Header("Connection")));
    }

    [Fact]
    public void Refusal_OfASmallBody_KeepsTheConnection()
    {
        using RawHttp http = Site.Connect();
        http.Send(RawHttp.Request($"PATCH /v2/{HostileSite.Repository}/blobs/uploads/none", "unread"u8.ToArray()));
        http.Send(RawHttp.Request($"GET /v2/{HostileSite.Repository}/blobs/{Site.BlobDigest}", null));

        Assert.Equal(404, http.Receive().Status);
        Assert.Equal(Site.Blob, http.Receive().Body);
    }

    [Fact]
    public void Requests_InOnePiece_AreAnsweredInTheirOrder()
    {
        byte[] content = "pushed and pulled in one piece"u8.ToArray();
        string digest = HostileSite.Digest(content);
        using RawHttp http = Site.Connect();
        http.Send([
            .. RawHttp.Request($"GET /v2/{HostileSite.Repository}/manifests/1", null, $"Accept: {HostileSite.ManifestType}"),
            .. RawHttp.Request($"GET /v2/{HostileSite.Repository}/manifests/none", null),
            .. RawHttp.Request($"PUT {HostileSite.With(Site.Begin(), $"digest={digest}")}", content),
            .. RawHttp.Request($"GET /v2/{HostileSite.Repository}/blobs/{digest}", null, "Range: bytes=7-9"),
            .. RawHttp.Request($"GET /v2/{HostileSite.Repository}/blobs/{digest}", null)]);

        Assert.Equal(Site.Manifest, http.Receive().Body);
        Assert.Equal("MANIFEST_UNKNOWN", http.Receive().Code);
        Assert.Equal(201, http.Receive().Status);
        RawAnswer part = http.Receive();
        Assert.Equal((206, "and"), (part.Status, part.Text));
        Assert.Equal(content, http.Receive().Body);
    }

    [Fact]
    public void Blob_OfManyPieces_ArrivesWhole()
    {
        byte[] content = new byte[3_000_001];
        new Random(3).NextBytes(content);
        string digest = HostileSite.Digest(content);
        Assert.Equal(201, Site.Send($"PUT {HostileSite.With(Site.Begin(), $"digest={digest}")}", content).Status);

        using RawHttp http = Site.Connect();
        http.Send(RawHttp.Request($"GET /v2/{HostileSite.Repository}/blobs/{digest}", null));
        http.Send(RawHttp.Request($"GET /v2/{HostileSite.Repository}/blobs/{digest}", null, "Range: bytes=1000000-2999999"));

        Assert.Equal(content, http.Receive().Body);
        Assert.Equal(content[1_000_000..3_000_000], http.Receive().Body);
    }
}
