using System.Formats.Tar;
using System.IO.Compression;
using System.Text.RegularExpressions;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli;

/// <summary>
/// The commands of the tutorial that the project began with ("镜像、容器、仓库"), in its order, with outputs of its form. Docker Hub's part is
/// played by Debian's docker-registry on the loopback, and by a server that answers searches.
/// </summary>
public sealed class SeedTests(SharedDaemon shared) : CliTest(shared), IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("berth-seed-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Images_ListedAndRemoved_AsInTheTutorial()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        string untagged = await ImportAsync(daemon, "untagged", []);
        string other = await ImportAsync(daemon, "other", []);
        string named = await ImportAsync(daemon, "named", ["hello-world"]);

        // docker images, docker image ls
        string[] images = (await daemon.RunAsync("images")).Succeeded().Lines;
        Assert.Matches("^REPOSITORY +TAG +IMAGE ID +CREATED +SIZE$", images[0]);
        Assert.Contains(images, line => ImageRow("hello-world", "latest", named).IsMatch(line));
        Assert.Equal(2, images.Count(line => line.StartsWith("<none>", StringComparison.Ordinal)));
        Assert.Equal(images.Order(), (await daemon.RunAsync("image", "ls")).Succeeded().Lines.Order());

        // docker image rm SHORT-ID
        string[] removed = (await daemon.RunAsync("image", "rm", untagged["sha256:".Length..][..6])).Succeeded().Lines;
        Assert.Equal($"Deleted: {untagged}", removed[0]);
        Assert.All(removed, line => Assert.Matches("^Deleted: sha256:[0-9a-f]{64}$", line));

        // docker image rm LONG-ID
        removed = (await daemon.RunAsync("image", "rm", other["sha256:".Length..][..12])).Succeeded().Lines;
        Assert.Equal($"Deleted: {other}", removed[0]);

        // docker image rm NAME:TAG
        removed = (await daemon.RunAsync("image", "rm", "hello-world:latest")).Succeeded().Lines;
        Assert.Equal(["Untagged: hello-world:latest", $"Deleted: {named}"], removed[..2]);

        // docker image ls --digests
        string[] digests = (await daemon.RunAsync("image", "ls", "--digests")).Succeeded().Lines;
        Assert.Matches("^REPOSITORY +TAG +DIGEST +IMAGE ID +CREATED +SIZE$", digests[0]);
        Assert.Matches("^berth-test/busybox +latest +<none> +[0-9a-f]{12} +.+ ago +[0-9.]+[kM]?B$", digests[1]);
        Assert.Equal(2, digests.Length);
    }

    [Fact]
    public async Task Containers_RunExportedAndImported_AsInTheTutorial()
    {
        await using Daemon daemon = await Daemon.StartAsync();

        // docker run -t -i … ; docker container kill ID
        string id = (await daemon.RunAsync("run", "-t", "-i", "-d", Busybox, "/bin/sh")).Succeeded().Text;
        Assert.Matches("^[0-9a-f]{64}$", id);
        Assert.Equal(id[..12], (await daemon.RunAsync("container", "kill", id[..12])).Succeeded().Text);
        await daemon.RunAsync("wait", id);

        // docker ps -a
        string[] list = (await daemon.RunAsync("ps", "-a")).Succeeded().Lines;
        Assert.Matches("^CONTAINER ID +IMAGE +COMMAND +CREATED +STATUS +PORTS +NAMES$", list[0]);
        Assert.Matches($"^{id[..12]} +{Busybox[..^":latest".Length]}(:latest)? +\"/bin/sh\" +.+ ago +Exited \\(137\\) .+ ago +[a-z]+_[a-z]+$", list[1]);

        // docker export ID > lnmp.tar ; cat lnmp.tar | docker import - import/lnmp:v1.0
        string archive = Path.Combine(_folder, "lnmp.tar");
        (await daemon.RunAsync("export", "-o", archive, id)).Succeeded();
        string image;
        await using (FileStream stream = File.OpenRead(archive))
        {
            image = (await daemon.RunWithStreamAsync(stream, "import", "-", "import/lnmp:v1.0")).Succeeded().Text;
        }

        Assert.Matches("^sha256:[0-9a-f]{64}$", image);
        Assert.Contains((await daemon.RunAsync("images")).Succeeded().Lines, line => ImageRow("import/lnmp", "v1.0", image).IsMatch(line));
        Assert.Equal("hi", (await daemon.RunAsync("run", "--rm", "import/lnmp:v1.0", "/bin/sh", "-c", "echo hi")).Succeeded().Text);

        // docker import http://example.com/exampleimage.tgz example/imagerepo
        using var server = new SearchServer("", await ArchiveAsync("from the web", gzip: true));
        string[] lines = (await daemon.RunAsync("import", $"http://{server.Host}/files/exampleimage.tgz", "example/imagerepo")).Succeeded().Lines;
        Assert.Contains((await daemon.RunAsync("images")).Succeeded().Lines, line => ImageRow("example/imagerepo", "latest", lines[^1]).IsMatch(line));

        // docker container prune
        CommandResult prune = (await daemon.RunWithInputAsync("y\n", "container", "prune")).Succeeded();
        Assert.Contains("WARNING! This will remove all stopped containers.", prune.Output, StringComparison.Ordinal);
        Assert.Contains(id, prune.Lines);
    }

    [Fact]
    public async Task Hub_LoginLogoutAndSearch_AsInTheTutorial()
    {
        await using RegistryServer registry = await RegistryServer.StartAsync(
            new RegistryServerOptions { Users = new Dictionary<string, string> { ["wangxiong"] = "secret" } });

        // docker login
        await using (Terminal terminal = Terminal.Start("env", [$"DOCKER_CONFIG={_folder}", Client, "-H", Daemon.Host, "login", registry.Host]))
        {
            await terminal.ExpectAsync("Username: ");
            await terminal.TypeAsync("wangxiong\n");
            await terminal.ExpectAsync("Password: ");
            await terminal.TypeAsync("secret\n");
            await terminal.ExpectAsync("stored unencrypted");
            await terminal.ExpectAsync("Configure a credential helper to remove this warning. See");
            await terminal.ExpectAsync("Login Succeeded");
            Assert.Equal(0, await terminal.WaitAsync());
            Assert.DoesNotContain("secret", terminal.Screen, StringComparison.Ordinal);
        }

        // docker logout
        string logout = (await Daemon.RunWithVariableAsync($"DOCKER_CONFIG={_folder}", null, "logout", registry.Host)).Succeeded().Text;
        Assert.Equal($"Removing login credentials for {registry.Host}", logout);

        // docker search wangxiong
        const string Result = """
            {"name":"wangxiong/lnmp","description":"利用Dockfile 定制的LNMP镜像","star_count":0,"is_official":false,"is_automated":true}
            """;
        using var server = new SearchServer(Result, []);
        string[] found = (await RunAsync("search", $"{server.Host}/wangxiong")).Succeeded().Lines;
        Assert.Matches("^NAME +DESCRIPTION +STARS +OFFICIAL( +AUTOMATED)?$", found[0]);
        Assert.Matches($"^({Regex.Escape(server.Host)}/)?wangxiong/lnmp +利用Dockfile 定制的LNMP镜像 +0 ", found[1]);
        Assert.Contains("q=wangxiong", server.Query, StringComparison.Ordinal);
    }

    private static string Client => Target.IsDockerClient ? "docker" : Installation.Binary("berth");

    private static Regex ImageRow(string repository, string tag, string id) =>
        new($"^{Regex.Escape(repository)} +{Regex.Escape(tag)} +{id["sha256:".Length..][..12]} +.+ ago +[0-9.]+[kM]?B$");

    /// <summary>Imports an image that differs from every other by its text.</summary>
    private static async Task<string> ImportAsync(Daemon daemon, string text, string[] name)
    {
        using var archive = new MemoryStream(await ArchiveAsync(text, gzip: false));
        return (await daemon.RunWithStreamAsync(archive, ["import", "-", .. name])).Succeeded().Text;
    }

    private static async Task<byte[]> ArchiveAsync(string text, bool gzip)
    {
        using var bytes = new MemoryStream();
        await using (Stream target = gzip ? new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true) : bytes)
        {
            await using var archive = new TarWriter(target, leaveOpen: true);
            await archive.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "text")
            {
                DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)),
            });
        }

        return bytes.ToArray();
    }
}
