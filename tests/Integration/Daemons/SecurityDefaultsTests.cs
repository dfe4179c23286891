using Berth.Harness;
using Xunit;

namespace Berth.Integration.Daemons;

/// <summary>What the daemon's options make the default of containers.</summary>
public sealed class SecurityDefaultsTests
{
    [Fact]
    public async Task Options_OfTheDaemon_AreTheDefaultsOfContainers()
    {
        string directory = Directory.CreateTempSubdirectory("berth-test-").FullName, profile = Path.Combine(directory, "profile.json");
        await File.WriteAllTextAsync(
            profile,
            """{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["mkdir","mkdirat"],"action":"SCMP_ACT_ERRNO"}]}""",
            TestContext.Current.CancellationToken);
        await using Daemon daemon = await Daemon.StartAsync(new Harness.DaemonOptions
        {
            Arguments = ["--default-ipc-mode", "shareable", "--default-cgroupns-mode", "private", "--no-new-privileges", "--seccomp-profile", profile],
        });

        // It is read at the start.
        Directory.Delete(directory, recursive: true);
        string id = (await daemon.RunAsync("run", "-d", Daemon.Busybox, "sleep", "1000")).Succeeded().Text;

        Assert.Equal("shareable private", (await daemon.RunAsync("inspect", "-f", "{{.HostConfig.IpcMode}} {{.HostConfig.CgroupnsMode}}", id)).Succeeded().Text);
        Assert.Equal("1", (await ShellAsync(daemon, id, "awk '/^NoNewPrivs/ { print $2 }' /proc/self/status")).Succeeded().Text);
        Assert.Contains("Operation not permitted", (await ShellAsync(daemon, id, "mkdir /x")).Exited(1).Error, StringComparison.Ordinal);
        (await daemon.RunAsync("run", "--rm", "--ipc", $"container:{id}", Daemon.Busybox, "true")).Succeeded();
        if (!Target.IsDockerd)
        {
            Assert.Contains($"name=seccomp,profile={profile}", (await daemon.RunAsync("info", "-f", "{{.SecurityOptions}}")).Succeeded().Text, StringComparison.Ordinal);
            (await daemon.RunAsync("run", "--rm", "--security-opt", "seccomp=builtin", Daemon.Busybox, "mkdir", "/x")).Succeeded();
        }
    }

    [Fact]
    public async Task SharedMemory_OfARunningContainer_IsJoinedAlsoAfterTheDaemonsDeath()
    {
        Assert.SkipWhen(Target.IsDockerd, "dockerd's containers die with it");
        await using Daemon daemon = await Daemon.StartAsync();
        string id = (await daemon.RunAsync("run", "-d", "--ipc", "shareable", Daemon.Busybox, "sleep", "1000")).Succeeded().Text;
        (await ShellAsync(daemon, id, "echo kept > /dev/shm/f")).Succeeded();
        await daemon.KillAsync();
        await daemon.StartAgainAsync();

        Assert.Equal("kept", (await daemon.RunAsync("run", "--rm", "--ipc", $"container:{id}", Daemon.Busybox, "cat", "/dev/shm/f")).Succeeded().Text);
        (await daemon.RunAsync("rm", "-f", id)).Succeeded();
        Assert.DoesNotContain(File.ReadLines("/proc/self/mountinfo"), l => l.Contains($"{daemon.ExecRoot}/shm/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Hosts_SeveralWithAGroup_AllHaveIt()
    {
        string directory = Directory.CreateTempSubdirectory("berth-test-").FullName;
        string second = Path.Combine(directory, "second.sock"), left = $"{second}.{int.MaxValue}";
        await File.WriteAllTextAsync(left, "", TestContext.Current.CancellationToken);
        await using Daemon daemon = await Daemon.StartAsync(new Harness.DaemonOptions { WithBusybox = false, Arguments = ["-H", $"unix://{second}", "--group", "audio"] });

        foreach (string socket in (string[])[daemon.Socket, second])
        {
            Assert.Equal("660 root audio", (await Command.RunAsync("stat", ["-c", "%a %U %G", socket])).Succeeded().Text);
        }

        // What a daemon was killed before it renamed goes with the next start.
        Assert.False(File.Exists(left));
        await daemon.StopAsync();
        Directory.Delete(directory);
    }

    [Theory]
    [InlineData("--seccomp-profile", "/no/such", "opening seccomp profile (/no/such) failed: open /no/such: no such file or directory")]
    [InlineData("--group", "no-such-group", "group no-such-group not found")]
    [InlineData("--userns-remap", "no-such-user", "Error during uid lookup for \"no-such-user\"")]
    public async Task Start_WithAWrongValue_IsRefused(string flag, string value, string message)
    {
        Assert.SkipWhen(Target.IsDockerd, "starts our daemon");
        string root = Directory.CreateTempSubdirectory("berth-test-").FullName;

        CommandResult result = await Command.RunAsync(
            Installation.Binary("berthd"),
            ["--data-root", $"{root}/d", "--exec-root", $"{root}/e", "--pidfile", $"{root}/p", "-H", $"unix://{root}/s", "--bip", "10.196.1.1/24", flag, value]);

        string error = result.Exited(1).Error.Replace("\\\"", "\"", StringComparison.Ordinal);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(root, "s*"));
        Directory.Delete(root, recursive: true);
        Assert.DoesNotContain("10.196.1.1", (await Command.RunAsync("ip", ["-o", "addr"])).Succeeded().Text, StringComparison.Ordinal);
    }

    private static Task<CommandResult> ShellAsync(Daemon daemon, string id, string script) => daemon.RunAsync("exec", id, "sh", "-c", script);
}
