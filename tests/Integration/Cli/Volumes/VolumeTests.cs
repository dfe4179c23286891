using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Volumes;

public sealed class VolumeTests(SharedDaemon shared) : CliTest(shared)
{
    [Fact]
    public async Task Volume_FromCreateToRemove_IsListedAndInspected()
    {
        string name = NewName();
        Assert.Equal(name, await TextAsync("volume", "create", "--label", "a=b", "--label", "c", name));
        Assert.Equal(name, await TextAsync("volume", "create", name));

        Assert.Equal($"local b {Daemon.DataRoot}/volumes/{name}/_data local", await TextAsync(
            "volume", "inspect", "-f", "{{.Driver}} {{.Labels.a}} {{.Mountpoint}} {{.Scope}}", name));
        Assert.Equal(name, await TextAsync("volume", "ls", "-q", "--filter", $"name={name}"));
        Assert.Equal(name, await TextAsync("volume", "ls", "-q", "-f", $"name={name[..10]}", "-f", "label=a=b", "-f", "dangling=true", "-f", "driver=local"));
        Assert.Equal("", await TextAsync("volume", "ls", "-q", "-f", $"name={name}", "-f", "label=a=x"));
        Assert.Equal($"DRIVER    VOLUME NAME\nlocal     {name}", await TextAsync("volume", "ls", "-f", $"name={name}"));

        Assert.Equal(name, await TextAsync("volume", "rm", name));
        Assert.Contains(
            $"get {name}: no such volume", (await RunAsync("volume", "rm", name)).Exited(1).Error, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(name, await TextAsync("volume", "rm", "-f", name));
    }

    [Fact]
    public async Task VolumeCreate_WithoutName_MakesOneUp()
    {
        string name = await TextAsync("volume", "create");

        Assert.Matches("^[0-9a-f]{64}$", name);
        Assert.Equal(name, await TextAsync("volume", "rm", name));
    }

    [Theory]
    [InlineData("create x: volume name is too short, names should be at least two alphanumeric characters", "x")]
    [InlineData("create a/b: \"a/b\" includes invalid characters for a local volume name", "a/b")]
    [InlineData("create t-bad: invalid option: \"foo\"", "-o", "foo=bar", "t-bad")]
    [InlineData("create t-bad: missing required option: \"device\"", "-o", "type=tmpfs", "t-bad")]
    [InlineData("create t-bad: invalid size: 'x'", "-o", "size=x", "t-bad")]
    [InlineData("create t-bad: error looking up volume plugin none: plugin \"none\" not found", "-d", "none", "t-bad")]
    public async Task VolumeCreate_WrongNameOrOptions_IsRefused(string message, params string[] arguments)
    {
        if (Target.IsDockerd && message.Contains("plugin", StringComparison.Ordinal))
        {
            Assert.Skip("dockerd looks for a plugin for 30 seconds");
        }

        Assert.Contains(message, (await RunAsync(["volume", "create", .. arguments])).Exited(1).Error, StringComparison.Ordinal);
        Assert.Equal("", await TextAsync("volume", "ls", "-q", "-f", "name=t-bad"));
    }

    [Fact]
    public async Task VolumeRemove_WhileAContainerMountsIt_IsRefused()
    {
        string name = NewName();
        string id = await TextAsync("create", "-v", $"{name}:/v", Busybox, "true");

        Assert.Contains(
            $"remove {name}: volume is in use - [{id}]", (await RunAsync("volume", "rm", "-f", name)).Exited(1).Error, StringComparison.Ordinal);
        Assert.Equal("", await TextAsync("volume", "ls", "-q", "-f", $"name={name}", "-f", "dangling=true"));
        Assert.Equal(name, await TextAsync("volume", "ls", "-q", "-f", $"name={name}", "-f", "dangling=false"));

        await TextAsync("rm", "-v", id);
        Assert.Equal(name, await TextAsync("volume", "rm", name));
    }

    [Fact]
    public async Task VolumeWithOptions_OfTwoContainers_IsMountedWhileOneRuns()
    {
        string name = NewName();
        await TextAsync("volume", "create", "-o", "type=tmpfs", "-o", "device=tmpfs", "-o", "o=size=1m,mode=0711", name);
        string data = $"{Daemon.DataRoot}/volumes/{name}/_data";
        Assert.False(IsMounted(data));
        await using (TestContainer first = await StartSleeperAsync("-v", $"{name}:/v"))
        {
            await using (TestContainer second = await StartSleeperAsync("-v", $"{name}:/w:ro"))
            {
                await first.ShellAsync("echo text >/v/file");
                Assert.Equal("text 711", await second.ShellAsync("echo $(cat /w/file) $(stat -c %a /w)"));
                Assert.NotEqual("0", await second.ShellAsync("touch /w/more; echo $?"));
                Assert.Equal("1.0M", (await first.ShellAsync("df -h /v | tail -1 | awk '{print $2}'")).Trim());
            }

            Assert.True(IsMounted(data));
        }

        await Condition.WaitAsync("the volume is unmounted", () => !IsMounted(data));

        // What was in the memory of a filesystem is gone with it.
        Assert.Equal("0", await ShellAsync("ls /v | wc -l", "-v", $"{name}:/v"));
        Assert.Equal(name, await TextAsync("volume", "rm", name));
    }

    [Fact]
    public async Task VolumeWithOptions_ThatBindsADirectory_ShowsIt()
    {
        string name = NewName();
        DirectoryInfo directory = Directory.CreateTempSubdirectory("berth-test-bind-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(directory.FullName, "file"), "outside\n", TestContext.Current.CancellationToken);
            await TextAsync("volume", "create", "-o", "type=none", "-o", $"device={directory.FullName}", "-o", "o=bind,ro", name);

            Assert.Equal("outside\nrefused", await ShellAsync("cat /v/file; touch /v/x 2>/dev/null || echo refused", "-v", $"{name}:/v"));
            Assert.Equal(name, await TextAsync("volume", "rm", name));
            Assert.True(File.Exists(Path.Combine(directory.FullName, "file")));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("data: size=1m,foo=1: invalid argument", "tmpfs", "tmpfs", "size=1m,foo=1")]
    [InlineData("mount /nonexistent:", "none", "/nonexistent", "bind")]
    [InlineData("flags: 0x1000: no such file or directory", "none", "/nonexistent", "bind")]
    [InlineData("no such device", "nofs", "/dev/null", "ro")]
    [InlineData("error resolving passed in network volume address: lookup host.invalid", "nfs", ":/x", "addr=host.invalid")]
    public async Task VolumeWithOptions_ThatCannotBeMounted_FailsTheContainer(string message, string type, string device, string options)
    {
        string name = NewName();
        await TextAsync("volume", "create", "-o", $"type={type}", "-o", $"device={device}", "-o", $"o={options}", name);

        // The client goes by the text: where a file is missing it says 127.
        CommandResult result = await RunAsync("run", "--name", $"{name}-c", "-v", $"{name}:/v", Busybox, "true");
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Equal(message.Contains("no such file", StringComparison.Ordinal) || device == "/nonexistent" ? 127 : 125, result.ExitCode);
        if (Target.IsDockerd)
        {
            // Debian's dockerd finds out when the container starts, where the image has nothing for the volume.
            await RunAsync("rm", $"{name}-c");
        }

        Assert.Equal("", await TextAsync("ps", "-aq", "--filter", $"name={name}-c"));
        Assert.Equal(name, await TextAsync("volume", "rm", name));
    }

    [Fact]
    public async Task VolumeEvents_OfAContainersLife_AreMountAndUnmount()
    {
        string name = NewName();
        string since = $"{DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 1}";
        await TextAsync("volume", "create", name);
        string id = await TextAsync("run", "-d", "-v", $"{name}:/v:ro", Busybox, "true");
        await TextAsync("wait", id);
        await TextAsync("rm", id);
        await TextAsync("volume", "rm", name);

        using HttpResponseMessage answer = await Daemon.Http.GetAsync(
            new Uri($"/events?since={since}&until={DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 1}&filters={{\"volume\":[\"{name}\"]}}", UriKind.Relative),
            TestContext.Current.CancellationToken);
        string events = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        string[] actions = [.. events.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split("\"Action\":\"")[1].Split('"')[0])];

        // Debian's dockerd says "create" again for the container that uses it.
        Assert.Equal(["create", "mount", "unmount", "destroy"], actions.Distinct());
        Assert.Contains(
            $"\"container\":\"{id}\",\"destination\":\"/v\",\"driver\":\"local\",\"propagation\":\"\",\"read/write\":\"false\"",
            string.Join(',', events.Split('\n').First(static line => line.Contains("\"mount\"", StringComparison.Ordinal)).Split("\"Attributes\":{")[1].Split('}')[0].Split(',').Order(StringComparer.Ordinal)),
            StringComparison.Ordinal);
    }

    private static bool IsMounted(string path) => File.ReadLines("/proc/self/mountinfo").Any(line => line.Split(' ')[4] == path);
}
