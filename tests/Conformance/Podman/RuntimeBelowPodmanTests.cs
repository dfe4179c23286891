using Berth.Conformance.Runtimes;
using Berth.Harness;
using Xunit;

namespace Berth.Conformance.Podman;

/// <summary>Podman and its conmon use <c>berth-runtime</c> in the place of runc, and nobody sees a difference.</summary>
public sealed class RuntimeBelowPodmanTests(Podman podman) : IClassFixture<Podman>
{
    [Theory]
    [InlineData("", "echo out; echo err >&2; exit 4")]
    [InlineData("-t", "tty")]
    [InlineData("--user 1000:1000 -w /tmp --umask 077", "id -u; id -g; pwd; umask")]
    [InlineData("--cap-drop all --cap-add net_raw", "grep -E '^(Cap|NoNewPrivs|Seccomp:)' /proc/self/status")]
    [InlineData("--memory 64m --pids-limit 30 --cpus 0.5", "cd /sys/fs/cgroup; cat memory/memory.limit_in_bytes pids/pids.max cpu/cpu.cfs_quota_us memory.max pids.max cpu.max 2>/dev/null; true")]
    [InlineData("--sysctl net.ipv4.ip_forward=1 --oom-score-adj 100 -h name", "cat /proc/sys/net/ipv4/ip_forward /proc/self/oom_score_adj; hostname")]
    public Task Run_AnyOption_IsAsWithRunc(string options, string script) => CompareAsync(transcript => transcript.AddAsync(
        ["run", "--rm", "--net", "none", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), Podman.Image, "sh", "-c", script]));

    [Fact]
    public Task Run_MissingProgram_HasTheCodeAndTextOfRunc() => CompareAsync(podman =>
        podman.AddAsync("run", "--rm", "--net", "none", Podman.Image, "no-such-program"));

    [Fact]
    public Task Container_ThroughItsWholeLife_IsAsWithRunc() => CompareAsync(async podman =>
    {
        await podman.AddAsync("run", "-d", "--net", "none", "--name", "NAME", Podman.Image, "sleep", "1000");
        await podman.AddAsync("exec", "NAME", "echo", "inside");
        await podman.AddAsync("exec", "-t", "NAME", "tty");
        await podman.AddAsync("exec", "NAME", "sh", "-c", "exit 9");
        await podman.AddAsync("exec", "NAME", "no-such-program");
        await podman.AddAsync("pause", "NAME");
        await podman.AddAsync("inspect", "-f", "{{.State.Status}}", "NAME");
        await podman.AddAsync("unpause", "NAME");
        await podman.AddAsync("kill", "NAME");
        await podman.AddAsync("wait", "NAME");
        await podman.AddAsync("start", "NAME");
        await podman.AddAsync("stop", "-t", "0", "NAME");
        await podman.AddAsync("rm", "NAME");
    });

    private async Task CompareAsync(Func<Transcript, Task> play)
    {
        async Task<IReadOnlyList<string>> OneAsync(string runtime, string name)
        {
            var transcript = new Transcript(
                arguments => podman.RunAsync(runtime, arguments.Select(word => word == "NAME" ? name : word)), name);
            await play(transcript);
            return transcript.Entries;
        }

        IReadOnlyList<string>[] both = await Task.WhenAll(
            OneAsync(Installation.Binary("berth-runtime"), "first"), OneAsync("runc", "second"));
        Assert.Equal(both[1], both[0]);
    }
}
