using Berth.Conformance.Runtimes;
using Berth.Harness;
using Xunit;

namespace Berth.Conformance.Containerd;

/// <summary>containerd's shim uses <c>berth-runtime</c> in the place of runc, and nobody sees a difference.</summary>
public sealed class RuntimeBelowContainerdTests(Containerd containerd) : IClassFixture<Containerd>
{
    [Fact]
    public Task Run_ProgramsOfAllKinds_AreAsWithRunc() => CompareAsync(async (ctr, name, run) =>
    {
        await ctr.AddAsync([.. run, "--rm", Containerd.Image, $"{name}-1", "sh", "-c", "echo out; echo err >&2; exit 4"]);
        await ctr.AddAsync([.. run, "--rm", "--read-only", Containerd.Image, $"{name}-2", "touch", "/x"]);
        await ctr.AddAsync([.. run, "--rm", "--privileged", Containerd.Image, $"{name}-3", "grep", "CapEff", "/proc/self/status"]);
        await ctr.AddAsync([.. run, "--rm", "--seccomp", Containerd.Image, $"{name}-4", "grep", "Seccomp:", "/proc/self/status"]);
        await ctr.AddAsync([.. run, "--rm", Containerd.Image, $"{name}-5", "no-such-program"]);
    });

    [Fact]
    public Task Task_ThroughItsWholeLife_IsAsWithRunc() => CompareAsync(async (ctr, name, run) =>
    {
        await ctr.AddAsync([.. run, "-d", "--null-io", Containerd.Image, name, "sleep", "1000"]);
        await ctr.AddAsync("task", "exec", "--exec-id", "1", name, "echo", "inside");
        await ctr.AddAsync("task", "exec", "--exec-id", "2", name, "sh", "-c", "exit 9");
        await ctr.AddAsync("task", "exec", "--exec-id", "3", "--user", "1000", "--cwd", "/tmp", name, "sh", "-c", "id -u; pwd");
        await ctr.AddAsync("task", "exec", "--exec-id", "4", name, "no-such-program");
        await ctr.AddAsync("task", "pause", name);
        await ctr.AddAsync("task", "exec", "--exec-id", "5", name, "true");
        await ctr.AddAsync("task", "resume", name);
        await ctr.AddAsync("task", "delete", name);
        await ctr.AddAsync("task", "kill", "-s", "KILL", name);

        // The word that it has ended reaches containerd a moment later.
        await ctr.EventuallyAsync("task", "delete", name);
        await ctr.AddAsync("container", "delete", name);
    });

    private async Task CompareAsync(Func<Transcript, string, string[], Task> play)
    {
        async Task<IReadOnlyList<string>> OneAsync(string runtime, string name)
        {
            var transcript = new Transcript(arguments => containerd.CtrAsync(arguments), name);
            await play(transcript, name, ["run", "--runc-binary", runtime]);
            return [.. transcript.Entries.Select(entry => entry.Replace(runtime, "RUNTIME", StringComparison.Ordinal))];
        }

        string runc = Installation.OnPath("runc") ?? "runc";
        IReadOnlyList<string>[] both = await Task.WhenAll(
            OneAsync(Installation.Binary("berth-runtime"), "first"), OneAsync(runc, "second"));
        Assert.Equal(both[1], both[0]);
    }
}
