using Berth.Oci;
using Berth.RegistryClient;
using Xunit;

namespace Berth.Unit.RegistryClient.Blobs;

/// <summary>What comes of a blob whose server fails in every way that a network knows. The server is a real one, on the loopback.</summary>
public sealed class BlobTests
{
    private static readonly byte[] s_content = Content(300_000);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_AWholeAnswer_IsItsBytesAndOneRequest()
    {
        await using var server = new LoopbackServer(_ => LoopbackAnswer.Whole(s_content));

        Assert.Equal(s_content, await ReadAsync(server));

        SeenRequest request = Assert.Single(server.Requests);
        Assert.Equal($"/v2/x/blobs/{Digest.Of(s_content)}", request.Uri.AbsolutePath);
        Assert.DoesNotContain("Range", request.Headers.Keys);
    }

    [Fact]
    public async Task Read_AConnectionThatBreaks_GoesOnWhereItWas()
    {
        await using var server = new LoopbackServer(
            r => From(r) is int from and < 200_000 ? Broken(from, sent: 100_000) : LoopbackAnswer.Part(s_content, From(r)));

        Assert.Equal(s_content, await ReadAsync(server));

        Assert.Equal([0, 100_000, 200_000], server.Requests.Select(From));
    }

    [Fact]
    public async Task Read_AServerThatKnowsNoRanges_IsReadAgainAndSkippedForward()
    {
        int calls = 0;
        await using var server = new LoopbackServer(_ => LoopbackAnswer.Whole(s_content, sent: Interlocked.Increment(ref calls) == 1 ? 150_000 : null));

        Assert.Equal(s_content, await ReadAsync(server));

        Assert.Equal([0, 150_000], server.Requests.Select(From));
    }

    [Fact]
    public async Task Read_AServerThatGivesAPieceAtATime_IsAskedForEach()
    {
        await using var server = new LoopbackServer(r => From(r) == 0
            ? LoopbackAnswer.Whole(s_content, sent: 100_000)
            : LoopbackAnswer.Part(s_content, From(r), Math.Min(From(r) + 99_999, s_content.Length - 1)));

        Assert.Equal(s_content, await ReadAsync(server));

        Assert.Equal([0, 100_000, 200_000], server.Requests.Select(From));
    }

    [Theory]
    [InlineData("Content-Range: bytes 99999-299998/300000")]
    [InlineData("Content-Range: bytes 100000-299999/300001")]
    [InlineData("Content-Range: bytes 100000-300000/300001")]
    [InlineData("Content-Range: bytes 100000-399999/*")]
    [InlineData("Content-Range: items 100000-299999/300000")]
    [InlineData("Content-Range: bytes */300000")]
    [InlineData("Content-Range: nonsense")]
    [InlineData("X-None: 1")]
    public async Task Read_APartThatWasNotAskedFor_IsRefused(string range)
    {
        await using var server = new LoopbackServer(r => From(r) == 0
            ? LoopbackAnswer.Whole(s_content, sent: 100_000)
            : new LoopbackAnswer("206 Partial Content", ["Content-Length: 200000", range], s_content[100_000..]));

        RegistryException e = await Assert.ThrowsAsync<RegistryException>(() => ReadAsync(server));

        Assert.Equal(RegistryErrorKind.InvalidAnswer, e.Kind);
        Assert.Contains("another part", e.Message, StringComparison.Ordinal);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Open_APartOfTheWholeThatNobodyAskedFor_IsRefused()
    {
        await using var server = new LoopbackServer(_ => LoopbackAnswer.Part(s_content, 0));

        RegistryException e = await Assert.ThrowsAsync<RegistryException>(() => ReadAsync(server));

        Assert.Equal(RegistryErrorKind.InvalidAnswer, e.Kind);
    }

    [Fact]
    public async Task Open_AnotherLengthThanTheDescriptors_IsRefused()
    {
        await using var server = new LoopbackServer(_ => LoopbackAnswer.Whole(s_content[..299_999]));

        RegistryException e = await Assert.ThrowsAsync<RegistryException>(() => ReadAsync(server));

        Assert.Equal($"the registry sends 299999 bytes of {Digest.Of(s_content)}, which has 300000", e.Message);
    }

    [Fact]
    public async Task Read_AnEndlessBody_GivesTheBlobsBytesAndThenFails()
    {
        await using var server = new LoopbackServer(_ => new LoopbackAnswer("200 OK", [], s_content, LoopbackEnd.Repeat));
        var received = new MemoryStream();

        RegistryException e = await Assert.ThrowsAsync<RegistryException>(() => ReadAsync(server, received));

        Assert.Equal(RegistryErrorKind.InvalidAnswer, e.Kind);
        Assert.Equal(s_content, received.ToArray());
    }

    [Fact]
    public async Task Read_ABodyThatIsAlwaysTooShort_FailsAfterAFewAttempts()
    {
        await using var server = new LoopbackServer(_ => new LoopbackAnswer("200 OK", [], s_content[..200_000]));

        RegistryException e = await Assert.ThrowsAsync<RegistryException>(() => ReadAsync(server));

        Assert.Equal($"the registry sends 200000 bytes of {Digest.Of(s_content)}, which has 300000", e.Message);
        Assert.Equal(5, server.Requests.Count);
    }

    [Fact]
    public async Task Read_AByteAnAttempt_IsNoProgress()
    {
        await using var server = new LoopbackServer(r => Broken(From(r), sent: 1));

        RegistryException e = await Assert.ThrowsAsync<RegistryException>(() => ReadAsync(server));

        Assert.Equal(RegistryErrorKind.Unavailable, e.Kind);
        Assert.Equal(5, server.Requests.Count);
    }

    [Fact]
    public async Task Read_ABodyThatStandsStill_IsAskedForAgain()
    {
        await using var server = new LoopbackServer(r => From(r) == 0
            ? LoopbackAnswer.Whole(s_content, sent: 100_000, LoopbackEnd.Silence)
            : LoopbackAnswer.Part(s_content, From(r)));

        Assert.Equal(s_content, await ReadAsync(server, stall: TimeSpan.FromMilliseconds(200)));

        Assert.Equal(100_000, From(server.Requests[1]));
    }

    [Fact]
    public async Task Read_ABodyThatStandsStillAtItsVeryEnd_IsWhole()
    {
        byte[] chunked = [.. "493e0\r\n"u8, .. s_content, .. "\r\n"u8];
        await using var server = new LoopbackServer(
            _ => new LoopbackAnswer("200 OK", ["Transfer-Encoding: chunked"], chunked, LoopbackEnd.Silence));

        Assert.Equal(s_content, await ReadAsync(server, stall: TimeSpan.FromMilliseconds(200)));
    }

    [Fact]
    public async Task Open_AnUnknownSize_IsWhatTheRegistrySays()
    {
        await using var server = new LoopbackServer(
            r => From(r) == 0 ? LoopbackAnswer.Whole(s_content, sent: 100_000) : LoopbackAnswer.Part(s_content, From(r)));
        using Registries registries = Open(server);
        await using Stream blob = await registries.Open(Reference.Parse("h.example/x"))
            .OpenBlobAsync(Blob() with { Size = -1 }, Cancellation);
        var received = new MemoryStream();

        await blob.CopyToAsync(received, Cancellation);

        Assert.Equal(s_content.Length, blob.Length);
        Assert.Equal(s_content, received.ToArray());
    }

    [Fact]
    public async Task Open_ABlobThatIsNotThere_SaysSoAsDockerDoes()
    {
        await using var server = new LoopbackServer(_ => LoopbackAnswer.NotFound);

        RegistryException e = await Assert.ThrowsAsync<RegistryException>(() => ReadAsync(server));

        Assert.Equal(RegistryErrorKind.NotFound, e.Kind);
        Assert.Equal("unknown blob", e.Message);
    }

    internal static byte[] Content(int length)
    {
        byte[] content = new byte[length];
        new Random(length).NextBytes(content);
        return content;
    }

    internal static int From(SeenRequest request) => request.Headers.TryGetValue("Range", out string? range)
        ? int.Parse(range["bytes=".Length..^1], System.Globalization.CultureInfo.InvariantCulture)
        : 0;

    private static Descriptor Blob() => new() { MediaType = MediaTypes.OciLayer, Digest = Digest.Of(s_content), Size = s_content.Length };

    private static Registries Open(LoopbackServer server, TimeSpan? stall = null) => new(
        FixedHosts.Only(server.Url),
        new RegistryClientOptions { FirstPause = TimeSpan.FromMilliseconds(1), StallTimeout = stall ?? TimeSpan.FromMinutes(1) });

    private static LoopbackAnswer Broken(int from, int sent) =>
        (from == 0 ? LoopbackAnswer.Whole(s_content) : LoopbackAnswer.Part(s_content, from)) with { Body = s_content[from..(from + sent)] };

    private static async Task<byte[]> ReadAsync(LoopbackServer server, MemoryStream? into = null, TimeSpan? stall = null)
    {
        using Registries registries = Open(server, stall);
        await using Stream blob = await registries.Open(Reference.Parse("h.example/x")).OpenBlobAsync(Blob(), Cancellation);
        into ??= new MemoryStream();
        await blob.CopyToAsync(into, Cancellation);
        return into.ToArray();
    }
}
