using System.Text;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Registry.Protocol;

/// <summary>
/// Uploads that do not go through in one request, on a registry of their own. docker-registry cannot prove them: how far an upload is stands in the
/// <c>Location</c> of its last answer, and a request without one spoils it.
/// </summary>
public sealed class InterruptedUploadTests : IAsyncLifetime
{
    private const int Half = 400_000;

    private readonly byte[] _content = new byte[Half * 2];
    private readonly string _digest;
    private BerthRegistry? _registry;

    public InterruptedUploadTests()
    {
        new Random(7).NextBytes(_content);
        _digest = HostileSite.Digest(_content);
    }

    private BerthRegistry Registry => _registry ?? throw new InvalidOperationException();

    private HostileSite Site => new(Registry.Url.Port);

    public async ValueTask InitializeAsync() => _registry = await BerthRegistry.StartAsync();

    public ValueTask DisposeAsync() => Registry.DisposeAsync();

    [Theory]
    [InlineData("PATCH", "")]
    [InlineData("PUT", "digest=sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task Upload_WhoseConnectionBreaks_GoesOnWhereItEnded(string method, string query)
    {
        string upload = Site.Begin();
        using (RawHttp http = Site.Connect())
        {
            http.Send(Encoding.ASCII.GetBytes($"{method} {HostileSite.With(upload, query)} HTTP/1.1\r\nHost: x\r\nContent-Length: {_content.Length}\r\n\r\n"));
            http.Send(_content.AsSpan(0, Half));
            await HalfHasComeAsync(upload);
        }

        await GoOnAsync(upload);
    }

    [Fact]
    public async Task Upload_InChunkedEncoding_WhoseConnectionBreaks_GoesOn()
    {
        string upload = Site.Begin();
        using (RawHttp http = Site.Connect())
        {
            http.Send(Encoding.ASCII.GetBytes($"PATCH {upload} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{Half:x}\r\n"));
            http.Send(_content.AsSpan(0, Half));
            await HalfHasComeAsync(upload);
        }

        await GoOnAsync(upload);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Upload_OverARestart_GoesOn(bool isKilled)
    {
        string upload = Site.Begin();
        Assert.Equal(202, Site.Send($"PATCH {upload}", _content[..Half]).Status);

        await (isKilled ? Registry.KillAsync() : Registry.StopAsync());
        await Registry.StartAgainAsync();

        await GoOnAsync(upload);
    }

    [Fact]
    public async Task Upload_ThatAnotherRequestAppendsTo_IsRefusedUntilThatEnds()
    {
        string upload = Site.Begin();
        using RawHttp first = Site.Connect();
        first.Send(Encoding.ASCII.GetBytes($"PATCH {upload} HTTP/1.1\r\nHost: x\r\nContent-Length: {Half}\r\n\r\n"));
        first.Send(_content.AsSpan(0, Half - 1));
        await Condition.WaitAsync("the first half but a byte has come", () => Range(upload) == $"0-{Half - 2}");

        RawAnswer second = Site.Send($"PATCH {upload}", "disorder"u8.ToArray());
        RawAnswer closing = Site.Send($"PUT {HostileSite.With(upload, $"digest={_digest}")}", "disorder"u8.ToArray());
        first.Send(_content.AsSpan(Half - 1, 1));

        Assert.Equal((409, "BLOB_UPLOAD_INVALID"), (second.Status, second.Code));
        Assert.Equal((409, "BLOB_UPLOAD_INVALID"), (closing.Status, closing.Code));
        Assert.Equal(202, first.Receive().Status);
        await GoOnAsync(upload);
    }

    [Fact]
    public void Upload_OfTwoAtOnce_IsOneBlob()
    {
        string[] uploads = [Site.Begin(), Site.Begin()];
        foreach (string upload in uploads)
        {
            Assert.Equal(202, Site.Send($"PATCH {upload}", _content).Status);
        }

        foreach (string upload in uploads)
        {
            Assert.Equal(201, Site.Send($"PUT {HostileSite.With(upload, $"digest={_digest}")}", []).Status);
        }

        Assert.Equal(_content, Site.Send($"GET /v2/{HostileSite.Repository}/blobs/{_digest}", null).Body);
    }

    private string? Range(string upload) => Site.Send($"GET {upload}", null).Header("Range");

    private Task HalfHasComeAsync(string upload) => Condition.WaitAsync("the first half has come", () => Range(upload) == $"0-{Half - 1}");

    // The first half is there; the second follows, and all of it is the blob.
    private async Task GoOnAsync(string upload)
    {
        await HalfHasComeAsync(upload);

        // Until the request that broke off is over, nobody else may append.
        RawAnswer? rest = null;
        await Condition.WaitAsync("the second half may follow", () =>
        {
            rest = Site.Send($"PATCH {upload}", _content[Half..], $"Content-Range: {Half}-{_content.Length - 1}");
            return rest.Status != 409;
        });
        Assert.Equal((202, $"0-{_content.Length - 1}"), (rest!.Status, rest.Header("Range")));
        string location = HostileSite.PathOf(rest.Header("Location")!);
        Assert.Equal(201, Site.Send($"PUT {HostileSite.With(location, $"digest={_digest}")}", []).Status);
        Assert.Equal(_content, Site.Send($"GET /v2/{HostileSite.Repository}/blobs/{_digest}", null).Body);
    }
}
