using System.Diagnostics;
using System.Net;
using System.Text;
using Berth.Oci;
using Berth.RegistryClient;
using Berth.RegistryClient.Hosts;
using Xunit;

namespace Berth.Unit.RegistryClient;

/// <summary>Pulling through mirrors: what is asked of them, and what they cost when they are dead.</summary>
public sealed class MirrorTests
{
    private static readonly byte[] s_manifest = Encoding.UTF8.GetBytes("""{"schemaVersion":2}""");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_AMirrorThatHasIt_IsToldWhoseContentIsMeant()
    {
        var registry = new FakeRegistry(_ => FakeRegistry.Bytes(HttpStatusCode.OK, s_manifest));
        using Registries registries = Open(registry, "https://m.example/hub", "https://t.example/cache/{registry}/{repository}");

        await registries.Open(Reference.Parse("busybox")).GetManifestAsync("1", Cancellation);

        Assert.Equal(
            [
                "GET https://m.example/hub/v2/?ns=docker.io -",
                "GET https://m.example/hub/v2/library/busybox/manifests/1?ns=docker.io -",
                "GET https://t.example/v2/?ns=docker.io -",
            ],
            registry.Lines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Get_AMirrorWithNamesOfItsOwn_IsAskedForThose()
    {
        var registry = new FakeRegistry(r => r.RequestUri!.AbsolutePath == "/v2/" || r.Headers.Authorization is not null || r.RequestUri.Host == "a.example"
            ? FakeRegistry.Text(HttpStatusCode.OK, """{"token":"t"}""")
            : FakeRegistry.Text(HttpStatusCode.Unauthorized, "", ("WWW-Authenticate", "Bearer realm=\"https://a.example/t\"")));
        using Registries registries = Open(registry, "https://t.example/cache/{registry}/{repository}");

        await registries.Open(Reference.Parse("busybox")).GetManifestAsync("1", Cancellation);

        Assert.Equal(
            [
                "GET https://t.example/v2/?ns=docker.io -",
                "GET https://t.example/v2/cache/docker.io/library/busybox/manifests/1?ns=docker.io -",
                "GET https://a.example/t?scope=repository%3Acache%2Fdocker.io%2Flibrary%2Fbusybox%3Apull -",
                "GET https://t.example/v2/cache/docker.io/library/busybox/manifests/1?ns=docker.io Bearer t",
            ],
            registry.Lines);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.InternalServerError)]
    public async Task Get_AMirrorThatHasItNot_IsPassedOverAtOnce(HttpStatusCode status)
    {
        var registry = new FakeRegistry(r => r.RequestUri!.Host == "m.example" && r.RequestUri.AbsolutePath != "/v2/"
            ? FakeRegistry.Text(status)
            : FakeRegistry.Bytes(HttpStatusCode.OK, s_manifest));
        using Registries registries = Open(registry, "https://m.example");

        RemoteManifest manifest = await registries.Open(Reference.Parse("busybox")).GetManifestAsync("1", Cancellation);

        Assert.Equal(s_manifest, manifest.Bytes);
        Assert.Equal(["m.example", "m.example", "registry-1.docker.io"], registry.Requests.Select(r => r.Uri.Host));
        Assert.Empty(registry.Time.Pauses);
    }

    [Fact]
    public async Task Get_AMirrorWithOtherBytes_IsPassedOver()
    {
        var registry = new FakeRegistry(r => FakeRegistry.Bytes(HttpStatusCode.OK, r.RequestUri!.Host == "m.example" ? "evil"u8.ToArray() : s_manifest));
        using Registries registries = Open(registry, "https://m.example");

        RemoteManifest manifest = await registries.Open(Reference.Parse("busybox")).GetManifestAsync(Digest.Of(s_manifest).ToString(), Cancellation);

        Assert.Equal(s_manifest, manifest.Bytes);
    }

    [Fact]
    public async Task Get_DeadMirrors_CostOneProbeSideBySide()
    {
        await using var blackHole = new LoopbackServer(_ => new LoopbackAnswer("", [], [], LoopbackEnd.Mute));
        await using var another = new LoopbackServer(_ => new LoopbackAnswer("", [], [], LoopbackEnd.Mute));
        await using var server = new LoopbackServer(_ => LoopbackAnswer.Whole(s_manifest));
        ConfiguredHosts hosts = Hosts(server.Url.Authority, blackHole.Url, another.Url, new Uri("http://127.0.0.1:1"));
        using var registries = new Registries(hosts, new RegistryClientOptions { ProbeTimeout = TimeSpan.FromSeconds(1.5) });
        RemoteRepository repository = registries.Open(Reference.Parse($"{server.Url.Authority}/x"));

        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(repository.GetManifestAsync("1", Cancellation), repository.GetManifestAsync("2", Cancellation));
        TimeSpan first = Stopwatch.GetElapsedTime(start);
        await repository.GetManifestAsync("3", Cancellation);

        // Nothing is asked of them but the probe; generous, as the machine is shared, and still less than one patience of a request.
        Assert.Single(blackHole.Requests);
        Assert.Single(another.Requests);
        Assert.Equal(3, server.Requests.Count);
        Assert.InRange(first, TimeSpan.FromSeconds(1.4), TimeSpan.FromSeconds(30));
        Assert.All(hosts.Mirrors, m => Assert.Equal(false, m.Health.IsReachable));
        Assert.Equal("no answer within 1.5 s", hosts.Mirrors[0].Health.Failure);
        Assert.Contains("connection refused", hosts.Mirrors[2].Health.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_AMirrorThatDiesOnTheWay_IsGoneOnFromElsewhere()
    {
        byte[] content = Blobs.BlobTests.Content(300_000);
        await using var mirror = new LoopbackServer(r => r.Uri.AbsolutePath == "/v2/"
            ? LoopbackAnswer.Whole([])
            : LoopbackAnswer.Whole(content, sent: 100_000));
        await using var server = new LoopbackServer(r => LoopbackAnswer.Part(content, Blobs.BlobTests.From(r)));
        ConfiguredHosts hosts = Hosts(server.Url.Authority, mirror.Url);
        using var registries = new Registries(hosts, new RegistryClientOptions { FirstPause = TimeSpan.FromMilliseconds(1) });
        var blob = new Descriptor { MediaType = MediaTypes.OciLayer, Digest = Digest.Of(content), Size = content.Length };

        await using Stream stream = await registries.Open(Reference.Parse($"{server.Url.Authority}/x")).OpenBlobAsync(blob, Cancellation);
        var received = new MemoryStream();
        await stream.CopyToAsync(received, Cancellation);

        Assert.Equal(content, received.ToArray());
        Assert.Equal(100_000, Blobs.BlobTests.From(Assert.Single(server.Requests)));
        Assert.Equal(false, hosts.Mirrors[0].Health.IsReachable);
    }

    [Fact]
    public async Task Read_AMirrorWithOtherBytes_FailsOnceAndIsNotAskedAgain()
    {
        byte[] content = Blobs.BlobTests.Content(1000);
        var registry = new FakeRegistry(r => FakeRegistry.Bytes(HttpStatusCode.OK, r.RequestUri!.Host == "m.example" ? new byte[1000] : content));
        using Registries registries = Open(registry, "https://m.example");
        RemoteRepository repository = registries.Open(Reference.Parse("busybox"));
        var blob = new Descriptor { MediaType = MediaTypes.OciLayer, Digest = Digest.Of(content), Size = content.Length };

        RegistryException e = await Assert.ThrowsAsync<RegistryException>(() => ReadAsync(repository, blob));

        Assert.Equal($"a mirror sent other bytes than those of {blob.Digest}", e.Message);
        Assert.Equal(content, await ReadAsync(repository, blob));
    }

    private static async Task<byte[]> ReadAsync(RemoteRepository repository, Descriptor blob)
    {
        await using Stream stream = await repository.OpenBlobAsync(blob, Cancellation);
        var received = new MemoryStream();
        await stream.CopyToAsync(received, Cancellation);
        return received.ToArray();
    }

    [Fact]
    public async Task Login_ARegistryWithMirrors_IsAtTheRegistry()
    {
        var registry = new FakeRegistry(_ => FakeRegistry.Text(HttpStatusCode.OK));
        using Registries registries = Open(registry, "https://m.example");

        await registries.LoginAsync("", new RegistryCredentials { Username = "u", Password = "p" }, Cancellation);

        Assert.Equal(["GET https://registry-1.docker.io/v2/ -"], registry.Lines);
    }

    private static ConfiguredHosts Hosts(string registry, params Uri[] mirrors) => new(
        new RegistryHostsOptions
        {
            Mirrors = new Dictionary<string, IReadOnlyList<MirrorAddress>> { [registry] = [.. mirrors.Select(m => MirrorAddress.Parse(m.AbsoluteUri))] },
            HostDirectories = [],
        },
        TimeProvider.System);

    // Patience of a minute and more does not run out there: ManualTime.
    private static Registries Open(FakeRegistry registry, params string[] mirrors) => registry.Open(
        new ConfiguredHosts(new RegistryHostsOptions { HubMirrors = [.. mirrors.Select(MirrorAddress.Parse)], HostDirectories = [] }, registry.Time),
        o => o with { ProbeTimeout = TimeSpan.FromMinutes(2) });
}
