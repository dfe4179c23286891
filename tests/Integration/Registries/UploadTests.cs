using System.Security.Cryptography;
using System.Text;
using Berth.Harness;
using Berth.Oci;
using Berth.RegistryClient;
using Berth.RegistryClient.Hosts;
using Berth.RegistryClient.Uploads;
using Xunit;

namespace Berth.Integration.Registries;

/// <summary>Uploads to docker-registry, without a daemon between them.</summary>
public sealed class UploadTests
{
    private static readonly byte[] s_blob = RandomNumberGenerator.GetBytes(3 << 20);
    private static readonly Digest s_digest = Digest.Of(s_blob);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upload_BothWays_StoresTheBytes()
    {
        await using RegistryServer server = await RegistryServer.StartAsync();
        using Berth.RegistryClient.Registries registries = Open();
        RemoteRepository known = registries.Open(Reference.Parse($"{server.Host}/known"));
        RemoteRepository made = registries.Open(Reference.Parse($"{server.Host}/made"));
        var content = new GatedContent(s_blob);
        content.Release();

        await known.UploadBlobAsync(new BytesContent(s_blob), null, Cancellation);
        Descriptor blob = await made.UploadBlobAsync(content, null, Cancellation);

        Assert.Equal((s_digest, s_blob.Length), (blob.Digest, blob.Size));
        Assert.Equal(s_blob, await ReadAsync(known, blob));
        Assert.Equal(s_blob, await ReadAsync(made, blob));
        Assert.True(await known.HasBlobAsync(s_digest, Cancellation));
        Assert.False(await known.HasBlobAsync(Digest.Of("other"u8), Cancellation));
    }

    [Fact]
    public async Task Upload_IntoARegistryThatIsKilled_EndsUpWhole()
    {
        await using RegistryServer server = await RegistryServer.StartAsync();
        using Berth.RegistryClient.Registries registries = Open();
        RemoteRepository repository = registries.Open(Reference.Parse($"{server.Host}/killed"));
        var content = new GatedContent(s_blob);

        Task<Descriptor> upload = repository.UploadBlobAsync(content, null, Cancellation);
        await content.HalfIsSent.WaitAsync(Cancellation);
        await server.StopAsync();
        content.Release();
        await server.StartAgainAsync();

        Assert.Equal(s_blob, await ReadAsync(repository, await upload));
    }

    [Fact]
    public async Task Upload_GivenUp_IsTakenBack()
    {
        await using RegistryServer server = await RegistryServer.StartAsync();
        using Berth.RegistryClient.Registries registries = Open();
        RemoteRepository repository = registries.Open(Reference.Parse($"{server.Host}/given-up"));
        var content = new GatedContent(s_blob);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        Task<Descriptor> upload = repository.UploadBlobAsync(content, null, stop.Token);
        await content.HalfIsSent.WaitAsync(Cancellation);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upload);
        await Condition.WaitAsync(
            "the registry is told", () => server.Log.Contains("\"DELETE /v2/given-up/blobs/uploads/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Mount_FromARepositoryThatHasIt_MovesNoBytes()
    {
        await using RegistryServer server = await RegistryServer.StartAsync(
            new RegistryServerOptions { Users = new Dictionary<string, string> { ["alice"] = "secret" } });
        using Berth.RegistryClient.Registries registries = Open();
        var alice = new RegistryCredentials { Username = "alice", Password = "secret" };
        RemoteRepository to = registries.Open(Reference.Parse($"{server.Host}/a/to"), alice);
        await registries.Open(Reference.Parse($"{server.Host}/a/from"), alice).UploadBlobAsync(new BytesContent(s_blob), null, Cancellation);

        await to.CheckPushAsync(Cancellation);
        Assert.False(await to.MountBlobAsync(s_digest, "a/nothing", Cancellation));
        Assert.True(await to.MountBlobAsync(s_digest, "a/from", Cancellation));

        Assert.True(await to.HasBlobAsync(s_digest, Cancellation));
        string uploads = Path.Combine(server.Storage, "docker/registry/v2/repositories/a/to/_uploads");
        Assert.Empty(Directory.GetFiles(uploads, "data", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task PutManifest_OfBlobsThatAreThere_CanBePulledDigestForDigest()
    {
        await using RegistryServer server = await RegistryServer.StartAsync();
        using Berth.RegistryClient.Registries registries = Open();
        RemoteRepository repository = registries.Open(Reference.Parse($"{server.Host}/image"));
        byte[] config = Encoding.UTF8.GetBytes("""{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}""");
        byte[] manifest = Encoding.UTF8.GetBytes(
            $$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.DockerManifest}}","config":{"mediaType":"{{MediaTypes.DockerConfig}}","size":{{config.Length}},"digest":"{{Digest.Of(config)}}"},"layers":[]}""");

        RegistryException refused = await Assert.ThrowsAsync<RegistryException>(
            () => repository.PutManifestAsync("v1", MediaTypes.DockerManifest, manifest, Cancellation));
        await repository.UploadBlobAsync(new BytesContent(config), null, Cancellation);
        Digest digest = await repository.PutManifestAsync("v1", MediaTypes.DockerManifest, manifest, Cancellation);
        RemoteManifest pulled = await repository.GetManifestAsync("v1", Cancellation);

        Assert.Equal("MANIFEST_BLOB_UNKNOWN", refused.Code);
        Assert.Equal(digest, pulled.Digest);
        Assert.Equal(manifest, pulled.Bytes);
        string skopeo = (await Command.RunAsync(
            "skopeo", ["inspect", "--tls-verify=false", "--format", "{{.Digest}}", $"docker://{server.Host}/image:v1"])).Succeeded().Text;
        Assert.Equal(digest.ToString(), skopeo);
    }

    [Fact]
    public async Task Push_WithoutTheRightPassword_SaysSoAsDockerDoes()
    {
        await using RegistryServer server = await RegistryServer.StartAsync(
            new RegistryServerOptions { Users = new Dictionary<string, string> { ["alice"] = "secret" } });
        using Berth.RegistryClient.Registries registries = Open();
        RemoteRepository nobody = registries.Open(Reference.Parse($"{server.Host}/a"));
        RemoteRepository wrong = registries.Open(
            Reference.Parse($"{server.Host}/a"), new RegistryCredentials { Username = "alice", Password = "wrong" });

        RegistryException without = await Assert.ThrowsAsync<RegistryException>(() => nobody.CheckPushAsync(Cancellation));
        await wrong.CheckPushAsync(Cancellation);
        RegistryException refused = await Assert.ThrowsAsync<RegistryException>(
            () => wrong.UploadBlobAsync(new BytesContent(s_blob), null, Cancellation));

        Assert.Equal("no basic auth credentials", without.Message);
        Assert.Equal("unauthorized: authentication required", refused.Message);
    }

    private static Berth.RegistryClient.Registries Open() => new(new DefaultHosts(), new RegistryClientOptions());

    private static async Task<byte[]> ReadAsync(RemoteRepository repository, Descriptor blob)
    {
        using var memory = new MemoryStream();
        await using Stream stream = await repository.OpenBlobAsync(blob, Cancellation);
        await stream.CopyToAsync(memory, Cancellation);
        return memory.ToArray();
    }
}
