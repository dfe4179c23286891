using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Containers;

/// <summary>What a container may and may not do by default: Docker's own defaults.</summary>
public sealed class IsolationTests(SharedDaemon shared) : CliTest(shared)
{
    private const string DockersDefaultCapabilities = "00000000a80425fb";

    private const string ListDescriptors = "for f in /proc/$$/fd/*; do readlink $f >/dev/null && echo ${f##*/}; done; true";

    [Fact]
    public async Task Default_Capabilities_AreDockers() =>
        Assert.Equal(DockersDefaultCapabilities, await ShellAsync("awk '/^CapEff/ { print $2 }' /proc/self/status"));

    [Fact]
    public async Task CapabilityFlags_AddAndDrop()
    {
        Assert.Equal("0000000000001000", await ShellAsync(
            "awk '/^CapEff/ { print $2 }' /proc/self/status", "--cap-drop", "ALL", "--cap-add", "NET_ADMIN"));
    }

    [Fact]
    public async Task Default_Seccomp_IsAFilter() => Assert.Equal("2", await ShellAsync("awk '/^Seccomp:/ { print $2 }' /proc/self/status"));

    // The monitor has sockets, a log and descriptors of processes open when it starts the program.
    [Fact]
    public async Task Default_Descriptors_AreTheStreams() => Assert.Equal("0\n1\n2", await ShellAsync(ListDescriptors));

    [Fact]
    public async Task Exec_Descriptors_AreTheStreams()
    {
        await using TestContainer container = await StartSleeperAsync();

        Assert.Equal("0\n1\n2", await container.ShellAsync(ListDescriptors));
    }

    [Fact]
    public async Task Default_Mount_IsRefused() =>
        (await RunAsync("run", "--rm", Busybox, "mount", "-t", "tmpfs", "none", "/tmp")).Exited(1);

    [Fact]
    public async Task Privileged_Mount_IsAllowed()
    {
        Assert.SkipWhen(Target.IsDockerd, "old runc cannot start a privileged container where the host itself lacks a capability");

        await ShellAsync("mount -t tmpfs none /tmp && umount /tmp", "--privileged");
    }

    [Fact]
    public async Task Default_ProcessTree_IsItsOwn() => Assert.Equal("1", await ShellAsync("echo $$"));

    [Fact]
    public async Task Default_Devices_AreTheFewUsual()
    {
        string[] expected =
        [
            "null", "zero", "full", "random", "urandom", "tty", "pts", "ptmx", "shm", "mqueue", "fd", "stdin", "stdout", "stderr",
        ];

        string[] devices = (await ShellAsync("ls /dev")).Split('\n');

        Assert.Empty(expected.Except(devices));
        Assert.Empty(devices.Except(expected).Except(["console", "core"]));
    }

    [Theory]
    [InlineData("/proc/sysrq-trigger")]
    [InlineData("/proc/sys/kernel/hostname")]
    [InlineData("/sys/kernel/x")]
    public async Task Default_KernelFiles_AreReadOnly(string path) =>
        (await RunAsync("run", "--rm", Busybox, "sh", "-c", $"echo x > {path}")).Exited(1);

    [Fact]
    public async Task Default_MaskedFiles_AreEmpty() => Assert.Equal("0", await ShellAsync("cat /proc/keys /proc/timer_list 2>/dev/null | wc -c"));

    [Fact]
    public async Task Memory_Limit_KillsTheProgramAboveIt()
    {
        string name = NewName();
        (await RunAsync("run", "--name", name, "--memory", "32m", Busybox, "sh", "-c", "tail /dev/zero")).Exited(137);
        await using var container = new TestContainer(Daemon, name);

        Assert.Equal("true", await container.InspectAsync("{{.State.OOMKilled}}"));
    }

    [Fact]
    public async Task Pids_Limit_StopsForks()
    {
        CommandResult result = await RunAsync(
            "run", "--rm", "--pids-limit", "4", Busybox, "sh", "-c", "for i in 1 2 3 4 5 6; do sleep 60 & done");

        Assert.Contains("can't fork", result.Error, StringComparison.Ordinal);
    }
}
