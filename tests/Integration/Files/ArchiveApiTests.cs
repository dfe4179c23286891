using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using Berth.Harness;
using Berth.Integration.Cli;
using Xunit;

namespace Berth.Integration.Files;

/// <summary>HEAD, GET and PUT of <c>/containers/{id}/archive</c>; what differs on purpose from dockerd 20.10 says so.</summary>
public sealed class ArchiveApiTests(SharedDaemon shared) : CliTest(shared)
{
    private const string Make =
        "mkdir -p /a/b; echo hi >/a/f; ln /a/f /a/h; ln -s f /a/s; ln -s b /a/sd; ln -s /nowhere /a/dang; mknod /a/p p; echo x >/a/b/x; chmod 4755 /a/f";

    [Theory]
    [InlineData("/", "/", 0x800001edu, "")]
    [InlineData("/a/", "a", 0x800001edu, "")]
    [InlineData("/a/.", ".", 0x800001edu, "")]
    [InlineData("a/b/../f", "f", 8389101u, "")]
    [InlineData("/a/s", "s", 134218239u, "/a/f")]
    [InlineData("/a/sd/", "sd", 0x800001edu, "")]
    [InlineData("/a/dang", "dang", 134218239u, "/nowhere")]
    [InlineData("/a/p", "p", 33554852u, "")]
    public async Task Head_OfAPath_SaysWhatItIs(string path, string name, uint mode, string linkTarget)
    {
        string container = await MadeAsync();

        JsonElement stat = (await new ArchiveClient(Daemon, container).StatAsync(path))!.Value;

        Assert.Equal((name, mode, linkTarget), (stat.GetProperty("name").GetString(), stat.GetProperty("mode").GetUInt32(), stat.GetProperty("linkTarget").GetString()));
        await TextAsync("rm", container);
    }

    [Fact]
    public async Task Get_OfPaths_IsNamedAsDockerDoes()
    {
        string container = await MadeAsync();
        var client = new ArchiveClient(Daemon, container);

        Assert.Equal(["a/", "a/b/", "a/b/x", "a/dang -> /nowhere", "a/f", "a/h -> a/f", "a/p", "a/s -> f", "a/sd -> b"], await client.ListAsync("/a"));
        Assert.Equal(["./", "./x"], await client.ListAsync("/a/b/."));
        Assert.Equal(["sd/", "sd/x"], await client.ListAsync("/a/sd/"));
        Assert.Equal(["sd -> b"], await client.ListAsync("/a/sd"));
        Assert.Equal(["f"], await client.ListAsync("a/f"));
        Assert.Contains("/a/f", await client.ListAsync("/"));
        await TextAsync("rm", container);
    }

    [Fact]
    public async Task Get_OfWhatIsNotThere_Is404InDockersWords()
    {
        string container = await MadeAsync();
        var client = new ArchiveClient(Daemon, container);

        Assert.Equal(new ArchiveClient.Answer(404, $"Could not find the file /nope in container {container}"), await client.FailAsync("/nope"));
        Assert.Equal(404, (await client.FailAsync("/a/dang/")).Status);
        Assert.Null(await client.StatAsync("/a/b/none"));
        Assert.Equal(new ArchiveClient.Answer(404, "No such container: nobody"), await new ArchiveClient(Daemon, "nobody").FailAsync("/"));
        Assert.Contains("not a directory", (await client.FailAsync("/a/f/")).Message, StringComparison.Ordinal);
        await TextAsync("rm", container);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Archive_OfAVolume_IsReadAndWritten(bool running)
    {
        string name = NewName(), volume = NewName();
        await TextAsync("run", running ? "-d" : "-i", "--name", name, "--network", "none", "-v", $"{volume}:/vol", Busybox, "sh", "-c", $"echo v >/vol/v; {(running ? "sleep 1000" : "true")}");
        var client = new ArchiveClient(Daemon, name);
        await Condition.WaitAsync("the file", async () => await client.StatAsync("/vol/v") is not null);

        Assert.Equal(200, (await client.PutAsync("/vol", Tar("new", "n"))).Status);

        Assert.Equal(["vol/", "vol/new", "vol/v"], await client.ListAsync("/vol"));
        Assert.Equal("n", await ShellAsync("cat /x/new", "--network", "none", "-v", $"{volume}:/x"));
        await TextAsync("rm", "-f", name);
        await Daemon.RunAsync("volume", "rm", volume);
    }

    [Fact]
    public async Task Put_IntoANewContainersVolume_IsThereWhenItStarts()
    {
        string name = NewName();
        await TextAsync("create", "--name", name, "--network", "none", "-v", "/fresh", Busybox, "sh", "-c", "cat /fresh/f /tmp/g");
        var client = new ArchiveClient(Daemon, name);

        Assert.Equal(200, (await client.PutAsync("/fresh", Tar("f", "in volume "))).Status);
        Assert.Equal(200, (await client.PutAsync("/tmp", Tar("g", "in root"))).Status);

        Assert.Equal("in volume in root", await TextAsync("start", "-a", name));
        await TextAsync("rm", "-v", name);
    }

    [Fact]
    public async Task Put_WhereItIsReadOnly_IsRefusedInDockersWords()
    {
        string bind = Directory.CreateTempSubdirectory("berth-bind-").FullName;
        await using TestContainer container = await StartSleeperAsync("--network", "none", "--read-only", "-v", $"{bind}:/ro:ro", "-v", "/rw");
        var client = new ArchiveClient(Daemon, container.Name);

        Assert.Equal("container rootfs is marked read-only", (await client.PutAsync("/tmp", Tar("f", "x"))).Message);
        Assert.Equal("mounted volume is marked read-only", (await client.PutAsync("/ro", Tar("f", "x"))).Message);
        Assert.Equal(200, (await client.PutAsync("/rw", Tar("f", "x"))).Status);
        Directory.Delete(bind, recursive: true);
    }

    [Fact]
    public async Task Put_IntoWhatIsNoDirectory_IsRefused()
    {
        string container = await MadeAsync();
        var client = new ArchiveClient(Daemon, container);

        Assert.Equal("extraction point is not a directory", (await client.PutAsync("/a/f", Tar("x", "x"))).Message);
        Assert.Equal(404, (await client.PutAsync("/none", Tar("x", "x"))).Status);
        Assert.Equal(404, (await client.PutAsync("/a/dang", Tar("x", "x"))).Status);
        Assert.Equal(200, (await client.PutAsync("/a/sd", Tar("through", "x"))).Status);
        Assert.NotNull(await client.StatAsync("/a/b/through"));
        await TextAsync("rm", container);
    }

    [Fact]
    public async Task Put_Compressed_IsUndoneOrRefused()
    {
        string container = await MadeAsync();
        var client = new ArchiveClient(Daemon, container);
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Tar("gz", "x"), TestContext.Current.CancellationToken);
        }

        Assert.Equal(200, (await client.PutAsync("/a", packed.ToArray())).Status);
        Assert.NotNull(await client.StatAsync("/a/gz"));
        if (!Target.IsDockerd)
        {
            // dockerd runs xz, which is how CVE-2026-41567 came to be.
            ArchiveClient.Answer xz = await client.PutAsync("/a", [0xfd, .. "7zXZ"u8, 0, 1, 2]);
            Assert.Equal(new ArchiveClient.Answer(400, "xz compression is not supported; use gzip or zstd"), xz);
        }

        await TextAsync("rm", container);
    }

    [Fact]
    public async Task Put_OverAMountedFile_IsBusy()
    {
        await using TestContainer container = await StartSleeperAsync("--network", "none");

        ArchiveClient.Answer answer = await new ArchiveClient(Daemon, container.Name).PutAsync("/etc", Tar("hosts", "mine"));

        Assert.EndsWith("unlinkat /etc/hosts: device or resource busy", answer.Message, StringComparison.Ordinal);
        Assert.Contains("localhost", await container.ShellAsync("cat /etc/hosts"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Put_WithOwners_TakesTheArchivesOrTheContainersUser()
    {
        // dockerd 20.10 looks the user up on the host, and so finds none.
        Assert.SkipWhen(Target.IsDockerd, "dockerd looks the container's user up on the host");
        await using TestContainer container = await StartSleeperAsync("--network", "none", "--user", "app");
        var client = new ArchiveClient(Daemon, container.Name);
        byte[] archive = Tar("f", "x", 1234);

        Assert.Equal(200, (await client.PutAsync("/tmp", archive)).Status);
        Assert.Equal("1234:1234", await container.ShellAsync("stat -c %u:%g /tmp/f"));
        Assert.Equal(200, (await client.PutAsync("/tmp", archive, "&copyUIDGID=1")).Status);
        Assert.Equal("1000:1000", await container.ShellAsync("stat -c %u:%g /tmp/f"));
    }

    [Fact]
    public async Task Archive_OfARunningContainersTmpfs_IsReadAndWritten()
    {
        // dockerd does not see what is mounted in a container's own namespace.
        Assert.SkipWhen(Target.IsDockerd, "dockerd sees no tmpfs");
        await using TestContainer container = await StartSleeperAsync("--network", "none", "--tmpfs", "/t");
        var client = new ArchiveClient(Daemon, container.Name);
        await container.ShellAsync("echo in >/t/f");

        Assert.Equal(["t/", "t/f"], await client.ListAsync("/t"));
        Assert.Equal(200, (await client.PutAsync("/t", Tar("g", "x"))).Status);
        Assert.Equal("x", await container.ShellAsync("cat /t/g"));
    }

    [Fact]
    public async Task Archive_OfARunningContainer_HasNothingOfTheKernels()
    {
        await using TestContainer container = await StartSleeperAsync("--network", "none");
        var client = new ArchiveClient(Daemon, container.Name);

        string[] names = await client.ListAsync("/");

        Assert.DoesNotContain(names, static name => name.StartsWith("/proc/", StringComparison.Ordinal) && name.Length > "/proc/".Length);
        Assert.DoesNotContain(names, static name => name.StartsWith("/sys/", StringComparison.Ordinal) && name.Length > "/sys/".Length);
        Assert.Equal(404, (await client.FailAsync("/proc/1/environ")).Status);
        Assert.Equal(404, (await client.FailAsync("/proc/self/cwd")).Status);
        if (!Target.IsDockerd)
        {
            // dockerd writes into the directory below the mount, where nobody sees it.
            Assert.Equal(404, (await client.PutAsync("/proc", Tar("sysrq-trigger", "x"))).Status);
        }
    }

    [Fact]
    public async Task Archive_ReadAndWritten_IsToldAsEvents()
    {
        string container = await MadeAsync();
        var client = new ArchiveClient(Daemon, container);
        await client.GetAsync("/a");
        await client.PutAsync("/a", Tar("e", "x"));

        string filters = Uri.EscapeDataString($"{{\"container\":[\"{container}\"]}}");
        string events = await Daemon.Http.GetStringAsync(
            new Uri($"/events?since=0&until={DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 1}&filters={filters}", UriKind.Relative), TestContext.Current.CancellationToken);
        string[] actions = [.. events.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement.GetProperty("Action").GetString()!)];

        Assert.Equal(["archive-path", "extract-to-dir"], actions.Where(static a => a.Contains('-', StringComparison.Ordinal)));
        await TextAsync("rm", container);
    }

    private async Task<string> MadeAsync()
    {
        string name = NewName();
        await TextAsync("run", "--name", name, "--network", "none", Busybox, "sh", "-c", Make);
        return name;
    }

    private static byte[] Tar(string name, string content, int owner = 0)
    {
        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name)
            {
                DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content)),
                Uid = owner,
                Gid = owner,
            });
        }

        return archive.ToArray();
    }
}
