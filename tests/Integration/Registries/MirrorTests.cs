using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Berth.Harness;
using Berth.Oci;
using Berth.RegistryClient;
using Berth.RegistryClient.Hosts;
using Xunit;

namespace Berth.Integration.Registries;

/// <summary>Mirrors: the client against a pull-through cache and dead ones, and what the daemon says of them.</summary>
public sealed class MirrorTests
{
    private const string Manifest = "application/vnd.oci.image.manifest.v1+json";

    private static readonly byte[] s_blob = Encoding.UTF8.GetBytes("{}");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_ThroughACacheBehindDeadMirrors_ComesFromTheCache()
    {
        await using RegistryServer origin = await RegistryServer.StartAsync();
        await using RegistryServer cache = await RegistryServer.StartAsync(new RegistryServerOptions { ProxyOf = $"http://{origin.Host}" });
        using var blackHole = new TcpListener(IPAddress.Loopback, 0);
        blackHole.Start();
        byte[] manifest = await PushAsync(origin);
        var hosts = Hosts(origin.Host, $"http://127.0.0.1:{FreePort.Next()}", $"http://{blackHole.LocalEndpoint}", cache.Url.AbsoluteUri);
        using var registries = new Berth.RegistryClient.Registries(hosts, new RegistryClientOptions());
        RemoteRepository repository = registries.Open(Reference.Parse($"{origin.Host}/x:1"));

        long start = Stopwatch.GetTimestamp();
        RemoteManifest got = await repository.GetManifestAsync("1", Cancellation);
        TimeSpan first = Stopwatch.GetElapsedTime(start);
        await origin.StopAsync();
        RemoteManifest again = await repository.GetManifestAsync(got.Digest.ToString(), Cancellation);

        Assert.Equal(manifest, got.Bytes);
        Assert.Equal(manifest, again.Bytes);
        Assert.Contains("/v2/x/manifests/1?ns=", cache.Log, StringComparison.Ordinal);
        Assert.Equal([false, false, true], hosts.Mirrors.Select(m => m.Health.IsReachable));
        Assert.InRange(first, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Get_OnlyDeadMirrors_ComesFromTheRegistry()
    {
        await using RegistryServer origin = await RegistryServer.StartAsync();
        byte[] manifest = await PushAsync(origin);
        var hosts = Hosts(origin.Host, $"http://127.0.0.1:{FreePort.Next()}");
        using var registries = new Berth.RegistryClient.Registries(hosts, new RegistryClientOptions());
        RemoteRepository repository = registries.Open(Reference.Parse($"{origin.Host}/x:1"));
        var blob = new Descriptor { MediaType = MediaTypes.OciConfig, Digest = Digest.Of(s_blob), Size = s_blob.Length };

        RemoteManifest got = await repository.GetManifestAsync("1", Cancellation);
        await using Stream stream = await repository.OpenBlobAsync(blob, Cancellation);

        Assert.Equal(manifest, got.Bytes);
        Assert.Equal('{', stream.ReadByte());
        Assert.DoesNotContain("ns=", origin.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_ByADaemonWithMirrors_ComesFromTheOneThatLives()
    {
        Assert.SkipWhen(Target.IsDockerd, "dockerd has mirrors for Docker Hub only");
        string directory = Directory.CreateTempSubdirectory("berth-mirror-").FullName;
        try
        {
            await using RegistryServer origin = await RegistryServer.StartAsync();
            await using RegistryServer cache = await RegistryServer.StartAsync(new RegistryServerOptions { ProxyOf = $"http://{origin.Host}" });
            string archive = Path.Combine(directory, "image.tar");
            byte[] layer = await new LayerBuilder().File("greeting", "hello").BuildAsync();
            await File.WriteAllBytesAsync(archive, await ImageArchive.DockerAsync($"{origin.Host}/x:1", [layer]), Cancellation);
            (await Command.RunAsync(
                "skopeo", ["copy", "--quiet", "--dest-tls-verify=false", $"docker-archive:{archive}", $"docker://{origin.Host}/x:1"])).Succeeded();
            string dead = $"http://127.0.0.1:{FreePort.Next()}/";
            string file = Path.Combine(directory, "daemon.json");
            await File.WriteAllTextAsync(file, $$"""{ "registries": { "{{origin.Host}}": ["{{dead}}", "{{cache.Url}}"] } }""", Cancellation);
            await using Daemon daemon = await Daemon.StartAsync(new DaemonOptions { WithBusybox = false, Arguments = ["--config-file", file] });

            (await daemon.RunAsync("pull", $"{origin.Host}/x:1")).Succeeded();
            string info = (await daemon.RunAsync("info")).Succeeded().Output;

            Assert.DoesNotContain("berth/", origin.Log, StringComparison.Ordinal);
            await Condition.WaitAsync("the cache has written down who asked", () => cache.Log.Contains("berth/", StringComparison.Ordinal));
            if (!Target.IsDockerClient)
            {
                Assert.Contains($"  {dead}\n   Registry: {origin.Host}\n   Status: unreachable since ", info, StringComparison.Ordinal);
                Assert.Contains($"  {cache.Url}\n   Registry: {origin.Host}\n   Status: reachable\n", info, StringComparison.Ordinal);
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task Info_OfADaemonWithMirrors_ShowsThemAndReadsThemAgain()
    {
        Assert.SkipWhen(Target.IsDockerd, "what docker does not know");
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, """
                { "registry-mirrors": ["http://127.0.0.1:1"], "registries": { "ghcr.io": ["https://g.example"] },
                  "insecure-registries": ["reg.example:5000"], "proxies": { "https-proxy": "http://user:secret@127.0.0.1:2" } }
                """, Cancellation);
            await using Daemon daemon = await Daemon.StartAsync(new DaemonOptions { WithBusybox = false, Arguments = ["--config-file", file] });

            string info = (await daemon.RunAsync("info")).Succeeded().Output;
            Assert.Contains(" HTTPS Proxy: http://xxxxx:xxxxx@127.0.0.1:2\n", info, StringComparison.Ordinal);
            Assert.Contains(" Insecure Registries:\n  reg.example:5000\n  ::1/128\n  127.0.0.0/8\n Registry Mirrors:\n  http://127.0.0.1:1/\n", info, StringComparison.Ordinal);
            if (!Target.IsDockerClient)
            {
                Assert.Contains("  http://127.0.0.1:1/\n   Status: not tried\n  https://g.example/\n   Registry: ghcr.io\n   Status: not tried\n", info, StringComparison.Ordinal);
            }

            await File.WriteAllTextAsync(file, """{ "registry-mirrors": ["http://127.0.0.1:3"], "proxies": { "https-proxy": "http://p.example:1" } }""", Cancellation);
            (await Command.RunAsync("kill", ["-HUP", $"{daemon.ProcessId}"])).Succeeded();
            await Condition.WaitAsync("the new mirror in /info", async () => (await MirrorsAsync(daemon)).Contains("http://127.0.0.1:3/"));

            await File.WriteAllTextAsync(file, "nonsense", Cancellation);
            (await Command.RunAsync("kill", ["-HUP", $"{daemon.ProcessId}"])).Succeeded();
            await Condition.WaitAsync("a word about the bad file", () => daemon.Log.Contains("Error reconfiguring the daemon", StringComparison.Ordinal));
            Assert.Equal(["http://127.0.0.1:3/"], await MirrorsAsync(daemon));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<string[]> MirrorsAsync(Daemon daemon)
    {
        using JsonDocument info = JsonDocument.Parse(await daemon.Http.GetStringAsync("/info", Cancellation));
        return [.. info.RootElement.GetProperty("RegistryConfig").GetProperty("Mirrors").EnumerateArray().Select(m => m.GetString()!)];
    }

    private static ConfiguredHosts Hosts(string registry, params string[] mirrors) => new(
        new RegistryHostsOptions
        {
            Mirrors = new Dictionary<string, IReadOnlyList<MirrorAddress>> { [registry] = [.. mirrors.Select(MirrorAddress.Parse)] },
            HostDirectories = [],
        },
        TimeProvider.System);

    // An image without layers, at x:1.
    private static async Task<byte[]> PushAsync(RegistryServer registry)
    {
        using var http = new HttpClient { BaseAddress = registry.Url };
        Digest digest = Digest.Of(s_blob);
        using HttpResponseMessage begun = await http.PostAsync("v2/x/blobs/uploads/", null, Cancellation);
        var blob = new ByteArrayContent(s_blob);
        blob.Headers.ContentType = new("application/octet-stream");
        (await http.PutAsync($"{begun.Headers.Location}&digest={Uri.EscapeDataString(digest.ToString())}", blob, Cancellation)).EnsureSuccessStatusCode();
        byte[] manifest = Encoding.UTF8.GetBytes(
            $$"""{"schemaVersion":2,"mediaType":"{{Manifest}}","config":{"mediaType":"{{MediaTypes.OciConfig}}","digest":"{{digest}}","size":{{s_blob.Length}}},"layers":[]}""");
        var content = new ByteArrayContent(manifest);
        content.Headers.ContentType = new(Manifest);
        (await http.PutAsync("v2/x/manifests/1", content, Cancellation)).EnsureSuccessStatusCode();
        return manifest;
    }
}
