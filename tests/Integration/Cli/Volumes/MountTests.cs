using System.Text;
using System.Text.Json;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Volumes;

public sealed class MountTests(SharedDaemon shared) : CliTest(shared), IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("berth-test-mount-");

    [Fact]
    public async Task Volume_NewOnTheImagesFiles_GetsThem()
    {
        string name = NewName();
        string id = await TextAsync("create", "-v", $"{name}:/home/app", "-v", "/bin", Busybox, "ls", "/bin/busybox");

        // At the making, not at the first start; with owners as in the image.
        string data = $"{Daemon.DataRoot}/volumes/{await TextAsync("inspect", "-f", "{{range .Mounts}}{{if eq .Destination \"/bin\"}}{{.Name}}{{end}}{{end}}", id)}/_data";
        Assert.True(File.Exists(Path.Combine(data, "busybox")));
        Assert.Equal("busybox", new FileInfo(Path.Combine(data, "ls")).LinkTarget);
        Assert.Equal("/bin/busybox", await TextAsync("start", "-a", id));

        await TextAsync("rm", "-v", id);
        Assert.False(Directory.Exists(data));
        Assert.Equal("0", await ShellAsync("ls /bin2 | wc -l", "--mount", $"type=volume,source={name},target=/bin2,volume-nocopy"));
        await TextAsync("volume", "rm", name);
    }

    [Fact]
    public async Task BindReadOnly_OfATreeOfMounts_IsReadOnlyAllTheWayDown()
    {
        Assert.SkipWhen(Target.IsDockerd, "Debian's dockerd is older than recursive read-only mounts");
        string sub = Path.Combine(_directory.FullName, "sub");
        Directory.CreateDirectory(sub);
        (await Command.RunAsync("mount", ["-t", "tmpfs", "tmpfs", sub])).Succeeded();
        try
        {
            const string Try = "touch /x/a 2>/dev/null && echo top; touch /x/sub/b 2>/dev/null && echo below; true";
            Assert.Equal("", await ShellAsync(Try, "-v", $"{_directory.FullName}:/x:ro"));
            Assert.Equal("below", await ShellAsync(Try, "--mount", $"type=bind,src={_directory.FullName},dst=/x,ro,bind-recursive=writable"));
            Assert.Equal("", await ShellAsync(
                Try, "--mount", $"type=bind,src={_directory.FullName},dst=/x,ro,bind-propagation=rprivate,bind-recursive=readonly"));
            Assert.Equal("", await ShellAsync(
                $"{Try}; ls /x/sub", "--mount", $"type=bind,src={_directory.FullName},dst=/x,ro,bind-recursive=disabled"));
            Assert.Equal("top\nbelow", await ShellAsync(Try, "-v", $"{_directory.FullName}:/x"));
        }
        finally
        {
            (await Command.RunAsync("umount", [sub])).Succeeded();
        }
    }

    [Fact]
    public async Task BindMissing_OfVAndOfMount_IsMadeOrRefused()
    {
        string missing = Path.Combine(_directory.FullName, "a", "b");
        Assert.Contains(
            $"bind source path does not exist: {missing}",
            (await RunAsync("run", "--rm", "--mount", $"type=bind,src={missing},dst=/x", Busybox, "true")).Exited(125).Error,
            StringComparison.Ordinal);
        Assert.False(Directory.Exists(missing));

        await ShellAsync("touch /x/file", "-v", $"{missing}:/x");
        Assert.True(File.Exists(Path.Combine(missing, "file")));
    }

    [Fact]
    public async Task BindShared_OfAPrivateMount_IsRefused()
    {
        (await Command.RunAsync("mount", ["-t", "tmpfs", "tmpfs", _directory.FullName])).Succeeded();
        try
        {
            (await Command.RunAsync("mount", ["--make-private", _directory.FullName])).Succeeded();
            foreach ((string mode, string wanted) in new[] { ("rshared", "shared"), ("rslave", "shared or slave") })
            {
                CommandResult result = await RunAsync("run", "--rm", "-v", $"{_directory.FullName}:/x:{mode}", Busybox, "true");
                Assert.Contains(
                    $"path {_directory.FullName} is mounted on {_directory.FullName} but it is not a {wanted} mount", result.Exited(125).Error, StringComparison.Ordinal);
            }

            (await Command.RunAsync("mount", ["--make-shared", _directory.FullName])).Succeeded();
            await ShellAsync("mkdir /x/m && mount -t tmpfs tmpfs /x/m", "--cap-add", "SYS_ADMIN", "-v", $"{_directory.FullName}:/x:rshared");
            Assert.Contains(File.ReadLines("/proc/self/mountinfo"), line => line.Split(' ')[4] == $"{_directory.FullName}/m");
        }
        finally
        {
            await Command.RunAsync("umount", ["-R", _directory.FullName]);
        }
    }

    [Fact]
    public async Task VolumeSubpath_OfAVolume_IsAllThatIsSeen()
    {
        Assert.SkipWhen(Target.IsDockerd, "Debian's dockerd is older than parts of volumes");
        string name = NewName();
        await ShellAsync("mkdir -p /v/a/b; echo text >/v/a/b/file; ln -s a/b /v/link; ln -s /etc /v/out; ln -s ../../../../../../etc /v/up", "-v", $"{name}:/v");

        string Mount(string path) => $"type=volume,source={name},target=/x,volume-subpath={path}";
        Assert.Equal("text", await ShellAsync("cat /x/file", "--mount", Mount("a/b")));
        Assert.Equal("text", await ShellAsync("cat /x/file", "--mount", Mount("link")));
        Assert.Equal("text", await ShellAsync("cat /x", "--mount", Mount("a/b/file")));
        await ShellAsync("touch /x/new", "--mount", Mount("a/b") + ",readonly=false");
        Assert.Equal("no", await ShellAsync("touch /x/new 2>/dev/null || echo no", "--mount", Mount("a/b") + ",readonly"));

        // Wherever a link leads, it leads within the volume.
        foreach (string escape in (string[])["out", "up", "out/passwd", "none"])
        {
            CommandResult result = await RunAsync("run", "--rm", "--mount", Mount(escape), Busybox, "true");
            Assert.NotEqual(0, result.ExitCode);
            Assert.Contains("cannot access path", result.Error, StringComparison.Ordinal);
        }

        await TextAsync("volume", "rm", name);
    }

    [Fact]
    public async Task ImageMount_OfAnImage_ShowsItsFilesAndHoldsIt()
    {
        Assert.SkipWhen(Target.IsDockerd, "Debian's dockerd is older than mounts of images");
        string image = $"{NewName()}:latest";
        string name = NewName();
        await TextAsync("run", "--name", name, Busybox, "sh", "-c", "mkdir /data; echo text >/data/file; ln -s /etc /data/out");
        await TextAsync("commit", name, image);
        await TextAsync("rm", name);

        Assert.Equal("text\nno", await ShellAsync("cat /x/data/file; touch /x/a 2>/dev/null || echo no", "--mount", $"type=image,source={image},target=/x"));
        Assert.Equal("file\nout", await ShellAsync("ls /x", "--mount", $"type=image,source={image},target=/x,image-subpath=data"));
        Assert.NotEqual(0, (await RunAsync("run", "--rm", "--mount", $"type=image,source={image},target=/x,image-subpath=none", Busybox, "true")).ExitCode);
        Assert.Contains(
            "No such image: t-none:latest",
            (await RunAsync("create", "--pull", "never", "--mount", "type=image,source=t-none,target=/x", Busybox)).Exited(1).Error,
            StringComparison.Ordinal);

        await using (TestContainer container = await StartSleeperAsync("--mount", $"type=image,source={image},target=/x"))
        {
            Assert.Equal($"image {image} /x false", await container.InspectAsync("{{range .Mounts}}{{.Type}} {{.Name}} {{.Destination}} {{.RW}}{{end}}"));
            Assert.Contains("is using its referenced image", (await RunAsync("rmi", image)).Exited(1).Error, StringComparison.Ordinal);
            Assert.Equal("text", await container.ShellAsync("cat /x/data/file"));
        }

        await TextAsync("rmi", image);
    }

    [Fact]
    public async Task VolumesFrom_AnotherContainer_MountsWhatItMounts()
    {
        string name = NewName();
        string donor = await TextAsync(
            "create", "--name", name, "-v", "/anonymous", "-v", $"{name}:/named", "-v", $"{_directory.FullName}:/bind:ro", "--tmpfs", "/t", Busybox, "true");
        await ShellAsync("echo text >/anonymous/file", "--volumes-from", name);

        string taker = await TextAsync("create", "--volumes-from", $"{name}:ro", "-v", $"{name}:/bind", Busybox, "sh", "-c", "cat /anonymous/file; touch /anonymous/x 2>/dev/null || echo no");
        Assert.Equal("/anonymous false,/bind true,/named false,", string.Concat((await TextAsync(
            "inspect", "-f", "{{range .Mounts}}{{.Destination}} {{.RW}},\n{{end}}", taker)).Split('\n').Order(StringComparer.Ordinal)));
        Assert.Equal("text\nno", await TextAsync("start", "-a", taker));

        // The anonymous volume goes with the last one that has it.
        await TextAsync("rm", "-v", donor);
        Assert.Equal("text\nno", await TextAsync("start", "-a", taker));
        string volume = await TextAsync("inspect", "-f", "{{range .Mounts}}{{if eq .Destination \"/anonymous\"}}{{.Name}}{{end}}{{end}}", taker);
        await TextAsync("rm", "-v", taker);
        Assert.Equal("", await TextAsync("volume", "ls", "-q", "-f", $"name={volume}"));
        await TextAsync("volume", "rm", name);

        Assert.Contains(
            "No such container: t-none", (await RunAsync("create", "--volumes-from", "t-none", Busybox)).Exited(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BindWithIdMap_OfAUsersDirectory_MakesFilesOfTheUser()
    {
        Assert.SkipWhen(Target.IsDockerd, "docker has no ID-mapped binds");
        (await Command.RunAsync("chown", ["1234:2345", _directory.FullName])).Succeeded();

        Assert.Equal("0:0\n0:0", await ShellAsync(
            "stat -c %u:%g /x; touch /x/a; stat -c %u:%g /x/a", "-v", $"{_directory.FullName}:/x:idmap"));
        await ShellAsync("touch /x/b", "-u", "77:88", "-v", $"{_directory.FullName}:/x:idmap");
        await ShellAsync("touch /x/c; chown 5:6 /x/c", Mapped("uids=1234-0-1#4000-5-1"));

        string there = _directory.FullName;
        Assert.Equal(
            "1234:2345 1234:2345 4000:6",
            string.Join(' ', (await Command.RunAsync("stat", ["-c", "%u:%g", $"{there}/a", $"{there}/b", $"{there}/c"])).Succeeded().Lines));
    }

    [Fact]
    public async Task Mounts_OfAnInspect_MakeTheSameContainerAgain()
    {
        string name = NewName();
        string id = await TextAsync(
            "create", "-v", $"{name}:/v:ro", "-v", $"{_directory.FullName}:/b:rw,rprivate", "--mount", $"type=bind,src={_directory.FullName},dst=/m,ro",
            "--mount", "type=tmpfs,dst=/t,tmpfs-size=1m,tmpfs-mode=700", "--tmpfs", "/t2:size=2m", Busybox, "true");
        string config = await TextAsync("inspect", "-f", "{{json .HostConfig}}", id);
        string mounts = await MountsAsync(id);
        Assert.DoesNotContain("/t2", mounts, StringComparison.Ordinal);
        Assert.Contains("tmpfs|||/t||true|", mounts, StringComparison.Ordinal);
        Assert.Contains($"bind||{_directory.FullName}|/b|rw,rprivate|true|rprivate", mounts, StringComparison.Ordinal);
        Assert.Contains($"volume|{name}|{Daemon.DataRoot}/volumes/{name}/_data|/v|ro|false|", mounts, StringComparison.Ordinal);

        using var body = new StringContent($"{{\"Image\":\"{Busybox}\",\"Cmd\":[\"true\"],\"HostConfig\":{config}}}", Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await Daemon.Http.PostAsync(new Uri("/containers/create", UriKind.Relative), body, TestContext.Current.CancellationToken);
        using var created = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        string again = created.RootElement.GetProperty("Id").GetString()!;
        Assert.Equal(mounts, await MountsAsync(again));

        Assert.Equal(
            string.Join(' ', new[] { id[..12], again[..12] }.Order(StringComparer.Ordinal)),
            string.Join(' ', (await TextAsync("ps", "-aq", "--filter", $"volume={name}")).Split('\n').Order(StringComparer.Ordinal)));
        await TextAsync("rm", id, again);
        await TextAsync("volume", "rm", name);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    // docker's client knows no such field of --mount, and hands on whatever mode a bind has.
    private string[] Mapped(string map) => Target.IsDockerClient
        ? ["-v", $"{_directory.FullName}:/x:idmap={map}"]
        : ["--mount", $"type=bind,src={_directory.FullName},dst=/x,idmap={map}"];

    private async Task<string> MountsAsync(string id) => string.Join('\n', (await TextAsync(
        "inspect", "-f", "{{range .Mounts}}{{.Type}}|{{.Name}}|{{.Source}}|{{.Destination}}|{{.Mode}}|{{.RW}}|{{.Propagation}}\n{{end}}", id))
        .Split('\n').Order(StringComparer.Ordinal));
}
