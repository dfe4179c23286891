using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Images;

/// <summary>Images from Debian's registry, put there by skopeo.</summary>
public sealed class PullTests(SharedDaemon shared) : CliTest(shared), IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("berth-pull-").FullName;
    private RegistryServer? _registry;

    private RegistryServer Registry => _registry!;

    public async ValueTask InitializeAsync() =>
        _registry = await RegistryServer.StartAsync(new RegistryServerOptions { WithSchema1 = true });

    public async ValueTask DisposeAsync()
    {
        await Registry.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Pull_ATag_SaysWhatItDoes()
    {
        string image = await PushAsync("x:v1");

        CommandResult pull = (await RunAsync("pull", image)).Succeeded();
        CommandResult again = (await RunAsync("pull", image)).Succeeded();
        string digests = await TextAsync("inspect", "-f", "{{json .RepoDigests}}", image);
        string digest = await DigestAsync(image);
        string output = await TextAsync("run", "--rm", image, "cat", "/greeting");

        Assert.Equal("v1: Pulling from x", pull.Lines[0]);
        Assert.Equal([$"Digest: {digest}", $"Status: Downloaded newer image for {image}", image], pull.Lines[^3..]);
        Assert.Equal(2, pull.Lines.Count(l => l.EndsWith(": Pull complete", StringComparison.Ordinal)));
        Assert.Equal(2, pull.Lines.Count(l => l.EndsWith(": Download complete", StringComparison.Ordinal)));
        Assert.DoesNotContain(pull.Lines, l => l.Contains("Downloading", StringComparison.Ordinal));
        Assert.Equal(["v1: Pulling from x", $"Digest: {digest}", $"Status: Image is up to date for {image}", image], again.Lines);
        Assert.Equal($"[\"{Registry.Host}/x@{digest}\"]", digests);
        Assert.Equal("hello", output);
        await TextAsync("rmi", image);
    }

    [Fact]
    public async Task Pull_Quiet_PrintsTheName()
    {
        string image = await PushAsync("x:latest");

        Assert.Equal(image, await TextAsync("pull", "-q", $"{Registry.Host}/x"));
        Assert.StartsWith("Using default tag: latest", await TextAsync("pull", $"{Registry.Host}/x"), StringComparison.Ordinal);
        await TextAsync("rmi", image);
    }

    [Fact]
    public async Task Pull_ADigest_HasNoTag()
    {
        string image = await PushAsync("x:v1");
        string name = $"{Registry.Host}/x@{await DigestAsync(image)}";

        string[] lines = (await TextAsync("pull", name)).Split('\n');
        string tags = await TextAsync("inspect", "-f", "{{json .RepoTags}}", name);

        Assert.Equal([$"Status: Downloaded newer image for {name}", name], lines[^2..]);
        Assert.Equal("[]", tags);
        await TextAsync("rmi", name);
    }

    [Fact]
    public async Task Pull_AllTags_HasThemAll()
    {
        string first = await PushAsync("x:v1");
        string second = await PushAsync("x:v2", "other");

        await TextAsync("pull", "-a", $"{Registry.Host}/x");

        Assert.Equal("hello", await TextAsync("run", "--rm", first, "cat", "/greeting"));
        Assert.Equal("other", await TextAsync("run", "--rm", second, "cat", "/greeting"));
        Assert.Contains("tag can't be used with --all-tags/-a", (await RunAsync("pull", "-a", first)).Exited(1).Error, StringComparison.Ordinal);
        await TextAsync("rmi", first, second);
    }

    [Fact]
    public async Task Run_AnImageThatIsNotHere_IsPulled()
    {
        string image = await PushAsync("x:v1");

        CommandResult never = await RunAsync("run", "--rm", "--pull", "never", image, "true");
        CommandResult run = (await RunAsync("run", "--rm", image, "cat", "/greeting")).Succeeded();
        CommandResult quiet = (await RunAsync("run", "--rm", "-q", "--pull", "always", image, "cat", "/greeting")).Succeeded();

        Assert.Contains("No such image", never.Exited(125).Error, StringComparison.Ordinal);
        Assert.Equal("hello", run.Text);
        Assert.StartsWith($"Unable to find image '{image}' locally\nv1: Pulling from x\n", run.Error, StringComparison.Ordinal);
        Assert.Contains($"Status: Downloaded newer image for {image}", run.Error, StringComparison.Ordinal);
        Assert.Equal(("hello", ""), (quiet.Text, quiet.Error));
        await TextAsync("rmi", image);
    }

    [Fact]
    public async Task Pull_WhatIsNotThere_SaysSo()
    {
        await PushAsync("x:v1");

        CommandResult tag = await RunAsync("pull", $"{Registry.Host}/x:none");
        CommandResult repository = await RunAsync("pull", $"{Registry.Host}/none");

        Assert.Equal(
            $"Error response from daemon: manifest for {Registry.Host}/x:none not found: manifest unknown: manifest unknown", tag.Exited(1).Error.Trim());
        Assert.Contains("not found", repository.Exited(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_APrivateImage_NeedsTheCredentials()
    {
        await using RegistryServer server = await RegistryServer.StartAsync(
            new RegistryServerOptions { Users = new Dictionary<string, string> { ["alice"] = "secret" } });
        string image = await PushAsync("x:v1", registry: server, credentials: "alice:secret");
        await File.WriteAllTextAsync(
            Path.Combine(_directory, "config.json"),
            "{\"auths\":{\"" + server.Host + "\":{\"auth\":\"" + Convert.ToBase64String("alice:secret"u8) + "\"}}}",
            TestContext.Current.CancellationToken);

        CommandResult stranger = await RunAsync("pull", image);
        CommandResult alice = await Daemon.RunWithVariableAsync($"DOCKER_CONFIG={_directory}", null, "pull", "-q", image);

        Assert.Contains("no basic auth credentials", stranger.Exited(1).Error, StringComparison.Ordinal);
        Assert.Equal(image, alice.Succeeded().Text);
        await TextAsync("rmi", image);
    }

    [Fact]
    public async Task Pull_ZstdLayers_Work()
    {
        Assert.SkipWhen(Target.IsDockerd, "dockerd 20.10 does not know zstd");
        string image = await PushAsync("x:v1", options: ["--format", "oci", "--dest-compress-format", "zstd"]);

        await TextAsync("pull", "-q", image);

        Assert.Equal("hello", await TextAsync("run", "--rm", image, "cat", "/greeting"));
        await TextAsync("rmi", image);
    }

    [Fact]
    public async Task Pull_Schema1_BecomesAnImage()
    {
        string image = await PushAsync("x:v1", options: ["--format", "v2s1"]);

        await TextAsync("pull", image);
        string digest = (await TextAsync("inspect", "-f", "{{index .RepoDigests 0}}", image))[(image.Length - 2)..];
        await TextAsync("pull", $"{Registry.Host}/x@{digest}");

        Assert.Equal("hello", await TextAsync("run", "--rm", image, "cat", "/greeting"));
        await TextAsync("rmi", image);
    }

    [Fact]
    public async Task Pull_AnIndexWithoutThePlatform_SaysSo()
    {
        string image = await PushAsync("x:v1");
        string digest = await DigestAsync(image);
        using var http = new HttpClient { BaseAddress = Registry.Url };
        const string Type = "application/vnd.docker.distribution.manifest.list.v2+json";
        using HttpResponseMessage manifest = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"v2/x/manifests/{digest}")
        {
            Headers = { { "Accept", "application/vnd.docker.distribution.manifest.v2+json" } },
        }, TestContext.Current.CancellationToken);
        string entry = $$$"""{"mediaType":"application/vnd.docker.distribution.manifest.v2+json","digest":"{{{digest}}}","size":{{{manifest.Content.Headers.ContentLength}}},"platform":{"os":"linux","architecture":"amd64"}}""";
        using var index = new StringContent($$"""{"schemaVersion":2,"mediaType":"{{Type}}","manifests":[{{entry}}]}""");
        index.Headers.ContentType = new(Type);
        (await http.PutAsync(new Uri("v2/x/manifests/list", UriKind.Relative), index, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

        CommandResult arm = await RunAsync("pull", "--platform", "linux/arm64", $"{Registry.Host}/x:list");
        await TextAsync("pull", "-q", "--platform", "linux/amd64", $"{Registry.Host}/x:list");

        Assert.Contains("no matching manifest for linux/arm64 in the manifest list entries", arm.Exited(1).Error, StringComparison.Ordinal);
        await TextAsync("rmi", $"{Registry.Host}/x:list");
    }

    private async Task<string> PushAsync(
        string name, string greeting = "hello", RegistryServer? registry = null, string? credentials = null, IEnumerable<string>? options = null)
    {
        using var busybox = new MemoryStream();
        await BusyboxImage.WriteAsync(busybox);
        string image = $"{(registry ?? Registry).Host}/{name}";
        string archive = Path.Combine(_directory, $"{Guid.NewGuid():N}.tar");
        byte[][] layers = [busybox.ToArray(), await new LayerBuilder().File("greeting", greeting).BuildAsync()];
        await File.WriteAllBytesAsync(archive, await ImageArchive.DockerAsync(image, layers));
        (await Command.RunAsync("skopeo",
        [
            "copy", "--quiet", "--dest-tls-verify=false", .. credentials is null ? Array.Empty<string>() : ["--dest-creds", credentials],
            .. options ?? [], $"docker-archive:{archive}", $"docker://{image}",
        ])).Succeeded();
        return image;
    }

    private static async Task<string> DigestAsync(string image) =>
        (await Command.RunAsync("skopeo", ["inspect", "--tls-verify=false", "--format", "{{.Digest}}", $"docker://{image}"])).Succeeded().Text;
}
