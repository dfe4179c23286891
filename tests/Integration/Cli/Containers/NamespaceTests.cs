using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Containers;

/// <summary>Which namespaces a container shares with others and with the host: <c>--pid --ipc --uts --userns --cgroupns</c>.</summary>
public sealed class NamespaceTests(SharedDaemon shared) : CliTest(shared)
{
    private static string OwnNamespace(string kind) => new FileInfo($"/proc/self/ns/{kind}").LinkTarget ?? "";

    [Theory]
    [InlineData("--pid", "pid")]
    [InlineData("--ipc", "ipc")]
    [InlineData("--uts", "uts")]
    [InlineData("--userns", "user")]
    [InlineData("--cgroupns", "cgroup")]
    public async Task Host_IsTheHostsNamespace(string flag, string kind) =>
        Assert.Equal(OwnNamespace(kind), await ShellAsync($"readlink /proc/self/ns/{kind}", flag, "host"));

    [Theory]
    [InlineData("pid")]
    [InlineData("ipc")]
    [InlineData("uts")]
    [InlineData("mnt")]
    public async Task Default_IsANamespaceOfItsOwn(string kind) =>
        Assert.NotEqual(OwnNamespace(kind), await ShellAsync($"readlink /proc/self/ns/{kind}"));

    [Fact]
    public async Task CgroupnsPrivate_Container_SeesItselfAtTheRoot() =>
        Assert.DoesNotContain(
            (await ShellAsync("cat /proc/self/cgroup", "--cgroupns", "private")).Split('\n'), line => !line.EndsWith(":/", StringComparison.Ordinal));

    [Fact]
    public async Task UtsHost_Container_HasTheHostsName() =>
        Assert.Equal(Environment.MachineName, await ShellAsync("hostname", "--uts", "host"));

    [Fact]
    public async Task UtsHost_WithHostname_IsRefused() => Assert.Contains(
        "conflicting options: hostname and the UTS mode",
        (await RunAsync("run", "--rm", "--uts", "host", "--hostname", "x", Busybox, "true")).Exited(125).Error,
        StringComparison.Ordinal);

    [Fact]
    public async Task IpcNone_Container_HasNoSharedMemory() =>
        Assert.Equal("none", await ShellAsync("test -e /dev/shm || echo none", "--ipc", "none"));

    [Fact]
    public async Task IpcHost_Container_HasTheHostsSharedMemory()
    {
        string name = NewName();
        await File.WriteAllTextAsync($"/dev/shm/{name}", "of the host", TestContext.Current.CancellationToken);
        try
        {
            Assert.Equal("of the host", await ShellAsync($"cat /dev/shm/{name}", "--ipc", "host"));
        }
        finally
        {
            File.Delete($"/dev/shm/{name}");
        }
    }

    [Fact]
    public async Task IpcContainer_SharesNamespaceAndMemory()
    {
        await using TestContainer donor = await StartSleeperAsync("--ipc", "shareable", "--shm-size", "8m");
        await donor.ShellAsync("echo of the donor > /dev/shm/f");

        string text = await ShellAsync(
            "readlink /proc/self/ns/ipc; cat /dev/shm/f; df -k /dev/shm | tail -1 | awk '{ print $2 }'", "--ipc", $"container:{donor.Name}");

        Assert.Equal($"{await donor.ShellAsync("readlink /proc/self/ns/ipc")}\nof the donor\n8192", text);
    }

    [Fact]
    public async Task IpcContainer_OfOneThatDoesNotShare_IsRefused()
    {
        await using TestContainer donor = await StartSleeperAsync();

        CommandResult result = await RunAsync("run", "--rm", "--ipc", $"container:{donor.Name}", Busybox, "true");

        Assert.Contains("non-shareable IPC (hint: use IpcMode:shareable for the donor container)", result.Exited(125).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--pid")]
    [InlineData("--ipc")]
    public async Task ContainerMode_OfOneThatDoesNotRun_IsRefused(string flag)
    {
        string name = NewName();
        string id = await TextAsync("create", "--ipc", "shareable", "--name", name, Busybox, "true");
        await using var donor = new TestContainer(Daemon, name);

        CommandResult result = await RunAsync("run", "--rm", flag, $"container:{name}", Busybox, "true");

        Assert.Contains($"container {id} is not running", result.Exited(125).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--pid")]
    [InlineData("--ipc")]
    [InlineData("--network")]
    public async Task ContainerMode_OfNone_IsRefused(string flag) => Assert.Contains(
        "No such container: no-such",
        (await RunAsync("run", "--rm", flag, "container:no-such", Busybox, "true")).Exited(125).Error,
        StringComparison.Ordinal);

    [Fact]
    public async Task ContainerModes_AreShownWithTheDonorsId()
    {
        await using TestContainer donor = await StartSleeperAsync("--ipc", "shareable");
        string id = await donor.InspectAsync("{{.Id}}");
        await using TestContainer joined = await StartSleeperAsync("--ipc", $"container:{donor.Name}", "--pid", $"container:{id[..12]}");

        Assert.Equal($"container:{id} container:{id}", await joined.InspectAsync("{{.HostConfig.IpcMode}} {{.HostConfig.PidMode}}"));
    }

    [Fact]
    public async Task PidContainer_EndsWithTheDonor()
    {
        await using TestContainer donor = await StartSleeperAsync();
        await using TestContainer joined = await StartSleeperAsync("--pid", $"container:{donor.Name}");
        Assert.Contains("sleep", await joined.ShellAsync("cat /proc/1/cmdline"), StringComparison.Ordinal);

        await TextAsync("kill", donor.Name);

        Assert.Equal("137", await TextAsync("wait", joined.Name));
    }

    [Fact]
    public async Task IpcContainer_OutlivesTheDonor_AndStartsAgainWithIt()
    {
        await using TestContainer donor = await StartSleeperAsync("--ipc", "shareable");
        await using TestContainer joined = await StartSleeperAsync("--ipc", $"container:{donor.Name}");
        await joined.ShellAsync("echo kept > /dev/shm/f");
        await TextAsync("kill", donor.Name);
        await TextAsync("wait", donor.Name);

        Assert.Equal("kept", await joined.ShellAsync("cat /dev/shm/f"));
        Assert.Contains("is not running", (await RunAsync("restart", "-t", "0", joined.Name)).Exited(1).Error, StringComparison.Ordinal);

        await TextAsync("start", donor.Name);
        await TextAsync("restart", "-t", "0", joined.Name);

        Assert.Equal(await donor.ShellAsync("readlink /proc/self/ns/ipc"), await joined.ShellAsync("readlink /proc/self/ns/ipc"));
        Assert.Equal("", await joined.ShellAsync("ls /dev/shm"));
    }

    // With its back-off a container that always fails is restarting nearly all of the time.
    [Theory]
    [InlineData("--pid")]
    [InlineData("--ipc")]
    public async Task ContainerMode_OfOneThatRestarts_IsRefused(string flag)
    {
        string name = NewName();
        await TextAsync("run", "-d", "--restart", "always", "--ipc", "shareable", "--name", name, Busybox, "false");
        await using var donor = new TestContainer(Daemon, name);
        await Condition.WaitAsync("it has been restarted often", async () => int.Parse(await donor.InspectAsync("{{.RestartCount}}"), null) > 3);

        CommandResult result = await RunAsync("run", "--rm", flag, $"container:{name}", Busybox, "sleep", "100");

        Assert.Matches("is restarting, wait until the container is running|is not running", result.Exited(125).Error);
    }

    [Theory]
    [InlineData("--pid", "bogus", "--pid: invalid PID mode")]
    [InlineData("--pid", "container:", "--pid: invalid PID mode")]
    [InlineData("--uts", "bogus", "--uts: invalid UTS mode")]
    [InlineData("--userns", "bogus", "--userns: invalid USER mode")]
    [InlineData("--cgroupns", "bogus", "--cgroupns: invalid CGROUP mode")]
    public async Task Mode_ThatIsNone_IsRefusedByTheClient(string flag, string value, string message) =>
        Assert.Contains(message, (await RunAsync("run", "--rm", flag, value, Busybox, "true")).Exited(125).Error, StringComparison.Ordinal);

    [Fact]
    public async Task Modes_OfADefaultContainer_AreDockers()
    {
        await using TestContainer container = await StartSleeperAsync();

        Assert.Equal(
            "[private][][][]",
            await container.InspectAsync("[{{.HostConfig.IpcMode}}][{{.HostConfig.PidMode}}][{{.HostConfig.UTSMode}}][{{.HostConfig.UsernsMode}}]"));
    }
}
