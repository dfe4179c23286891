using System.Net;
using System.Text;
using Berth.Oci;
using Berth.RegistryClient;
using Berth.RegistryClient.Uploads;
using Xunit;

namespace Berth.Unit.RegistryClient.Uploads;

public sealed class BlobUploadTests
{
    private static readonly byte[] s_blob = Encoding.UTF8.GetBytes("0123456789");
    private static readonly string s_digest = Digest.Of(s_blob).ToString();
    private static readonly string s_closing = $"digest={Uri.EscapeDataString(s_digest)}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Task<Descriptor> UploadAsync(UploadRegistry registry, IUploadContent content, RegistryCredentials? credentials = null) =>
        registry.Network.Repository("h.example/a/b", credentials).UploadBlobAsync(content, null, Cancellation);

    [Fact]
    public async Task Upload_OfBytesThatAreThere_IsOnePut()
    {
        var registry = new UploadRegistry();
        var sent = new List<long>();

        Descriptor blob = await registry.Network.Repository("h.example/a/b").UploadBlobAsync(new BytesContent(s_blob), sent.Add, Cancellation);

        Assert.Equal((s_digest, 10), (blob.Digest.ToString(), blob.Size));
        Assert.Equal(["POST uploads/ 0", $"PUT uploads/1?_state=1&{s_closing} 10"], registry.Lines);
        Assert.Equal(s_blob, registry.Blobs[s_digest]);
        Assert.Equal(10, sent[^1]);
    }

    [Fact]
    public async Task Upload_OfBytesInTheMaking_IsOnePatchAndThenClosed()
    {
        var registry = new UploadRegistry();

        await UploadAsync(registry, new MadeContent(s_blob));

        Assert.Equal(["POST uploads/ 0", "PATCH uploads/1?_state=1 10", $"PUT uploads/1?_state=2&{s_closing} 0"], registry.Lines);
        Assert.Equal(s_blob, registry.Blobs[s_digest]);
    }

    [Fact]
    public async Task Upload_BrokenOff_GoesOnFromTheByteThatTheRegistryHas()
    {
        UploadRegistry registry = null!;
        registry = new UploadRegistry
        {
            Odd = (request, number) =>
            {
                if (number == 2)
                {
                    registry.Take(request, most: 4);
                    throw new HttpRequestException("broken");
                }

                return null;
            },
        };

        await UploadAsync(registry, new BytesContent(s_blob));

        Assert.Equal(
            [
                "POST uploads/ 0", $"PUT uploads/1?_state=1&{s_closing} 10", $"HEAD {s_digest} 0", "GET uploads/1?_state=1 0",
                "PATCH uploads/1?_state=4 6 [4-9]", $"PUT uploads/1?_state=5&{s_closing} 0",
            ],
            registry.Lines);
        Assert.Equal(s_blob, registry.Blobs[s_digest]);
    }

    [Fact]
    public async Task Upload_WhoseStandingNobodyKnows_BeginsAnewAndCancelsTheOld()
    {
        var registry = new UploadRegistry
        {
            Odd = (request, number) => number switch
            {
                2 => throw new HttpRequestException("broken"),
                _ => request.Method == HttpMethod.Get ? FakeRegistry.Text(HttpStatusCode.RequestedRangeNotSatisfiable) : null,
            },
        };

        await UploadAsync(registry, new MadeContent(s_blob));

        Assert.Equal(["POST", "PATCH", "GET", "DELETE", "POST"], registry.Lines.Take(5).Select(static l => l.Split(' ')[0]));
        Assert.Equal(s_blob, registry.Blobs[s_digest]);
    }

    [Fact]
    public async Task Upload_ThatStandsElsewhere_AsksAndGoesOn()
    {
        UploadRegistry registry = null!;
        registry = new UploadRegistry
        {
            Odd = (request, number) =>
            {
                if (number == 2)
                {
                    registry.Take(request, most: 4);
                    return registry.Standing(HttpStatusCode.RequestedRangeNotSatisfiable);
                }

                return null;
            },
        };

        await UploadAsync(registry, new MadeContent(s_blob));

        Assert.Contains("PATCH uploads/1?_state=3 6 [4-9]", registry.Lines);
        Assert.Equal(s_blob, registry.Blobs[s_digest]);
    }

    [Fact]
    public async Task Upload_OfWhichAChunkIsTakenInPart_SendsTheRest()
    {
        UploadRegistry registry = null!;
        registry = new UploadRegistry
        {
            Odd = (request, number) =>
            {
                if (number == 2)
                {
                    registry.Take(request, most: 7);
                    return registry.Standing(HttpStatusCode.Accepted);
                }

                return null;
            },
        };

        await UploadAsync(registry, new MadeContent(s_blob));

        Assert.Equal("PATCH uploads/1?_state=2 3 [7-9]", registry.Lines[2]);
        Assert.Equal(s_blob, registry.Blobs[s_digest]);
    }

    [Fact]
    public async Task Upload_ThatIsTooLarge_GoesInChunks()
    {
        byte[] large = new byte[(17 << 20) + 1];
        large.AsSpan().Fill((byte)'x');
        string digest = Digest.Of(large).ToString();
        var registry = new UploadRegistry
        {
            BeginHeaders = [("OCI-Chunk-Min-Length", $"{17 << 20}")],
            Odd = (request, _) => request.Content?.Headers.ContentLength > 17 << 20 ? FakeRegistry.Text(HttpStatusCode.RequestEntityTooLarge) : null,
        };

        await UploadAsync(registry, new BytesContent(large));

        Assert.Contains(registry.Lines, l => l.EndsWith($"{17 << 20} [0-{(17 << 20) - 1}]", StringComparison.Ordinal));
        Assert.Contains(registry.Lines, l => l.EndsWith($" 1 [{17 << 20}-{17 << 20}]", StringComparison.Ordinal));
        Assert.Equal(large, registry.Blobs[digest]);
    }

    [Fact]
    public async Task Upload_WhosePutFailsAfterTheFact_IsFoundToBeThere()
    {
        UploadRegistry registry = null!;
        registry = new UploadRegistry
        {
            Odd = (request, number) =>
            {
                if (number == 2)
                {
                    registry.Blobs[s_digest] = s_blob;
                    return FakeRegistry.Text(HttpStatusCode.BadGateway);
                }

                return null;
            },
        };

        await UploadAsync(registry, new BytesContent(s_blob));

        Assert.Equal(["POST", "PUT", "HEAD"], registry.Lines.Select(static l => l.Split(' ')[0]));
    }

    [Fact]
    public async Task Upload_ThatIsRefused_IsCancelled()
    {
        var registry = new UploadRegistry
        {
            Odd = (request, _) => request.Method == HttpMethod.Put
                ? FakeRegistry.Text(HttpStatusCode.Forbidden, """{"errors":[{"code":"DENIED","message":"requested access to the resource is denied","detail":[]}]}""")
                : null,
        };

        RegistryException e = await Assert.ThrowsAsync<RegistryException>(() => UploadAsync(registry, new BytesContent(s_blob)));

        Assert.Equal(RegistryErrorKind.Denied, e.Kind);
        Assert.Equal("denied: requested access to the resource is denied", e.Message);
        Assert.Equal("DELETE uploads/1?_state=1 0", registry.Lines[^1]);
    }

    [Fact]
    public async Task Upload_WhoseMakingFails_FailsWithItAndIsCancelled()
    {
        var registry = new UploadRegistry();

        await Assert.ThrowsAsync<InvalidOperationException>(() => UploadAsync(registry, new FailingContent()));

        Assert.Equal("DELETE uploads/1?_state=1 0", registry.Lines[^1]);
    }

    [Fact]
    public async Task Upload_WhoseTokenRunsOutOnTheWay_SendsItsBodyAgain()
    {
        var registry = new UploadRegistry
        {
            Odd = (request, number) => number == 2
                ? FakeRegistry.Text(HttpStatusCode.Unauthorized, "", ("WWW-Authenticate", "Basic realm=\"r\""))
                : null,
        };

        await UploadAsync(registry, new MadeContent(s_blob), new RegistryCredentials { Username = "u", Password = "p" });

        Assert.Equal(["-", "-", "Basic dTpw", "Basic dTpw"], registry.Network.Requests.Select(static r => r.Authorization ?? "-"));
        Assert.Equal(s_blob, registry.Blobs[s_digest]);
    }

    [Theory]
    [InlineData("https://h.example/elsewhere?x={0}", "Basic dTpw")]
    [InlineData("https://h.example:8443/elsewhere?x={0}", "-")]
    [InlineData("https://storage.example/elsewhere?x={0}", "-")]
    public async Task Upload_AtALocation_CarriesCredentialsOnTheHostOnly(string location, string authorization)
    {
        var registry = new UploadRegistry
        {
            Location = location,
            Odd = (request, number) => number == 1
                ? FakeRegistry.Text(HttpStatusCode.Unauthorized, "", ("WWW-Authenticate", "Basic realm=\"r\""))
                : null,
        };

        await UploadAsync(registry, new BytesContent(s_blob), new RegistryCredentials { Username = "u", Password = "p" });

        Assert.Equal(["-", "Basic dTpw", authorization], registry.Network.Requests.Select(static r => r.Authorization ?? "-"));
        Assert.Equal(s_blob, registry.Blobs[s_digest]);
    }

    [Theory]
    [InlineData("http://h.example/v2/a/b/blobs/uploads/1", "h.example sends the upload to http://h.example, which is not as safe; refused")]
    [InlineData("https://u:p@h.example/x", "h.example sends the upload to what is no HTTP address: https://u:p@h.example/x")]
    [InlineData("file:///etc/passwd", "h.example sends the upload to what is no HTTP address: file:///etc/passwd")]
    public async Task Upload_ToALocationThatIsNotSafe_IsRefused(string location, string message)
    {
        var registry = new UploadRegistry { Location = location };

        RegistryException e = await Assert.ThrowsAsync<RegistryException>(() => UploadAsync(registry, new BytesContent(s_blob)));

        Assert.Equal((RegistryErrorKind.InvalidAnswer, message), (e.Kind, e.Message));
        Assert.Single(registry.Lines);
    }

    [Fact]
    public async Task Upload_OfWhichMoreIsThereThanWasSent_IsRefused()
    {
        var registry = new UploadRegistry
        {
            Odd = (request, _) => request.Method == HttpMethod.Patch ? FakeRegistry.Text(HttpStatusCode.Accepted, "", ("Range", "0-99")) : null,
        };

        RegistryException e = await Assert.ThrowsAsync<RegistryException>(() => UploadAsync(registry, new MadeContent(s_blob)));

        Assert.Equal("h.example says that it has 100 bytes of a blob, of which 10 were sent", e.Message);
    }

    private sealed class FailingContent : IUploadContent
    {
        public long? Length => null;

        public Stream Open(long offset) => throw new InvalidOperationException("cannot be made");

        public Task<Descriptor> DescribeAsync(CancellationToken cancellation) => throw new InvalidOperationException("cannot be made");
    }
}
