using System.Text.RegularExpressions;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Images;

/// <summary>push, through the daemon to docker-registry, and what other clients find there.</summary>
public sealed class PushTests(SharedDaemon shared) : CliTest(shared)
{
    [Fact]
    public async Task Push_AnImportedImage_IsWhatOthersFindThere()
    {
        await using RegistryServer server = await RegistryServer.StartAsync();
        await using PushedName name = await TagAsync(server, "one:1");

        string[] lines = (await TextAsync("push", name.Text)).Split('\n');
        string digest = DigestOf(lines);
        string id = await TextAsync("image", "inspect", "--format", "{{.Id}}", name.Text);
        string layer = (await TextAsync("image", "inspect", "--format", "{{index .RootFS.Layers 0}}", name.Text))["sha256:".Length..][..12];

        Assert.Equal($"The push refers to repository [{server.Host}/one]", lines[0]);
        Assert.Equal($"{layer}: Preparing", lines[1]);
        Assert.Contains($"{layer}: Pushed", lines);
        Assert.Equal(digest, await SkopeoAsync("inspect", "--tls-verify=false", "--format", "{{.Digest}}", $"docker://{name.Text}"));
        string copy = Directory.CreateTempSubdirectory("berth-push-test-").FullName;
        await SkopeoAsync("copy", "--quiet", "--src-tls-verify=false", "--preserve-digests", $"docker://{name.Text}", $"dir:{copy}");
        Assert.True(File.Exists(Path.Combine(copy, id["sha256:".Length..])));
        Directory.Delete(copy, recursive: true);
        Assert.Equal($"[{server.Host}/one@{digest}]", await TextAsync("image", "inspect", "--format", "{{.RepoDigests}}", name.Text));
    }

    [Fact]
    public async Task Push_OfTheSameAgain_UploadsNothing()
    {
        await using RegistryServer server = await RegistryServer.StartAsync();
        await using PushedName name = await TagAsync(server, "one:1");
        string digest = DigestOf(await LinesAsync("push", name.Text));
        int uploads = Count(server, "\"POST /v2/");

        string[] lines = await LinesAsync("push", name.Text);

        Assert.Equal(digest, DigestOf(lines));
        Assert.Contains(lines, static l => l.EndsWith(": Layer already exists", StringComparison.Ordinal));
        Assert.Equal(uploads, Count(server, "\"POST /v2/"));
    }

    [Fact]
    public async Task Push_ToASecondRepository_MountsTheLayer()
    {
        await using RegistryServer server = await RegistryServer.StartAsync();
        await using PushedName first = await TagAsync(server, "a/one:1");
        await using PushedName second = await TagAsync(server, "b/two:1");
        string digest = DigestOf(await LinesAsync("push", first.Text));

        string[] lines = await LinesAsync("push", second.Text);

        Assert.Contains(lines, static l => l.EndsWith(": Mounted from a/one", StringComparison.Ordinal));
        Assert.Equal(digest, DigestOf(lines));
    }

    [Fact]
    public async Task Push_AllTags_PushesEach()
    {
        await using RegistryServer server = await RegistryServer.StartAsync();
        await using PushedName one = await TagAsync(server, "all:1");
        await using PushedName two = await TagAsync(server, "all:2");

        string[] lines = await LinesAsync("push", "-a", $"{server.Host}/all");

        Assert.Contains(lines, static l => l.StartsWith("1: digest: sha256:", StringComparison.Ordinal));
        Assert.StartsWith("2: digest: sha256:", lines[^1], StringComparison.Ordinal);
        Assert.Equal($"{server.Host}/all:1", await TextAsync("push", "-q", one.Text));
        Assert.Equal("tag can't be used with --all-tags/-a", (await RunAsync("push", "-a", one.Text)).Exited(1).Error.Trim());
    }

    [Theory]
    [InlineData("127.0.0.1:5/none:1", "An image does not exist locally with the tag: 127.0.0.1:5/none")]
    [InlineData("127.0.0.1:5/none@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "cannot push a digest reference")]
    [InlineData("berth-test/busybox:none", "tag does not exist: berth-test/busybox:none")]
    [InlineData("berth-test/busybox@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "cannot push a digest reference")]
    public async Task Push_OfWhatIsNotThere_SaysSo(string name, string error)
    {
        Assert.SkipWhen(
            Target.IsDockerd && error.StartsWith("tag does not exist", StringComparison.Ordinal), "dockerd asks Docker Hub before it looks for the tag, and there is none here");

        Assert.Equal(error, (await RunAsync("push", name)).Exited(1).Error.Trim());
    }

    [Fact]
    public async Task Push_WhereNothingListens_FailsAtOnce()
    {
        string host = $"127.0.0.1:{FreePort.Next()}";
        await TextAsync("tag", Busybox, $"{host}/x");
        try
        {
            Assert.Equal(
                $"Get \"http://{host}/v2/\": dial tcp {host}: connect: connection refused", (await RunAsync("push", $"{host}/x")).Exited(1).Error.Trim());
        }
        finally
        {
            await RunAsync("rmi", $"{host}/x");
        }
    }

    [Fact]
    public async Task Push_OfAnotherPlatform_IsRefused()
    {
        Assert.SkipWhen(Target.IsDockerd, "Debian's dockerd does not know it");

        CommandResult result = (await RunAsync("push", "--platform", "linux/s390x", Busybox)).Exited(1);

        Assert.Contains(" Info -> Using --platform pushes only", result.Output, StringComparison.Ordinal);
        Assert.Equal(
            $"Error response from daemon: image with reference {Busybox} was found but its platform (linux/amd64) does not match the specified platform (linux/s390x)\n",
            result.Error);
    }

    [Fact]
    public async Task Push_ToARegistryWithPasswords_NeedsALogin()
    {
        await using RegistryServer server = await RegistryServer.StartAsync(
            new RegistryServerOptions { Users = new Dictionary<string, string> { ["alice"] = "secret" } });
        await using PushedName name = await TagAsync(server, "private:1");
        string config = Directory.CreateTempSubdirectory("berth-config-").FullName;
        try
        {
            CommandResult before = (await ClientAsync(null, "push", name.Text)).Exited(1);
            (await ClientAsync("secret\n", "login", "-u", "alice", "--password-stdin", server.Host)).Succeeded();
            CommandResult after = (await ClientAsync(null, "push", name.Text)).Succeeded();

            Assert.Equal("no basic auth credentials", before.Error.Trim());
            Assert.Equal(
                DigestOf(after.Lines),
                await SkopeoAsync("inspect", "--tls-verify=false", "--creds", "alice:secret", "--format", "{{.Digest}}", $"docker://{name.Text}"));
        }
        finally
        {
            Directory.Delete(config, recursive: true);
        }

        Task<CommandResult> ClientAsync(string? stdin, params IEnumerable<string> arguments) =>
            Daemon.RunWithVariableAsync($"DOCKER_CONFIG={config}", stdin, arguments);
    }

    [Fact]
    public async Task Push_ToARegistryWithTokens_AsksForTheRightsThatItNeeds()
    {
        await using TokenServer tokens = TokenServer.Start(new Dictionary<string, string> { ["alice"] = "secret" });
        await using RegistryServer server = await RegistryServer.StartAsync(new RegistryServerOptions { Token = tokens.Options });
        await using PushedName one = await TagAsync(server, "a/one:1");
        await using PushedName two = await TagAsync(server, "b/two:1");
        string config = Directory.CreateTempSubdirectory("berth-config-").FullName;
        string auth = Convert.ToBase64String("alice:secret"u8);

        CommandResult nobody = (await ClientAsync(one.Text)).Exited(1);
        await File.WriteAllTextAsync(
            Path.Combine(config, "config.json"), $$$$"""{"auths":{"{{{{server.Host}}}}":{"auth":"{{{{auth}}}}"}}}""", TestContext.Current.CancellationToken);
        CommandResult first = (await ClientAsync(one.Text)).Succeeded();
        CommandResult second = (await ClientAsync(two.Text)).Succeeded();
        Directory.Delete(config, recursive: true);

        Assert.Contains("denied: requested access to the resource is denied", nobody.Error, StringComparison.Ordinal);
        Assert.Equal(DigestOf(first.Lines), DigestOf(second.Lines));
        Assert.Contains(second.Lines, static l => l.EndsWith(": Mounted from a/one", StringComparison.Ordinal));

        // dockerd names the same rights in the other order.
        string rights = Target.IsDockerd ? "push,pull" : "pull,push";
        Assert.Contains(
            tokens.Requests.Select(Uri.UnescapeDataString),
            r => r.Contains("repository:a/one:pull", StringComparison.Ordinal) && r.Contains($"repository:b/two:{rights}", StringComparison.Ordinal));

        Task<CommandResult> ClientAsync(string name) => Daemon.RunWithVariableAsync($"DOCKER_CONFIG={config}", null, "push", name);
    }

    private static string DigestOf(string[] lines) => Regex.Match(lines[^1], "^[^:]+: digest: (sha256:[0-9a-f]{64}) size: [0-9]+$").Groups[1].Value;

    private static int Count(RegistryServer server, string what) => server.Log.Split('\n').Count(l => l.Contains(what, StringComparison.Ordinal));

    private static async Task<string> SkopeoAsync(params IEnumerable<string> arguments) => (await Command.RunAsync("skopeo", arguments)).Succeeded().Text;

    private async Task<string[]> LinesAsync(params IEnumerable<string> arguments) => (await TextAsync(arguments)).Split('\n');

    private async Task<PushedName> TagAsync(RegistryServer server, string name)
    {
        await TextAsync("tag", Busybox, $"{server.Host}/{name}");
        return new PushedName(Daemon, $"{server.Host}/{name}");
    }

    /// <summary>A further name of the busybox image; gone when disposed, with the digest that a push gave it.</summary>
    private sealed class PushedName(Daemon daemon, string text) : IAsyncDisposable
    {
        public string Text => text;

        public async ValueTask DisposeAsync() => await daemon.RunAsync("rmi", text);
    }
}
