using System.Formats.Tar;
using System.Net;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Images;

/// <summary>Images as archives: what is saved is what other engines and tools read, and comes back as the same image.</summary>
public sealed class SaveTests(SharedDaemon shared) : CliTest(shared), IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("berth-test-save-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Save_ThenLoad_IsTheSameImage()
    {
        string name = await CommitAsync();
        string id = await IdAsync(name);
        string file = PathOf("one.tar");
        await TextAsync("save", "-o", file, name);
        await TextAsync("rmi", name);

        Assert.Equal($"Loaded image: {name}", await TextAsync("load", "-i", file));

        Assert.Equal(id, await IdAsync(name));
        Assert.Equal("kept 2711 new", await TextAsync("run", "--rm", "--network", "none", name, "sh", "-c", "echo $(cat /kept) $(stat -c %a /kept) $(ls /www)"));
        Assert.Equal($"Loaded image: {name}", await TextAsync("load", "-q", "-i", file));
        await TextAsync("rmi", name);
    }

    [Fact]
    public async Task Save_ById_HasNoName()
    {
        string name = await CommitAsync();
        string id = await IdAsync(name);
        await TextAsync("save", "-o", PathOf("id.tar"), id[7..19]);
        await TextAsync("rmi", name);

        Assert.Equal($"Loaded image ID: {id}", await TextAsync("load", "-i", PathOf("id.tar")));
        await TextAsync("rmi", id);
    }

    [Fact]
    public async Task Save_SeveralImages_SharesTheirLayers()
    {
        string name = await CommitAsync();
        await TextAsync("save", "-o", PathOf("both.tar"), name, Busybox);
        await TextAsync("save", "-o", PathOf("one.tar"), name);

        Assert.InRange(new FileInfo(PathOf("both.tar")).Length - new FileInfo(PathOf("one.tar")).Length, 0, 32 << 10);
        Assert.Equal(
            [$"Loaded image: {Busybox}", $"Loaded image: {name}"],
            (await TextAsync("load", "-i", PathOf("both.tar"))).Split('\n').Order(StringComparer.Ordinal));
        await TextAsync("rmi", name);
    }

    [Fact]
    public async Task Save_ThenLoadThenSave_IsTheSameFile()
    {
        Assert.SkipWhen(Target.IsDockerd, "dockerd's archive has the time at which it was written");
        string name = await CommitAsync();
        await TextAsync("save", "-o", PathOf("one.tar"), name, Busybox);
        await using Daemon other = await Daemon.StartAsync(new DaemonOptions { WithBusybox = false });
        (await other.RunAsync("load", "-i", PathOf("one.tar"))).Succeeded();
        (await other.RunAsync("save", "-o", PathOf("two.tar"), name, Busybox)).Succeeded();

        Assert.Equal("", await DifferenceAsync(PathOf("one.tar"), PathOf("two.tar")));
        await TextAsync("rmi", name);
    }

    /// <summary>What docker since 25 writes.</summary>
    [Fact]
    public async Task Save_AnArchive_HasBothFormats()
    {
        Assert.SkipWhen(Target.IsDockerd, "dockerd 20.10 writes the older format only");
        await TextAsync("save", "-o", PathOf("one.tar"), Busybox);

        string[] names = [.. (await EntriesAsync(PathOf("one.tar"))).Select(static entry => entry.Name)];

        Assert.Equal(["blobs/", "blobs/sha256/"], names[..2]);
        Assert.All(names[2..^4], static name => Assert.StartsWith("blobs/sha256/", name, StringComparison.Ordinal));
        Assert.Equal(["index.json", "manifest.json", "oci-layout", "repositories"], names[^4..]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(PathOf("one.tar")));
    }

    [Theory]
    [InlineData("docker-archive")]
    [InlineData("oci-archive")]
    public async Task Save_AnArchive_IsReadBySkopeo(string transport)
    {
        Assert.SkipWhen(Target.IsDockerd && transport == "oci-archive", "dockerd 20.10 writes the older format only");
        string name = await CommitAsync();
        await TextAsync("save", "-o", PathOf("one.tar"), name);

        (await Command.RunAsync("skopeo", ["copy", "--insecure-policy", $"{transport}:{PathOf("one.tar")}", $"dir:{PathOf("copy")}"])).Succeeded();

        using var manifest = System.Text.Json.JsonDocument.Parse(await File.ReadAllBytesAsync(PathOf("copy/manifest.json"), Cancellation));
        Assert.Equal(await IdAsync(name), manifest.RootElement.GetProperty("config").GetProperty("digest").GetString());
        await TextAsync("rmi", name);
    }

    [Fact]
    public async Task Save_AnArchive_IsLoadedByDockerd()
    {
        Assert.SkipWhen(Target.IsDockerd, "it is dockerd");
        string name = await CommitAsync();
        string id = await IdAsync(name);
        await TextAsync("save", "-o", PathOf("one.tar"), name, Busybox);
        await using Daemon dockerd = await Daemon.StartAsync(new DaemonOptions { WithBusybox = false, Reference = true });

        Assert.Contains($"Loaded image: {name}", (await dockerd.RunAsync("load", "-i", PathOf("one.tar"))).Succeeded().Text, StringComparison.Ordinal);

        Assert.Equal(id, (await dockerd.RunAsync("inspect", "-f", "{{.Id}}", name)).Succeeded().Text);
        (await dockerd.RunAsync("save", "-o", PathOf("back.tar"), name)).Succeeded();
        await TextAsync("rmi", name);
        Assert.Equal($"Loaded image: {name}", await TextAsync("load", "-i", PathOf("back.tar")));
        Assert.Equal(id, await IdAsync(name));
        await TextAsync("rmi", name);
    }

    [Theory]
    [InlineData("oci-archive", "gzip")]
    [InlineData("oci-archive", "zstd")]
    [InlineData("docker-archive", "")]
    public async Task Load_WhatSkopeoWrote_IsTheSameImage(string transport, string compression)
    {
        Assert.SkipWhen(Target.IsDockerd && transport == "oci-archive", "dockerd 20.10 does not know OCI layouts");
        string name = await CommitAsync();
        string id = await IdAsync(name);
        await TextAsync("save", "-o", PathOf("one.tar"), name);
        string[] options = compression.Length > 0 ? ["--dest-compress", "--dest-compress-format", compression] : [];
        string target = $"{transport}:{PathOf("copy.tar")}:{name}";
        (await Command.RunAsync("skopeo", ["copy", "--insecure-policy", .. options, $"{transport}:{PathOf("one.tar")}", target])).Succeeded();
        await TextAsync("rmi", name);

        Assert.Equal($"Loaded image: {name}", await TextAsync("load", "-i", PathOf("copy.tar")));

        Assert.Equal(id, await IdAsync(name));
        await TextAsync("rmi", name);
    }

    [Fact]
    public async Task Save_WhatIsNotHere_IsAnErrorBeforeTheFirstByte()
    {
        CommandResult result = await RunAsync("save", "-o", PathOf("none.tar"), Busybox, "nobody");
        using HttpResponseMessage answer = await Daemon.Http.GetAsync(new Uri($"/images/get?names={Busybox}&names=nobody:1", UriKind.Relative), Cancellation);

        Assert.Equal((1, "Error response from daemon: No such image: nobody\n"), (result.ExitCode, result.Error));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty(_directory.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task Save_ToATerminal_IsRefused()
    {
        await using Terminal terminal = Daemon.OpenTerminal("save", Busybox);

        await terminal.ExpectAsync("cowardly refusing to save to a terminal. Use the -o flag or redirect");
    }

    [Fact]
    public async Task Platform_ThatNoImageHas_IsAnError()
    {
        Assert.SkipWhen(Target.IsDockerd, "dockerd 20.10 knows no platform here");
        await TextAsync("save", "--platform", "linux/amd64", "-o", PathOf("one.tar"), Busybox);

        CommandResult save = await RunAsync("save", "--platform", "linux/s390x", "-o", PathOf("none.tar"), Busybox);
        CommandResult load = await RunAsync("load", "--platform", "linux/s390x", "-i", PathOf("one.tar"));
        CommandResult wrong = await RunAsync("load", "--platform", "a/b/c/d", "-i", PathOf("one.tar"));

        Assert.Equal((1, "Error response from daemon: no suitable export target found for platform linux/s390x\n"), (save.ExitCode, save.Error));
        Assert.Equal((1, "Error response from daemon: no images providing the requested platform linux/s390x found\n"), (load.ExitCode, load.Error));
        Assert.Equal((1, "invalid platform: \"a/b/c/d\": cannot parse platform specifier: invalid argument\n"), (wrong.ExitCode, wrong.Error));
        Assert.Equal($"Loaded image: {Busybox}", await TextAsync("load", "--platform", "linux/amd64", "-i", PathOf("one.tar")));
    }

    [Fact]
    public async Task Load_ANameInUse_TakesItFromTheOther()
    {
        string name = await CommitAsync();
        string id = await IdAsync(name);
        await TextAsync("save", "-o", PathOf("one.tar"), name);
        await TextAsync("rmi", name);
        await TextAsync("tag", Busybox, name);

        Assert.Equal(
            [$"The image {name} already exists, renaming the old one with ID {await IdAsync(Busybox)} to empty string", $"Loaded image: {name}"],
            (await TextAsync("load", "-i", PathOf("one.tar"))).Split('\n'));
        Assert.Equal(id, await IdAsync(name));
        await TextAsync("rmi", name);
    }

    private string PathOf(string name) => Path.Combine(_directory.FullName, name);

    private Task<string> IdAsync(string name) => TextAsync("inspect", "--type", "image", "-f", "{{.Id}}", name);

    /// <summary>An image of busybox and a layer with something of everything.</summary>
    private async Task<string> CommitAsync()
    {
        string name = NewName();
        await TextAsync(
            "run", "--name", name, "--network", "none", Busybox, "sh", "-c",
            "echo kept > /kept; chmod 2711 /kept; ln /kept /link; ln -s /kept /symlink; mknod /fifo p; rm -r /www; mkdir /www; echo x > /www/new; rm /bin/true; "
            + "mkdir -p /a/b; touch -d '2001-02-03 04:05:06' /a/b/old; chown 1000:1000 /a/b");
        await TextAsync("commit", name, $"{name}:v1");
        await TextAsync("rm", name);
        return $"{name}:v1";
    }

    private static async Task<string> DifferenceAsync(string one, string two)
    {
        CommandResult result = await Command.RunAsync("cmp", [one, two], stdin: (string?)null);
        return result.Output + result.Error;
    }

    private static async Task<List<TarEntry>> EntriesAsync(string path)
    {
        await using FileStream file = File.OpenRead(path);
        await using var reader = new TarReader(file);
        var entries = new List<TarEntry>();
        while (await reader.GetNextEntryAsync() is { } entry)
        {
            entries.Add(entry);
        }

        return entries;
    }
}
