using System.Text.Json.Nodes;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Runtime;

/// <summary>
/// What a process in a container must not have: the kernel's switches, the caller's keys, groups, capabilities, secrets; and what a
/// container or a bundle may do to those who call the runtime on it.
/// </summary>
public sealed class HostileContainerTests(RuntimeSandbox sandbox) : IClassFixture<RuntimeSandbox>
{
    private static readonly string[] s_dockerCapabilities =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FSETID", "CAP_FOWNER", "CAP_MKNOD", "CAP_NET_RAW", "CAP_SETGID", "CAP_SETUID", "CAP_SETFCAP",
        "CAP_SETPCAP", "CAP_NET_BIND_SERVICE", "CAP_SYS_CHROOT", "CAP_KILL", "CAP_AUDIT_WRITE",
    ];

    // With docker's capabilities and paths. What is tried changes nothing if it succeeds: the old value, or a key without effect.
    [Fact]
    public async Task Run_SwitchesOfTheKernel_CannotBeReached()
    {
        HostileRoot root = await HostileRoot.CreateAsync(sandbox);
        const string Script =
            """
            for f in $(find /sys/fs/cgroup -name release_agent -o -name notify_on_release -o -name cgroup.procs -o -name devices.allow); do
                (cat $f >$f) 2>/dev/null && echo "wrote $f"
                (: >$f) 2>/dev/null && echo "opened $f"
            done
            for f in /proc/sys/kernel/core_pattern /proc/sys/kernel/modprobe /proc/sys/vm/panic_on_oom /sys/kernel/uevent_helper \
                /proc/sysrq-trigger /proc/sys/kernel/sysrq /proc/irq/default_smp_affinity /sys/kernel/mm/ksm/run /proc/sys/fs/binfmt_misc/register; do
                [ -e $f ] && (: >$f) 2>/dev/null && echo "opened $f"
            done
            for f in /proc/kcore /proc/keys /proc/timer_list /proc/sched_debug /sys/firmware /proc/acpi /proc/scsi; do
                [ -f $f ] && [ -n "$(head -c 1 $f 2>/dev/null)" ] && echo "read $f"
                [ -d $f ] && [ -n "$(ls $f)" ] && echo "listed $f"
            done
            mount -t proc proc /mnt 2>/dev/null && echo mounted
            mknod /dev/mem2 c 1 1 2>/dev/null && head -c 1 /dev/mem2 >/dev/null 2>&1 && echo "read the memory"
            mknod /dev/kmsg2 c 1 11 2>/dev/null && (: >/dev/kmsg2) 2>/dev/null && echo "opened the log"
            ls -d /proc/1/root/../../..{CANARY} 2>/dev/null
            chroot /proc/1/root ls -d {CANARY} 2>/dev/null
            echo end
            """;

        CommandResult result = await RunAsync(root, ["sh", "-c", Script.Replace("{CANARY}", root.Canary, StringComparison.Ordinal)], AsDocker);

        Assert.Equal("end", result.Succeeded().Text);
    }

    [Fact]
    public async Task Run_KeysOfTheCaller_AreNotFound()
    {
        HostileRoot root = await HostileRoot.CreateAsync(sandbox, "keyring", "addkey");
        string id = RuntimeSandbox.NewId();
        string bundle = sandbox.Bundle(id, ["/attack/keyring"], root.Use);

        CommandResult host = await Command.RunAsync($"{root.Path}/attack/addkey", [$"{root.Path}/attack/keyring"]);
        CommandResult result = await Command.RunAsync(
            $"{root.Path}/attack/addkey", sandbox.CommandLine(RuntimeSandbox.Ours, "run", "-b", bundle, id));

        Assert.Contains("key found", host.Output, StringComparison.Ordinal);
        Assert.Equal($"_ses.{id}", result.Succeeded().Lines[0].Split(';')[^1]);
        Assert.Equal(["key no", "of the user no"], result.Lines[1..]);
    }

    // Those of the caller: inheritable and ambient capabilities, groups, umask, a secret in the environment, "nice", locked bits.
    [Theory]
    [InlineData("run", 0)]
    [InlineData("run", 1000)]
    [InlineData("exec", 0)]
    [InlineData("exec", 1000)]
    public async Task Process_CallersCredentials_AreNotInherited(string how, int uid)
    {
        HostileRoot root = await HostileRoot.CreateAsync(sandbox);
        string id = RuntimeSandbox.NewId();
        const string Show = "grep -E '^(CapInh|CapAmb|CapPrm|CapEff|CapBnd|Groups|NoNewPrivs|Uid|Gid)' /proc/self/status; umask; env";
        string bundle = sandbox.Bundle(id, how == "run" ? ["sh", "-c", Show] : ["sleep", "1000"], spec =>
        {
            root.Use(spec);
            spec["process"]!["user"] = new JsonObject { ["uid"] = uid, ["gid"] = uid };
        });
        string[] caller =
        [
            "setpriv", "--inh-caps", "+kill,+chown,+net_raw", "--ambient-caps", "+kill,+chown,+net_raw", "--groups", "4,20,27", "sh", "-c",
            "umask 0; export HOST_SECRET=1; exec \"$0\" \"$@\"",
        ];
        if (how == "exec")
        {
            (await sandbox.RunDetachedAsync(RuntimeSandbox.Ours, "run", "-d", "-b", bundle, id)).Succeeded();
        }

        string[] verb = how == "exec" ? ["exec", id, "sh", "-c", Show] : ["run", "-b", bundle, id];
        CommandResult result = await Command.RunAsync(caller[0], [.. caller[1..], .. sandbox.CommandLine(RuntimeSandbox.Ours, verb)]);

        (await sandbox.RunAsync(RuntimeSandbox.Ours, ["delete", "-f", id])).Succeeded();
        string[] lines = [.. result.Succeeded().Lines.Select(line => string.Join(' ', line.Split((char[])['\t', ' '], StringSplitOptions.RemoveEmptyEntries)))];
        string held = uid == 0 ? "00000000000000e1" : "0000000000000000";
        Assert.Contains("CapInh: 0000000000000000", lines);
        Assert.Contains("CapAmb: 0000000000000000", lines);
        Assert.Contains($"CapPrm: {held}", lines);
        Assert.Contains($"CapEff: {held}", lines);
        Assert.Contains("CapBnd: 00000000000000e1", lines);
        Assert.Contains($"Uid: {uid} {uid} {uid} {uid}", lines);
        Assert.Contains($"Gid: {uid} {uid} {uid} {uid}", lines);
        Assert.Contains("Groups:", lines);
        Assert.Contains("NoNewPrivs: 1", lines);
        Assert.Contains("0022", lines);
        Assert.DoesNotContain(lines, line => line.Contains("HOST_SECRET", StringComparison.Ordinal));
    }

    // The filter is the last thing before the program: nothing that the runtime itself needs on the way has to be let through.
    [Theory]
    [InlineData("run")]
    [InlineData("exec")]
    public async Task Process_FilterForbidsWhatTheRuntimeDoes_StartsAndIsFiltered(string how)
    {
        HostileRoot root = await HostileRoot.CreateAsync(sandbox);
        string id = RuntimeSandbox.NewId();
        const string Show = "grep -E '^(Seccomp|NoNewPrivs):' /proc/self/status; mkdir /tmp/x 2>/dev/null || echo forbidden";
        string bundle = sandbox.Bundle(id, how == "run" ? ["sh", "-c", Show] : ["sleep", "1000"], spec =>
        {
            root.Use(spec);
            spec["process"]!["user"] = new JsonObject { ["uid"] = 1000, ["gid"] = 1000 };
            spec["linux"]!["seccomp"] = new JsonObject
            {
                ["defaultAction"] = "SCMP_ACT_ALLOW",
                ["syscalls"] = new JsonArray(new JsonObject
                {
                    ["names"] = new JsonArray(
                        "setuid", "setresuid", "setgid", "setresgid", "setgroups", "capset", "chdir", "fchdir", "mount", "move_mount", "openat2",
                        "open_tree", "pivot_root", "umount2", "setsid", "keyctl", "unshare", "setns", "mkdir", "mkdirat", "prlimit64", "accept4"),
                    ["action"] = "SCMP_ACT_ERRNO",
                }),
            };
        });
        if (how == "exec")
        {
            (await sandbox.RunDetachedAsync(RuntimeSandbox.Ours, "run", "-d", "-b", bundle, id)).Succeeded();
        }

        string[] verb = how == "exec" ? ["exec", id, "sh", "-c", Show] : ["run", "-b", bundle, id];
        CommandResult result = await sandbox.RunAsync(RuntimeSandbox.Ours, verb);

        (await sandbox.RunAsync(RuntimeSandbox.Ours, ["delete", "-f", id])).Succeeded();
        Assert.Equal(["NoNewPrivs:\t1", "Seccomp:\t2", "forbidden"], result.Succeeded().Lines);
    }

    public static TheoryData<string> Passwords => ["fifo", "huge", "/dev/zero", "/proc/kmsg", "/proc/self/mem", "directory", "loop", "device", "socket"];

    // HOME comes from a file that the container may have replaced by anything.
    [Theory]
    [MemberData(nameof(Passwords))]
    public async Task Exec_PasswordFileIsSomethingElse_DoesNotHang(string kind)
    {
        HostileRoot root = await HostileRoot.CreateAsync(sandbox);
        await using RunningContainer container = await RunningContainer.StartAsync(sandbox, RuntimeSandbox.Ours, root.Use);
        string at = $"{root.Path}/etc/passwd";
        File.Delete(at);
        string[] command = kind switch
        {
            "fifo" => ["mkfifo", at],
            "huge" => ["truncate", "-s", "100G", at],
            "directory" => ["mkdir", at],
            "loop" => ["ln", "-s", "passwd", at],
            "device" => ["mknod", at, "c", "10", "130"],
            "socket" => ["sh", "-c", "cd \"$0\" && timeout 1 busybox nc -l local:passwd; true", Path.GetDirectoryName(at)!],
            _ => ["ln", "-s", kind, at],
        };
        (await Command.RunAsync(command[0], command[1..])).Succeeded();

        CommandResult result = await Command.RunAsync(
            "sh",
            ["-c", "ulimit -v 4000000000; exec \"$0\" \"$@\"", .. sandbox.CommandLine(RuntimeSandbox.Ours, "exec", container.Id, "sh", "-c", "echo $HOME")],
            stdin: (string?)null, HostileRoot.Hang);

        Assert.Equal("/", result.Succeeded().Text);
    }

    public static TheoryData<string> Configurations => ["fifo", "/dev/zero", "directory", "spaces", "nested", "binary", "empty"];

    [Theory]
    [MemberData(nameof(Configurations))]
    public async Task Run_ConfigurationIsABomb_IsRefused(string kind)
    {
        string bundle = $"{sandbox.Root}/bundles/{RuntimeSandbox.NewId()}";
        Directory.CreateDirectory(bundle);
        string at = $"{bundle}/config.json";
        string[] command = kind switch
        {
            "fifo" => ["mkfifo", at],
            "directory" => ["mkdir", at],
            "spaces" => ["truncate", "-s", "20G", at],
            "nested" => ["sh", "-c", "head -c 1000000 /dev/zero | tr '\\0' '[' >\"$0\"", at],
            "binary" => ["sh", "-c", "head -c 1000000 /dev/urandom >\"$0\"", at],
            "empty" => ["touch", at],
            _ => ["ln", "-s", kind, at],
        };
        (await Command.RunAsync(command[0], command[1..])).Succeeded();

        CommandResult result = await Command.RunAsync(
            RuntimeSandbox.Executable(RuntimeSandbox.Ours),
            ["--root", sandbox.StateRoot(RuntimeSandbox.Ours), "run", "-b", bundle, RuntimeSandbox.NewId()], stdin: (string?)null, HostileRoot.Hang);

        Assert.Single(result.Exited(1).Error.Trim().Split('\n'));
    }

    // Where there is a namespace to be, there may be a FIFO.
    [Theory]
    [InlineData("pid")]
    [InlineData("network")]
    [InlineData("ipc")]
    public async Task Run_NamespaceIsAFifo_IsRefused(string type)
    {
        HostileRoot root = await HostileRoot.CreateAsync(sandbox);
        string fifo = $"{root.Volume}/fifo";
        (await Command.RunAsync("mkfifo", [fifo])).Succeeded();

        CommandResult result = await RunAsync(root, ["true"], spec =>
        {
            JsonNode own = spec["linux"]!["namespaces"]!.AsArray().Single(n => n!["type"]!.GetValue<string>() == type)!;
            own["path"] = fifo;
        });

        Assert.Contains("fifo", result.Exited(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task State_OfAContainer_IsForItsOwnerAlone()
    {
        string id = RuntimeSandbox.NewId();
        string bundle = sandbox.Bundle(id, ["true"]);
        string state = $"{sandbox.Root}/fresh";

        (await Command.RunAsync(
            "sh",
            [
                "-c", "umask 0; exec \"$0\" \"$@\" >/dev/null 2>/dev/null </dev/null",
                RuntimeSandbox.Executable(RuntimeSandbox.Ours), "--root", state, "create", "-b", bundle, id,
            ])).Succeeded();
        CommandResult modes = await Command.RunAsync("find", [state, "(", "-perm", "/o=rwx", "-o", "-perm", "/g=rwx", ")", "!", "-type", "s"]);
        UnixFileMode directory = File.GetUnixFileMode($"{state}/{id}");

        (await Command.RunAsync(RuntimeSandbox.Executable(RuntimeSandbox.Ours), ["--root", state, "delete", "-f", id])).Succeeded();
        Assert.Equal("", modes.Succeeded().Text);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, directory);
    }

    private static void AsDocker(JsonObject spec)
    {
        Directory.CreateDirectory($"{spec["root"]!["path"]!.GetValue<string>()}/mnt");
        JsonArray mounts = spec["mounts"]!.AsArray();
        mounts.Add(Mount("/sys", "sysfs", "nosuid", "noexec", "nodev", "ro"));
        mounts.Add(Mount("/sys/fs/cgroup", "cgroup", "nosuid", "noexec", "nodev", "relatime", "ro"));
        foreach (string set in (string[])["bounding", "effective", "permitted"])
        {
            spec["process"]!["capabilities"]![set] = new JsonArray([.. s_dockerCapabilities.Select(c => JsonValue.Create(c))]);
        }

        spec["linux"]!["resources"] = new JsonObject
        {
            ["devices"] = new JsonArray(
                new JsonObject { ["allow"] = false, ["access"] = "rwm" },
                new JsonObject { ["allow"] = true, ["type"] = "c", ["access"] = "m" },
                new JsonObject { ["allow"] = true, ["type"] = "c", ["major"] = 1, ["minor"] = 3, ["access"] = "rwm" }),
        };
        spec["linux"]!["maskedPaths"] = new JsonArray(
            "/proc/asound", "/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list", "/proc/timer_stats",
            "/proc/sched_debug", "/proc/scsi", "/sys/firmware");
        spec["linux"]!["readonlyPaths"] = new JsonArray("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");
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

    private static JsonObject Mount(string destination, string type, params string[] options) => new()
    {
        ["destination"] = destination, ["type"] = type, ["source"] = type,
        ["options"] = new JsonArray([.. options.Select(o => JsonValue.Create(o))]),
    };
}
