using System.Net.Sockets;
using System.Text.Json.Nodes;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Runtime;

/// <summary>
/// Images in which a place that the runtime mounts something on is not the directory or file that it should be. Either the container has
/// what the bundle says, at the place that the name leads to inside it, or it is refused; nothing outside its root is touched, and
/// nothing hangs.
/// </summary>
public sealed class HostileImageTests(RuntimeSandbox sandbox) : IClassFixture<RuntimeSandbox>
{
    private const string Resolver = "nameserver 192.0.2.1\n";

    // Prints one word for each thing that is not as the bundle says.
    private const string Check =
        """
        [ "$(stat -c %t:%T /dev/null)" = 1:3 ] || echo null
        [ "$(stat -f -c %t /proc)" = 9fa0 ] || echo proc
        [ "$(cat /proc/self/comm)" = cat ] || echo self
        [ "$(cat /etc/resolv.conf)" = "nameserver 192.0.2.1" ] || echo resolver
        [ "$(cat /run/vol/marker)" = "of the volume" ] || echo volume
        [ "$(stat -f -c %t /run/tmp)" = 1021994 ] || echo tmp
        [ "$(stat -f -c %t /dev/shm)" = 1021994 ] || echo shm
        [ "$(stat -f -c %t /dev/pts)" = 1cd1 ] || echo pts
        [ "$(stat -f -c %t /dev/mqueue)" = 19800202 ] || echo mqueue
        [ -z "$(ls /proc/scsi 2>/dev/null)" ] || echo mask
        ! echo 1 2>/dev/null >/proc/sys/kernel/core_uses_pid || echo sysctl
        echo done
        """;

    public static TheoryData<string> Kinds =>
    [
        "link to the canary", "link to a name in the canary", "relative link upwards", "dangling link", "link to a magic link",
        "link to the host's descriptors", "loop", "file", "fifo", "socket", "device", "directory of others",
    ];

    private static IEnumerable<string> Places =>
    [
        "/dev", "/proc", "/sys", "/etc", "/run", "/etc/resolv.conf", "/run/vol", "/run/tmp", "/dev/shm", "/dev/pts", "/dev/mqueue",
        "/sys/fs/cgroup", "/dev/null", "/dev/ptmx", "/dev/console", "/dev/fd", "/work",
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Run_PlaceOfAMountIsSomethingElse_IsRefusedOrRight(string kind)
    {
        foreach (string place in Places)
        {
            await AttackAsync(kind, place, ownDev: true);
        }
    }

    // Then the nodes, links and mounts below /dev and /sys meet what the image has there.
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Run_WithoutMountsOnDevAndSys_IsRefusedOrRight(string kind)
    {
        foreach (string place in Places.Where(p => p is not ("/dev" or "/sys")))
        {
            await AttackAsync(kind, place, ownDev: false);
        }
    }

    [Theory]
    [InlineData("/run/a\nb")]
    [InlineData("/run/ a b ")]
    [InlineData("/run/../../../../run/up")]
    [InlineData("/run/\u00e4\u4e2d")]
    [InlineData("//run//./double/")]
    public async Task Run_TargetsName_IsTakenAsItIs(string target)
    {
        HostileRoot root = await HostileRoot.CreateAsync(sandbox);

        CommandResult result = await RunAsync(
            root, ["cat", $"{target}/marker"], spec => spec["mounts"]!.AsArray().Add(Mount(target, "bind", root.Volume, "bind")));

        Assert.Equal("of the volume", result.Succeeded().Text);
        await root.AssertOutsideUntouchedAsync();
    }

    [Fact]
    public async Task Run_DeepTarget_IsMadeOrRefused()
    {
        HostileRoot root = await HostileRoot.CreateAsync(sandbox);
        foreach (int depth in (int[])[10, 500, 2000, 20000])
        {
            string target = "/run/" + string.Join('/', Enumerable.Repeat("d", depth));

            CommandResult result = await RunAsync(
                root, ["cat", $"{target}/marker"], spec => spec["mounts"]!.AsArray().Add(Mount(target, "bind", root.Volume, "bind")));

            Assert.True(result.ExitCode == 0 ? result.Text == "of the volume" : IsClear(result), result.ToString());
            await root.AssertOutsideUntouchedAsync();
        }
    }

    private async Task AttackAsync(string kind, string place, bool ownDev)
    {
        HostileRoot root = await HostileRoot.CreateAsync(sandbox);
        string resolver = $"{root.Volume}/resolv.conf";
        await File.WriteAllTextAsync(resolver, Resolver);
        await PutAsync(root, kind, place);

        CommandResult result = await RunAsync(root, ["sh", "-c", Check], spec =>
        {
            Complete(spec, root, resolver, ownDev);
            spec["process"]!["cwd"] = place == "/work" ? "/work" : "/";
        });

        string what = $"{kind} at {place}, {(ownDev ? "with" : "without")} mounts on /dev and /sys: {result}";
        Assert.True(result.ExitCode == 0 ? result.Text == "done" : IsClear(result), what);
        await root.AssertOutsideUntouchedAsync(what);
        TestContext.Current.TestOutputHelper?.WriteLine($"{kind}\t{place}\t{ownDev}\t{(result.ExitCode == 0 ? "right" : result.Error.Trim())}");
    }

    private static void Complete(JsonObject spec, HostileRoot root, string resolver, bool ownDev)
    {
        JsonArray mounts = spec["mounts"]!.AsArray();
        mounts.Clear();
        mounts.Add(Mount("/proc", "proc", "proc", "nosuid", "noexec", "nodev"));
        if (ownDev)
        {
            mounts.Add(Mount("/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k"));
            mounts.Add(Mount("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro"));
        }

        mounts.Add(Mount("/dev/pts", "devpts", "devpts", "nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"));
        mounts.Add(Mount("/dev/shm", "tmpfs", "shm", "nosuid", "noexec", "nodev", "mode=1777", "size=1m"));
        mounts.Add(Mount("/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev"));
        mounts.Add(Mount("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev", "relatime", "ro"));
        mounts.Add(Mount("/run/vol", "bind", root.Volume, "rbind", "ro"));
        mounts.Add(Mount("/run/tmp", "tmpfs", "tmpfs", "size=1m"));
        mounts.Add(Mount("/etc/resolv.conf", "bind", resolver, "rbind", "ro"));
        spec["linux"]!["maskedPaths"] = new JsonArray("/proc/kcore", "/proc/keys", "/proc/scsi", "/proc/timer_list", "/sys/firmware");
        spec["linux"]!["readonlyPaths"] = new JsonArray("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");
    }

    private static async Task PutAsync(HostileRoot root, string kind, string place)
    {
        string at = root.Path + place;
        Directory.CreateDirectory(Path.GetDirectoryName(at)!);
        (await Command.RunAsync("rm", ["-rf", "--one-file-system", at])).Succeeded();
        string[] command = kind switch
        {
            "link to the canary" => ["ln", "-s", root.Canary, at],
            "link to a name in the canary" => ["ln", "-s", $"{root.Canary}/directory/made", at],
            "relative link upwards" => ["ln", "-s", $"../../../../../../../../../../..{root.Canary}/directory", at],
            "dangling link" => ["ln", "-s", "/nowhere/at/all", at],
            "link to a magic link" => ["ln", "-s", $"/proc/self/root{root.Canary}", at],
            "link to the host's descriptors" => ["ln", "-s", "/proc/self/fd/7", at],
            "loop" => ["sh", "-c", "ln -s loop-b \"$0\" && ln -s \"$1\" \"$(dirname \"$0\")/loop-b\"", at, place],
            "file" => ["sh", "-c", "echo text >\"$0\"", at],
            "fifo" => ["mkfifo", at],
            "socket" => [],
            "device" => ["mknod", at, "c", "1", "7"],
            "directory of others" => ["sh", "-c", "mkdir -m 755 \"$0\" && echo x >\"$0/file\" && chown -R 65534:65534 \"$0\"", at],
            _ => throw new ArgumentException(kind, nameof(kind)),
        };
        if (kind == "socket")
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Bind(new UnixDomainSocketEndPoint($"{root.Path}/s"));
            File.Move($"{root.Path}/s", at);
            return;
        }

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

    private static bool IsClear(CommandResult result) =>
        result.ExitCode == 1 && result.Error.Trim().Length > 0 && result.Error.Trim().Split('\n').Length == 1
        && !result.Error.Contains("   at ", StringComparison.Ordinal);

    private static JsonObject Mount(string destination, string type, string source, params string[] options) => new()
    {
        ["destination"] = destination,
        ["type"] = type,
        ["source"] = source,
        ["options"] = new JsonArray([.. options.Select(o => JsonValue.Create(o))]),
    };
}
