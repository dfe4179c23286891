using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Containers;

/// <summary><c>--security-opt</c>, <c>--device</c>, <c>--device-cgroup-rule</c>, <c>--cap-add</c>, <c>--cap-drop</c>, <c>--user</c>.</summary>
public sealed class SecurityOptionTests(SharedDaemon shared) : CliTest(shared)
{
    private const string NoDirectories =
        """
        {
          "defaultAction": "SCMP_ACT_ALLOW",
          "syscalls": [ { "names": [ "mkdir", "mkdirat" ], "action": "SCMP_ACT_ERRNO" } ]
        }
        """;

    [Fact]
    public async Task Seccomp_File_IsThePolicy_AndShownWithoutBlanks()
    {
        string file = Path.Combine(Daemon.Root, $"{NewName()}.json");
        await File.WriteAllTextAsync(file, NoDirectories, TestContext.Current.CancellationToken);
        await using TestContainer container = await StartSleeperAsync("--security-opt", $"seccomp={file}");

        CommandResult refused = await RunAsync("exec", container.Name, "mkdir", "/x");

        Assert.Contains("Operation not permitted", refused.Exited(1).Error, StringComparison.Ordinal);
        Assert.Equal(
            """seccomp={"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["mkdir","mkdirat"],"action":"SCMP_ACT_ERRNO"}]}""",
            await container.InspectAsync("{{index .HostConfig.SecurityOpt 0}}"));
    }

    [Fact]
    public async Task Seccomp_FileThatIsNotThere_IsRefusedByTheClient() => Assert.Contains(
        "opening seccomp profile (/no/such) failed: open /no/such: no such file or directory",
        (await RunAsync("run", "--rm", "--security-opt", "seccomp=/no/such", Busybox, "true")).Exited(125).Error,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("no-new-privileges", "1")]
    [InlineData("no-new-privileges=true", "1")]
    [InlineData("no-new-privileges:true", "1")]
    [InlineData("no-new-privileges=false", "0")]
    public async Task NoNewPrivileges_EveryForm_IsTaken(string option, string expected) =>
        Assert.Equal(expected, await ShellAsync("awk '/^NoNewPrivs/ { print $2 }' /proc/self/status", "--security-opt", option));

    [Fact]
    public async Task SystemPaths_Unconfined_AreOpen()
    {
        await using TestContainer container = await StartSleeperAsync("--security-opt", "systempaths=unconfined");

        Assert.Equal("0", await container.ShellAsync("grep -c ' /proc/' /proc/mounts || true"));
        Assert.Equal("[] []", await container.InspectAsync("{{.HostConfig.MaskedPaths}} {{.HostConfig.ReadonlyPaths}}"));
    }

    [Fact]
    public async Task WritableCgroups_True_MountsThemWritable()
    {
        Assert.SkipWhen(Target.IsDockerd, "docker has it from 28 on");

        Assert.StartsWith("rw", await ShellAsync("awk '$2 ~ \"^/sys/fs/cgroup/\" { print $4; exit }' /proc/mounts", "--security-opt", "writable-cgroups=true"), StringComparison.Ordinal);
    }

    // As with dockerd on a host without AppArmor, and without selinux-enabled.
    [Theory]
    [InlineData("apparmor=unconfined")]
    [InlineData("label=disable")]
    [InlineData("label=type:svirt_t")]
    public async Task SecurityModules_OfAHostWithout_ChangeNothing(string option)
    {
        await using TestContainer container = await StartSleeperAsync("--security-opt", option);

        Assert.Equal($"[{option}][][]", await container.InspectAsync("{{.HostConfig.SecurityOpt}}[{{.MountLabel}}][{{.ProcessLabel}}]"));
    }

    [Theory]
    [InlineData("bogus=1", "invalid --security-opt 2: \"bogus=1\"")]
    [InlineData("no-new-privileges=x", "invalid --security-opt 2: \"no-new-privileges=x\"")]
    [InlineData("bogus", "Invalid --security-opt: \"bogus\"")]
    public async Task SecurityOption_ThatIsNone_IsRefused(string option, string message) =>
        Assert.Contains(message, (await RunAsync("run", "--rm", "--security-opt", option, Busybox, "true")).Exited(125).Error, StringComparison.Ordinal);

    [Fact]
    public async Task Device_WithPermissions_IsOpenedOnlySo()
    {
        const string Try = "ls -l /dev/x | cut -c1; (exec 3</dev/x) 2>/dev/null && echo read; (exec 3<>/dev/x) 2>/dev/null && echo written; true";

        Assert.Equal("c\nread\nwritten", await ShellAsync(Try, "--device", "/dev/fuse:/dev/x"));
        Assert.Equal("c\nread", await ShellAsync(Try, "--device", "/dev/fuse:/dev/x:r"));
    }

    [Fact]
    public async Task Device_Directory_GivesAllBelowIt() =>
        Assert.Equal("/dev/here/tun", await ShellAsync("ls /dev/here/tun", "--device", "/dev/net:/dev/here"));

    [Fact]
    public async Task DeviceCgroupRule_AllowsANodeThatIsMade()
    {
        const string Try = "mknod /x c 10 229; (exec 3<>/x) 2>/dev/null && echo opened || echo refused";

        Assert.Equal("refused", await ShellAsync(Try));
        Assert.Equal("opened", await ShellAsync(Try, "--device-cgroup-rule", "c 10:* rwm"));
    }

    [Theory]
    [InlineData("--device", "/dev/null:x", "x is not an absolute path")]
    [InlineData("--device", "/dev/null:/dev/x:q", "bad mode specified: q")]
    [InlineData("--device-cgroup-rule", "x 1:3 r", "invalid device cgroup format 'x 1:3 r'")]
    [InlineData("--cap-add", "bogus", "invalid CapAdd: unknown capability: \"CAP_BOGUS\"")]
    [InlineData("--cap-drop", "CAP_ALL", "invalid CapDrop: unknown capability: \"CAP_ALL\"")]
    [InlineData("--user", "nope", "unable to find user nope: no matching entries in passwd file")]
    [InlineData("--user", "app:nope", "unable to find group nope: no matching entries in group file")]
    public async Task Value_ThatIsNone_IsRefused(string flag, string value, string message) =>
        Assert.Contains(message, (await RunAsync("run", "--rm", flag, value, Busybox, "true")).Exited(125).Error, StringComparison.Ordinal);

    // The client takes "no such file or directory" for a program that is not there, and exits with its code.
    [Fact]
    public async Task Device_ThatIsNotThere_IsRefused() => Assert.Contains(
        "error gathering device information while adding custom device \"/dev/no-such\": no such file or directory",
        (await RunAsync("run", "--rm", "--device", "/dev/no-such", Busybox, "true")).Exited(127).Error,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("ALL", "NET_RAW", "CapEff", "no")]
    [InlineData("net_raw", "all", "CapEff", "0000000000002000")]
    [InlineData("CAP_SYS_ADMIN", "CHOWN", "CapEff", "00000000a82425fa")]
    public async Task Capabilities_InEverySpelling_AreTaken(string add, string drop, string field, string expected)
    {
        Assert.SkipWhen(Target.IsDockerd && add == "ALL", "old runc cannot give all where the host itself lacks a capability");

        string mask = await ShellAsync($"awk '/^{field}/ {{ print $2 }}' /proc/self/status", "--cap-add", add, "--cap-drop", drop);

        // Of all of them the one that was dropped: 13, NET_RAW.
        Assert.Equal(expected, expected == "no" ? (Convert.ToUInt64(mask, 16) >> 13 & 1) == 0 && mask.Length == 16 ? "no" : "yes" : mask);
    }

    // CVE-2024-40635: an ID that does not fit into 32 bits came out as root's.
    [Theory]
    [InlineData("4294967296")]
    [InlineData("4294967295")]
    [InlineData("2147483648")]
    [InlineData("-1")]
    [InlineData("1000:4294967296")]
    public async Task User_BeyondTheLastId_IsRefusedAndNotRoot(string user) => Assert.Contains(
        "uids and gids must be in range 0-2147483647",
        (await RunAsync("run", "--rm", "-u", user, Busybox, "id")).Exited(125).Error,
        StringComparison.Ordinal);

    // CVE-2024-21626: a working directory below /proc/self/fd is outside of the root.
    [Theory]
    [InlineData("/proc/self/fd/3")]
    [InlineData("/proc/self/fd/7")]
    [InlineData("/proc/1/fd/8")]
    public async Task WorkingDirectory_OfALeakedDescriptor_LeadsNowhere(string directory)
    {
        CommandResult result = await RunAsync("run", "--rm", "-w", directory, Busybox, "sh", "-c", "cat ../../../../etc/shadow; ls ../../..");

        Assert.NotEqual(0, result.ExitCode);
        Assert.DoesNotContain("root:", result.Output, StringComparison.Ordinal);
    }
}
