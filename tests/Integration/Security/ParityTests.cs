using System.Globalization;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Security;

/// <summary>
/// A probe sees in a container of ours what it sees in one of Debian's dockerd, but for what is named here with its reason
/// (docs/compatibility.md, "Defaults of containers"). The same was compared by hand with dockerd 28.5: there only the first two differ.
/// </summary>
public sealed class ParityTests
{
    private static readonly string[] s_onlyDockerd =
    [
        // The tmpfs that holds the hierarchies is read-only with us, as the hierarchies are.
        "mount /sys/fs/cgroup tmpfs rw,nosuid,nodev,noexec,relatime,mode=755",

        // 20.10 does not hide it yet; 28 does.
        "hidden /proc/interrupts 100 bytes",
    ];

    private static readonly string[] s_onlyOurs =
    [
        "mount /sys/fs/cgroup tmpfs ro,nosuid,nodev,noexec,relatime,mode=755", "mount /proc/interrupts hidden", "hidden /proc/interrupts 0 bytes",
    ];

    /// <summary>Calls by number where dockerd 20.10's filter is older than 28's, which ours is: what ours says.</summary>
    private static readonly Dictionary<int, string> s_newerFilter = new()
    {
        [303] = "let through", // name_to_handle_at
        [310] = "let through", // process_vm_readv, since Linux 4.8 no way around a filter
        [311] = "let through", // process_vm_writev
        [329] = "let through", // pkey_mprotect
        [330] = "let through", // pkey_alloc
        [331] = "let through", // pkey_free
        [425] = "EPERM", // io_uring_setup: too many holes
        [426] = "EPERM", // io_uring_enter
        [427] = "EPERM", // io_uring_register
    };

    [Fact]
    public async Task Containers_OfDockerdAndOurs_AreTheSame()
    {
        Assert.SkipWhen(Installation.OnPath("dockerd") is null || Target.IsDockerd, "compares dockerd with berthd");
        await using Daemon reference = await Daemon.StartAsync(new DaemonOptions { Reference = true });
        await using Daemon ours = await Daemon.StartAsync(new DaemonOptions { Reference = false });
        string probe = Path.Combine(ours.Root, "probe");
        await ParityProbe.BuildAsync(probe);

        foreach (string options in (string[])
        [
            "", "--security-opt seccomp=unconfined", "--security-opt systempaths=unconfined", "--security-opt no-new-privileges", "-u app",
            "-u 4242:4343", "--cap-drop ALL", "--cap-add SYS_ADMIN", "--cap-add NET_ADMIN --cap-drop CHOWN", "--read-only", "--cgroupns private",
            "-t", "--ipc none", "--group-add 77", "--ulimit nofile=100:200", "--oom-score-adj 300", "--shm-size 1m", "--device /dev/fuse",
        ])
        {
            string[] words = options.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            HashSet<string> theirs = await ParityProbe.RunAsync(reference, probe, words);
            HashSet<string> mine = await ParityProbe.RunAsync(ours, probe, words);

            Assert.True(mine.Count > 500, $"{options}: the probe found {mine.Count} facts");
            Assert.Equal([], Unexpected(options, theirs.Except(mine), s_onlyDockerd));
            Assert.Equal([], Unexpected(options, mine.Except(theirs), s_onlyOurs));
            Assert.All(
                mine.Except(theirs).Where(IsNewerFilter), f => Assert.Equal(f.Split(' ', 3)[2], s_newerFilter[int.Parse(f.Split(' ')[1], CultureInfo.InvariantCulture)]));
        }
    }

    // Debian's runc cannot start a privileged container where the host itself lacks a capability; what such a container is, is known.
    [Fact]
    public async Task Privileged_HasAllThatTheHostHas()
    {
        Assert.SkipWhen(Target.IsDockerd, "old runc cannot start a privileged container where the host itself lacks a capability");
        await using Daemon daemon = await Daemon.StartAsync(new DaemonOptions { Reference = false });
        string probe = Path.Combine(daemon.Root, "probe");
        await ParityProbe.BuildAsync(probe);

        HashSet<string> facts = await ParityProbe.RunAsync(daemon, probe, ["--privileged"]);

        string bounding = File.ReadLines("/proc/self/status").Single(l => l.StartsWith("CapBnd:", StringComparison.Ordinal))[7..].Trim();
        Assert.Contains($"status CapEff: {bounding}", facts);
        Assert.Contains($"status CapPrm: {bounding}", facts);
        Assert.Contains("status CapInh: 0000000000000000", facts);
        Assert.Contains("status CapAmb: 0000000000000000", facts);
        Assert.Contains("status Seccomp: 0", facts);
        Assert.Contains("write /proc/sys/kernel/hostname yes", facts);
        Assert.Contains("mount /sys sysfs rw,nosuid,nodev,noexec,relatime", facts);
        Assert.Contains("link /dev/ptmx pts/ptmx", facts);
        Assert.DoesNotContain(facts, f => f.EndsWith(" hidden", StringComparison.Ordinal));
        Assert.Contains(facts, f => f.StartsWith("dev /dev/kmsg character special file ", StringComparison.Ordinal));
    }

    /// <summary>What no reason is given for.</summary>
    private static List<string> Unexpected(string options, IEnumerable<string> facts, string[] known) =>
        [.. facts.Where(f => !known.Contains(f) && !IsNewerFilter(f) && !IsUnifiedCgroup(f)).Select(f => $"{options}: {f}")];

    private static bool IsNewerFilter(string fact) => fact.Split(' ', 3) is ["call", var number, _]
        && s_newerFilter.ContainsKey(int.Parse(number, CultureInfo.InvariantCulture));

    /// <summary>Beside hierarchies of version 1 the unified one controls nothing: runc moves containers there, we leave them where they are.</summary>
    private static bool IsUnifiedCgroup(string fact) => fact.StartsWith("cgroup 0::", StringComparison.Ordinal);
}
