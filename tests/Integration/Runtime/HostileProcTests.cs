using System.Text.Json.Nodes;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Runtime;

/// <summary>
/// False /proc and /dev trees, by which the writes and mounts of a runtime are led elsewhere (CVE-2019-16884, 2023-27561, 2025-31133,
/// 2025-52565, 2025-52881).
/// </summary>
public sealed class HostileProcTests(RuntimeSandbox sandbox) : IClassFixture<RuntimeSandbox>
{
    [Theory]
    [InlineData("/proc", "tmpfs", "not of type proc")]
    [InlineData("/proc", "bind", "not of type proc")]
    [InlineData("/x/../proc/", "tmpfs", "not of type proc")]
    [InlineData("/proc/self/attr", "bind", "inside /proc")]
    [InlineData("/proc/self/attr", "tmpfs", "inside /proc")]
    [InlineData("/proc/sys", "bind", "inside /proc")]
    [InlineData("/proc/sys/kernel", "tmpfs", "inside /proc")]
    [InlineData("/link", "bind", "inside /proc")]
    [InlineData("/link/kernel", "bind", "inside /proc")]
    [InlineData("/link", "tmpfs", "inside /proc")]
    public async Task Run_SomethingIsMountedOnProc_IsRefused(string target, string type, string reason)
    {
        HostileRoot root = await HostileRoot.CreateAsync(sandbox);
        Directory.CreateDirectory($"{root.Volume}/kernel");
        File.CreateSymbolicLink($"{root.Path}/link", "/proc/sys");

        CommandResult result = await RunAsync(
            root, ["true"], spec => spec["mounts"]!.AsArray().Add(type == "bind" ? Bind(target, root.Volume) : Tmpfs(target)));

        Assert.Contains(reason, result.Exited(1).Error, StringComparison.Ordinal);
        await root.AssertOutsideUntouchedAsync();
    }

    // The files of LXCFS, and a procfs over the procfs.
    [Fact]
    public async Task Run_FilesThatMayCoverProc_Do()
    {
        HostileRoot root = await HostileRoot.CreateAsync(sandbox);

        CommandResult result = await RunAsync(root, ["cat", "/proc/meminfo"], spec =>
        {
            spec["mounts"]!.AsArray().Add(new JsonObject
            {
                ["destination"] = "/proc", ["type"] = "bind", ["source"] = "/proc", ["options"] = new JsonArray("rbind"),
            });
            spec["mounts"]!.AsArray().Add(Bind("/proc/meminfo", $"{root.Volume}/marker"));
        });

        Assert.Equal("of the volume", result.Succeeded().Text);
    }

    // All that is written goes to the kernel, wherever the image's names lead.
    [Fact]
    public async Task Run_ImageHasAFalseProc_WritesGoToTheKernel()
    {
        HostileRoot root = await HostileRoot.CreateAsync(sandbox);
        string[] names = ["proc/self/oom_score_adj", "proc/self/attr/exec", "proc/self/attr/apparmor/exec", "proc/sys/net/ipv4/ip_forward"];
        foreach (string name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName($"{root.Path}/{name}")!);
            File.WriteAllText($"{root.Path}/{name}", "false\n");
        }

        // No procfs at all until the program mounts one: its own state shows what was written.
        CommandResult result = await RunAsync(
            root,
            ["sh", "-c", "cat /proc/self/oom_score_adj; mount -t proc proc /mnt; cat /mnt/self/oom_score_adj /mnt/sys/net/ipv4/ip_forward"],
            spec =>
            {
                Directory.CreateDirectory($"{root.Path}/mnt");
                JsonArray mounts = spec["mounts"]!.AsArray();
                mounts.RemoveAt(0);
                foreach (string set in (string[])["bounding", "effective", "permitted"])
                {
                    spec["process"]!["capabilities"]![set]!.AsArray().Add("CAP_SYS_ADMIN");
                }

                spec["process"]!["oomScoreAdj"] = 321;
                spec["linux"]!["sysctl"] = new JsonObject { ["net.ipv4.ip_forward"] = "1" };
            });

        Assert.Equal(["false", "321", "1"], result.Succeeded().Lines);
        Assert.All(names, name => Assert.Equal("false\n", File.ReadAllText($"{root.Path}/{name}")));
    }

    public static TheoryData<string> Nulls =>
        ["link to a file of the volume", "link to the canary", "link to core_pattern", "file", "fifo", "another device", "directory", "nothing"];

    // /dev is a volume of the attacker's: what masks a path must not be what lies there as /dev/null.
    [Theory]
    [MemberData(nameof(Nulls))]
    public async Task Run_NullDeviceIsFalse_MasksAreRealOrItIsRefused(string kind)
    {
        HostileRoot root = await HostileRoot.CreateAsync(sandbox);
        string dev = $"{root.Directory}/volume/dev";
        Directory.CreateDirectory($"{dev}/pts");
        await PutAsync(root, $"{dev}/null", kind);

        CommandResult result = await RunAsync(
            root,
            [
                "sh", "-c",
                "cat /proc/keys; cat /proc/timer_list | head -c 20; stat -c %t:%T /proc/keys; "
                    + "(echo x >/proc/keys) 2>&-; (echo x >/proc/sys/kernel/core_pattern) 2>&- && echo written; true",
            ],
            spec =>
            {
                JsonArray mounts = spec["mounts"]!.AsArray();
                mounts.RemoveAt(1);
                mounts.Insert(1, Bind("/dev", dev));
                spec["linux"]!["maskedPaths"] = new JsonArray("/proc/keys", "/proc/timer_list", "/proc/kcore");
                spec["linux"]!["readonlyPaths"] = new JsonArray("/proc/sys");
            });

        Assert.True(result.ExitCode == 0 ? result.Text == "1:3" : result.Error.Length > 0, result.ToString());
        await root.AssertOutsideUntouchedAsync(kind);
    }

    public static TheoryData<string, string> Consoles
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (string place in (string[])["console", "ptmx", "pts", "tty"])
            {
                foreach (string kind in Nulls.Select(row => row.Data))
                {
                    all.Add(place, kind);
                }
            }

            return all;
        }
    }

    // The terminal comes from a devpts of the container's own or not at all, and is put on nothing outside.
    [Theory]
    [MemberData(nameof(Consoles))]
    public async Task Run_ConsoleIsFalse_TerminalIsRealOrItIsRefused(string place, string kind)
    {
        HostileRoot root = await HostileRoot.CreateAsync(sandbox);
        string dev = $"{root.Directory}/volume/dev";
        Directory.CreateDirectory($"{dev}/pts");
        await PutAsync(root, $"{dev}/{place}", kind);
        string id = RuntimeSandbox.NewId();
        string bundle = sandbox.Bundle(
            id,
            ["sh", "-c", "stat -f -c %t /dev/pts; tty; (echo x >/proc/sys/kernel/core_pattern) 2>&- && echo written; echo end"],
            spec =>
            {
                root.Use(spec);
                JsonArray mounts = spec["mounts"]!.AsArray();
                mounts.RemoveAt(1);
                mounts.Insert(1, Bind("/dev", dev));
                spec["process"]!["terminal"] = true;
                spec["linux"]!["readonlyPaths"] = new JsonArray("/proc/sys");
            });
        string pattern = File.ReadAllText("/proc/sys/kernel/core_pattern");

        await using Terminal terminal = Terminal.Start(
            RuntimeSandbox.Executable(RuntimeSandbox.Ours), ["--root", sandbox.StateRoot(RuntimeSandbox.Ours), "run", "-b", bundle, id]);
        int code = await terminal.WaitAsync(HostileRoot.Hang);

        string screen = terminal.Screen.Replace("\r", "", StringComparison.Ordinal);
        Assert.True(code == 0 ? screen.StartsWith("1cd1\n/dev/", StringComparison.Ordinal) : screen.Length > 0, screen);
        Assert.DoesNotContain("written", terminal.Screen, StringComparison.Ordinal);
        Assert.Equal(pattern, File.ReadAllText("/proc/sys/kernel/core_pattern"));
        await root.AssertOutsideUntouchedAsync($"{place} {kind}");
    }

    private static async Task PutAsync(HostileRoot root, string at, string kind)
    {
        if (Directory.Exists(at))
        {
            Directory.Delete(at);
        }

        File.WriteAllText($"{root.Volume}/bait", "bait\n");
        string[] command = kind switch
        {
            "link to a file of the volume" => ["ln", "-s", "/dev/../dev/bait", at],
            "link to the canary" => ["ln", "-s", $"{root.Canary}/secret", at],
            "link to core_pattern" => ["ln", "-s", "/proc/sys/kernel/core_pattern", at],
            "file" => ["touch", at],
            "fifo" => ["mkfifo", at],
            "another device" => ["mknod", at, "c", "1", "5"],
            "directory" => ["mkdir", at],
            _ => ["true"],
        };
        (await Command.RunAsync(command[0], command[1..])).Succeeded();
    }

    private async Task<CommandResult> RunAsync(HostileRoot root, string[] command, Action<JsonObject> change)
    {
        string id = RuntimeSandbox.NewId();
        string bundle = sandbox.Bundle(id, command, spec =>
        {
            root.Use(spec);
            change(spec);
        });
        return await Command.RunAsync(
            RuntimeSandbox.Executable(RuntimeSandbox.Ours),
            ["--root", sandbox.StateRoot(RuntimeSandbox.Ours), "run", "-b", bundle, id], stdin: (string?)null, HostileRoot.Hang);
    }

    private static JsonObject Bind(string destination, string source) => new()
    {
        ["destination"] = destination, ["type"] = "bind", ["source"] = source, ["options"] = new JsonArray("bind"),
    };

    private static JsonObject Tmpfs(string destination) => new()
    {
        ["destination"] = destination, ["type"] = "tmpfs", ["source"] = "tmpfs",
    };
}
