using System.Text.Json.Nodes;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Runtime;

/// <summary>Containers in user namespaces: what is theirs, what is the host's, and how one gets in.</summary>
public sealed class UserNamespaceTests(RuntimeSandbox sandbox) : IClassFixture<RuntimeSandbox>
{
    private static readonly string[] s_kinds = ["user", "mnt", "pid", "net", "ipc", "uts"];

    public static TheoryData<string> Runtimes => RuntimeSandbox.All;

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Run_NewUserNamespace_RootIsMapped(string runtime)
    {
        CommandResult result = await RunAsync(
            runtime, "id -u; id -g; cat /proc/self/uid_map; cat /proc/self/setgroups; stat -c %u /etc /tmp/. /proc/1", MappedSpec.Map);

        Assert.Equal(["0", "0", "0 100000 65536", "allow", "0", "0", "0"], result.Succeeded().Lines.Select(Squeeze));
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Run_Devices_AreTheHosts(string runtime)
    {
        CommandResult result = await RunAsync(runtime, "echo x >/dev/null; head -c 4 /dev/zero | wc -c; stat -c '%t:%T' /dev/null /dev/full", MappedSpec.Map);

        Assert.Equal(["4", "1:3", "1:7"], result.Succeeded().Lines.Select(l => l.Trim()));
    }

    [Fact]
    public async Task Run_ModeAndOwnerOfDevice_AreWarnedOf()
    {
        CommandResult result = await RunAsync(RuntimeSandbox.Ours, "stat -c '%a %t:%T' /dev/null /dev/zero", spec =>
        {
            MappedSpec.Map(spec);
            spec["linux"]!["devices"] = new JsonArray(
                new JsonObject { ["type"] = "c", ["path"] = "/dev/null", ["major"] = 1, ["minor"] = 3, ["fileMode"] = 0x180, ["uid"] = 5 },
                new JsonObject { ["type"] = "c", ["path"] = "/dev/zero", ["major"] = 1, ["minor"] = 5, ["fileMode"] = 0x1b6 });
        });

        Assert.Equal(["666 1:3", "666 1:5"], result.Succeeded().Lines);
        Assert.Contains("linux.devices[0]: /dev/null is the host's in a user namespace, without effect: fileMode, uid", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("linux.devices[1]", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Run_UserAndGroups_AreMapped(string runtime)
    {
        CommandResult result = await RunAsync(runtime, "id -u; id -g; id -G; touch /tmp/mine; stat -c %u:%g /tmp/mine", spec =>
        {
            MappedSpec.Map(spec);
            spec["process"]!["user"] = new JsonObject { ["uid"] = 7, ["gid"] = 8, ["additionalGids"] = new JsonArray(9) };
        });

        Assert.Equal(["7", "8", "8 9", "7:8"], result.Succeeded().Lines);
    }

    [Fact]
    public async Task Run_SourceBehindClosedDirectory_IsOpenedByTheRuntime()
    {
        string closed = Path.Combine(sandbox.Root, "closed");
        Directory.CreateDirectory(Path.Combine(closed, "data"));
        File.WriteAllText(Path.Combine(closed, "data", "file"), "content");
        File.SetUnixFileMode(closed, UnixFileMode.None);

        // Of another user, so that not even being its owner's number would help.
        (await Command.RunAsync("chown", ["4321", closed])).Succeeded();
        CommandResult result = await RunAsync(RuntimeSandbox.Ours, "cat /data/file; awk '$5 == \"/data\" { print \" \" substr($6, 1, 2) }' /proc/self/mountinfo", spec =>
        {
            MappedSpec.Map(spec);
            spec["mounts"]!.AsArray().Add(MappedSpec.Bind(Path.Combine(closed, "data"), "/data", "rbind", "ro"));
        });

        Assert.Equal("content ro", result.Succeeded().Text);
    }

    [Fact]
    public async Task Run_HardLimitAndScore_AreRaisedFromOutside()
    {
        CommandResult result = await RunAsync(RuntimeSandbox.Ours, "cat /proc/self/oom_score_adj; ulimit -n", spec =>
        {
            MappedSpec.Map(spec);
            spec["process"]!["oomScoreAdj"] = 100;
            spec["process"]!["rlimits"] = new JsonArray(new JsonObject { ["type"] = "RLIMIT_NOFILE", ["soft"] = 512, ["hard"] = 600 });
        });

        Assert.Equal("100\n512", result.Succeeded().Text);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Exec_InMappedContainer_IsInItsNamespaces(string runtime)
    {
        await using MappedContainer container = await MappedContainer.StartAsync(sandbox, runtime, MappedSpec.Map);

        CommandResult root = await sandbox.RunAsync(runtime, ["exec", container.Id, "sh", "-c", "id -u; cat /proc/self/uid_map; for n in user mnt pid net ipc uts; do readlink /proc/self/ns/$n; done"]);
        CommandResult user = await sandbox.RunAsync(runtime, ["exec", "-u", "3:4", container.Id, "sh", "-c", "id -u; id -g"]);

        string[] namespaces = [.. s_kinds.Select(n => new FileInfo($"/proc/{container.Pid}/ns/{n}").LinkTarget!)];
        Assert.Equal(["0", "0 100000 65536", .. namespaces], root.Succeeded().Lines.Select(Squeeze));
        Assert.Equal("3\n4", user.Succeeded().Text);
    }

    [Fact]
    public async Task Run_PipesOfTheCaller_CanBeOpenedAnew()
    {
        CommandResult result = await RunAsync(RuntimeSandbox.Ours, "echo again >/dev/stdout", MappedSpec.Map);

        Assert.Equal("again", result.Succeeded().Text);
    }

    // Who joins a user namespace clones itself again in it: it is the second process that is the container's.
    [Fact]
    public async Task Exec_InContainerOfAJoinedUserNamespace_FindsItsProcess()
    {
        await using MappedContainer first = await MappedContainer.StartAsync(sandbox, RuntimeSandbox.Ours, MappedSpec.Map);
        await using MappedContainer second = await MappedContainer.StartAsync(
            sandbox,
            RuntimeSandbox.Ours,
            spec => MappedSpec.SetNamespaces(
                spec,
                MappedSpec.Namespace("user", $"/proc/{first.Pid}/ns/user"), MappedSpec.Namespace("pid"), MappedSpec.Namespace("mount"),
                MappedSpec.Namespace("uts"), MappedSpec.Namespace("ipc"), MappedSpec.Namespace("network")));

        CommandResult result = await sandbox.RunAsync(RuntimeSandbox.Ours, ["exec", second.Id, "readlink", "/proc/self/ns/user"]);

        Assert.Equal(new FileInfo($"/proc/{first.Pid}/ns/user").LinkTarget, result.Succeeded().Text);
    }

    [Fact]
    public async Task Run_NamespacesOfAnother_AreShared()
    {
        await using MappedContainer first = await MappedContainer.StartAsync(sandbox, RuntimeSandbox.Ours, MappedSpec.Map);
        (string Type, string File)[] shared = [("user", "user"), ("pid", "pid"), ("network", "net"), ("ipc", "ipc"), ("uts", "uts")];

        CommandResult result = await RunAsync(
            RuntimeSandbox.Ours,
            "id -u; for n in user pid net ipc uts; do readlink /proc/self/ns/$n; done; test -d /proc/1 && grep -c sleep /proc/1/cmdline",
            spec =>
            {
                MappedSpec.SetNamespaces(
                    spec, [.. shared.Select(s => MappedSpec.Namespace(s.Type, $"/proc/{first.Pid}/ns/{s.File}")), MappedSpec.Namespace("mount")]);
            });

        Assert.Equal(
            ["0", .. shared.Select(s => new FileInfo($"/proc/{first.Pid}/ns/{s.File}").LinkTarget!), "1"], result.Succeeded().Lines);
    }

    [Fact]
    public async Task Run_UserNamespaceOfAnother_OwnsWhatIsNew()
    {
        await using MappedContainer first = await MappedContainer.StartAsync(sandbox, RuntimeSandbox.Ours, MappedSpec.Map);

        CommandResult result = await RunAsync(RuntimeSandbox.Ours, "echo $$; hostname; readlink /proc/self/ns/user", spec =>
            MappedSpec.SetNamespaces(
                spec, MappedSpec.Namespace("user", $"/proc/{first.Pid}/ns/user"), MappedSpec.Namespace("pid"), MappedSpec.Namespace("mount"),
                MappedSpec.Namespace("uts"), MappedSpec.Namespace("ipc"), MappedSpec.Namespace("network")));

        Assert.Equal(["1", "test", new FileInfo($"/proc/{first.Pid}/ns/user").LinkTarget!], result.Succeeded().Lines);
    }

    [Fact]
    public async Task Run_NewUserNamespaceInNetworkOfTheHost_JoinsBeforeItLosesItsPowers()
    {
        string network = $"/proc/{Environment.ProcessId}/ns/net";
        CommandResult result = await RunAsync(RuntimeSandbox.Ours, "id -u; readlink /proc/self/ns/net; echo $$", spec =>
        {
            MappedSpec.Map(spec);
            MappedSpec.SetNamespaces(
                spec, MappedSpec.Namespace("network", network), MappedSpec.Namespace("user"), MappedSpec.Namespace("mount"),
                MappedSpec.Namespace("pid"), MappedSpec.Namespace("uts"));
        });

        Assert.Equal(["0", new FileInfo(network).LinkTarget!, "1"], result.Succeeded().Lines);
    }

    [Fact]
    public async Task Run_PathOfAnotherKind_IsRefused()
    {
        CommandResult other = await RunAsync(RuntimeSandbox.Ours, "true", spec =>
            spec["linux"]!["namespaces"]!.AsArray().Add(MappedSpec.Namespace("time", "/proc/self/ns/net")));
        CommandResult none = await RunAsync(RuntimeSandbox.Ours, "true", spec =>
            spec["linux"]!["namespaces"]!.AsArray().Add(MappedSpec.Namespace("time", "/etc/passwd")));

        Assert.Contains("linux.namespaces[5].path: /proc/self/ns/net is not a time namespace", other.Exited(1).Error, StringComparison.Ordinal);
        Assert.Contains("linux.namespaces[5].path: /etc/passwd is not a namespace", none.Exited(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lifecycle_MountNamespaceOfTheHost_LeavesNoMount()
    {
        await using (MappedContainer container = await MappedContainer.StartAsync(sandbox, RuntimeSandbox.Ours, HostMounts))
        {
            CommandResult result = await sandbox.RunAsync(
                RuntimeSandbox.Ours, ["exec", container.Id, "sh", "-c", $"ls -d /bin/busybox {sandbox.Root} 2>/dev/null; readlink /proc/self/ns/mnt"]);

            Assert.Equal(["/bin/busybox", new FileInfo("/proc/self/ns/mnt").LinkTarget!], result.Succeeded().Lines);
        }

        Assert.DoesNotContain(sandbox.RootFileSystem, File.ReadAllText("/proc/self/mountinfo"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_NoNamespaceAtAll_IsAProcessOfTheHost()
    {
        CommandResult result = await RunAsync(RuntimeSandbox.Ours, "for n in /proc/self/ns/*; do readlink $n; done | sort -u", spec =>
        {
            HostMounts(spec);
            spec.Remove("hostname");
            MappedSpec.SetNamespaces(spec);
        });

        string[] own = [.. Directory.GetFiles("/proc/self/ns").Select(n => new FileInfo(n).LinkTarget!).Distinct().Order(StringComparer.Ordinal)];
        Assert.Equal(own, result.Succeeded().Lines);
        Assert.DoesNotContain(sandbox.RootFileSystem, File.ReadAllText("/proc/self/mountinfo"), StringComparison.Ordinal);
    }

    private static void HostMounts(JsonObject spec)
    {
        MappedSpec.SetNamespaces(spec, MappedSpec.Namespace("uts"));
        spec["root"]!["readonly"] = false;
    }

    private static string Squeeze(string line) => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private async Task<CommandResult> RunAsync(string runtime, string script, Action<JsonObject> change)
    {
        await MappedSpec.ChownRootAsync(sandbox);
        string id = RuntimeSandbox.NewId();
        return await sandbox.RunAsync(runtime, ["run", "-b", sandbox.Bundle(id, script, change), id]);
    }
}
