using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Images;

/// <summary>What a push does beyond what its user sees.</summary>
public sealed class PushTests
{
    private const int RandomBytes = 24 << 20;

    [Fact]
    public async Task Push_IntoARegistryThatIsKilled_GoesThroughOnceItIsBack()
    {
        await using RegistryServer server = await RegistryServer.StartAsync();
        await using Daemon daemon = await Daemon.StartAsync(new DaemonOptions { WithBusybox = false, Reference = false });
        string name = $"{server.Host}/killed:1";
        await ImportRandomAsync(daemon, name);

        Task<CommandResult> push = daemon.RunAsync("push", name);
        string uploads = Path.Combine(server.Storage, "docker/registry/v2/repositories/killed/_uploads");
        await Condition.WaitAsync("bytes are on their way", () => push.IsCompleted || Size(uploads) > 1 << 20);
        await server.StopAsync();
        await server.StartAgainAsync();
        CommandResult result = (await push).Succeeded();

        Assert.Equal(DigestOf(result), await InspectAsync(name));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(daemon.DataRoot, "tmp")));
    }

    [Fact]
    public async Task Push_ThatDockerdPulls_IsTheSameImageThere()
    {
        await using RegistryServer server = await RegistryServer.StartAsync();
        await using Daemon daemon = await Daemon.StartAsync(new DaemonOptions { Reference = false });
        await using Daemon dockerd = await Daemon.StartAsync(new DaemonOptions { WithBusybox = false, Reference = true });
        string name = $"{server.Host}/shared:1";
        (await daemon.RunAsync("tag", Daemon.Busybox, name)).Succeeded();

        string digest = DigestOf((await daemon.RunAsync("push", name)).Succeeded());
        (await dockerd.RunAsync("pull", name)).Succeeded();

        string format = "{{.Id}} {{json .RepoDigests}} {{json .RootFS.Layers}}";
        string there = (await dockerd.RunAsync("image", "inspect", "--format", format, name)).Succeeded().Text;
        Assert.Contains($"{server.Host}/shared@{digest}", there, StringComparison.Ordinal);
        string id = (await daemon.RunAsync("image", "inspect", "--format", "{{.Id}}", name)).Succeeded().Text;
        Assert.StartsWith(id, there, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Push_OfWhatWasPulled_HasTheDigestThatWasPulled()
    {
        await using RegistryServer from = await RegistryServer.StartAsync();
        await using RegistryServer to = await RegistryServer.StartAsync();
        await using Daemon maker = await Daemon.StartAsync(new DaemonOptions { Reference = false });
        await using Daemon daemon = await Daemon.StartAsync(new DaemonOptions { WithBusybox = false, Reference = false });
        (await maker.RunAsync("tag", Daemon.Busybox, $"{from.Host}/made:1")).Succeeded();
        (await maker.RunAsync("push", $"{from.Host}/made:1")).Succeeded();
        string[] copy = ["copy", "--quiet", "--format", "oci", "--src-tls-verify=false", "--dest-tls-verify=false"];
        (await Command.RunAsync("skopeo", [.. copy, $"docker://{from.Host}/made:1", $"docker://{from.Host}/oci:1"])).Succeeded();

        (await daemon.RunAsync("pull", $"{from.Host}/oci:1")).Succeeded();
        (await daemon.RunAsync("tag", $"{from.Host}/oci:1", $"{to.Host}/oci:1")).Succeeded();
        CommandResult push = (await daemon.RunAsync("push", $"{to.Host}/oci:1")).Succeeded();

        Assert.Equal(await InspectAsync($"{from.Host}/oci:1"), DigestOf(push));
        Assert.Equal(DigestOf(push), await InspectAsync($"{to.Host}/oci:1"));
        Assert.NotEqual(await InspectAsync($"{from.Host}/made:1"), DigestOf(push));
    }

    [Fact]
    public async Task Push_WithZstd_IsWhatSkopeoReads()
    {
        await using RegistryServer server = await RegistryServer.StartAsync();
        await using Daemon daemon = await Daemon.StartAsync(new DaemonOptions { Reference = false, Arguments = ["--push-compression", "zstd"] });
        string name = $"{server.Host}/zstd:1";
        (await daemon.RunAsync("tag", Daemon.Busybox, name)).Succeeded();

        string digest = DigestOf((await daemon.RunAsync("push", name)).Succeeded());

        string raw = (await Command.RunAsync("skopeo", ["inspect", "--raw", "--tls-verify=false", $"docker://{name}"])).Succeeded().Output;
        using JsonDocument manifest = JsonDocument.Parse(raw);
        Assert.Equal("application/vnd.oci.image.layer.v1.tar+zstd", manifest.RootElement.GetProperty("layers")[0].GetProperty("mediaType").GetString());
        string archive = Path.Combine(daemon.Root, "copy");
        (await Command.RunAsync("skopeo", ["copy", "--quiet", "--src-tls-verify=false", $"docker://{name}", $"oci:{archive}"])).Succeeded();
        Assert.Equal(digest, await InspectAsync(name));
    }

    [Fact]
    public async Task Push_IsAnEvent_AndItsStreamEndsWithWhatWasPushed()
    {
        await using RegistryServer server = await RegistryServer.StartAsync();
        await using Daemon daemon = await Daemon.StartAsync(new DaemonOptions { Reference = false });
        (await daemon.RunAsync("tag", Daemon.Busybox, $"{server.Host}/event:1")).Succeeded();

        using HttpResponseMessage answer = await daemon.Http.PostAsync(
            new Uri($"/v1.51/images/{server.Host}/event/push?tag=1", UriKind.Relative), null, TestContext.Current.CancellationToken);
        string[] lines = (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        string events = await daemon.Http.GetStringAsync(
            new Uri($"/events?since=0&until={TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 1}&filters=%7B%22event%22%3A%5B%22push%22%5D%7D", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal($$"""{"status":"The push refers to repository [{{server.Host}}/event]"}""", lines[0]);
        Assert.Matches("^{\"status\":\"Preparing\",\"progressDetail\":{},\"id\":\"[0-9a-f]{12}\"}$", lines[1]);
        Assert.Matches("^{\"status\":\"1: digest: sha256:[0-9a-f]{64} size: [0-9]+\"}$", lines[^2]);
        Assert.Matches("^{\"progressDetail\":{},\"aux\":{\"Tag\":\"1\",\"Digest\":\"sha256:[0-9a-f]{64}\",\"Size\":[0-9]+}}$", lines[^1]);
        Assert.Contains($"\"ID\":\"{server.Host}/event:1\"", events, StringComparison.Ordinal);
    }

    private static string DigestOf(CommandResult push) => Regex.Match(push.Lines[^1], "digest: (sha256:[0-9a-f]{64}) size:").Groups[1].Value;

    private static async Task<string> InspectAsync(string name) =>
        (await Command.RunAsync("skopeo", ["inspect", "--tls-verify=false", "--format", "{{.Digest}}", $"docker://{name}"])).Succeeded().Text;

    private static long Size(string folder) => Directory.Exists(folder)
        ? new DirectoryInfo(folder).EnumerateFiles("data", SearchOption.AllDirectories).Sum(static file => file.Length)
        : 0;

    private static async Task ImportRandomAsync(Daemon daemon, string name)
    {
        var archive = new MemoryStream();
        await using (var tar = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
        {
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "random")
            {
                DataStream = new MemoryStream(RandomNumberGenerator.GetBytes(RandomBytes)),
            });
        }

        archive.Position = 0;
        (await daemon.RunWithStreamAsync(archive, "import", "-", name)).Succeeded();
    }
}
