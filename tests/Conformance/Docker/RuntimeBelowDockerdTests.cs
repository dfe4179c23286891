using System.Globalization;
using Berth.Harness;
using Xunit;

namespace Berth.Conformance.Docker;

/// <summary>dockerd uses <c>berth-runtime</c> in the place of runc, and nobody sees a difference.</summary>
public sealed class RuntimeBelowDockerdTests(DockerdWithTwoRuntimes dockerd) : IClassFixture<DockerdWithTwoRuntimes>
{
    [Theory]
    [InlineData("", "echo out; echo err >&2; exit 42")]
    [InlineData("-t", "tty; test -t 0 && echo terminal; ls -l /dev/console | cut -c1-10")]
    [InlineData("--user 1000:1000 -w /new/place", "id -u; id -g; pwd")]
    [InlineData("--read-only --tmpfs /scratch:size=1m", "touch /x; touch /scratch/x && echo written")]
    [InlineData("--cap-drop ALL --cap-add NET_RAW --security-opt no-new-privileges", "grep -E '^(Cap|NoNewPrivs|Seccomp:)' /proc/self/status")]
    [InlineData("", "busybox unshare -U true; echo $?; mount -t tmpfs t /tmp; grep -E '^(Cap|Seccomp:)' /proc/self/status")]
    [InlineData("--security-opt seccomp=unconfined", "grep Seccomp: /proc/self/status")]
    [InlineData("-m 64m --memory-swap 64m --cpus 0.5 --cpu-shares 512 --pids-limit 20", "cd /sys/fs/cgroup; cat memory/memory.limit_in_bytes memory/memory.memsw.limit_in_bytes cpu/cpu.cfs_quota_us cpu/cpu.shares pids/pids.max memory.max cpu.max pids.max 2>/dev/null; true")]
    [InlineData("-m 16m --memory-swap 16m", "tail /dev/zero")]
    [InlineData("--ulimit nofile=100:200 --oom-score-adj 300 -h name --shm-size 8m", "ulimit -n; ulimit -Hn; cat /proc/self/oom_score_adj; hostname; df -k /dev/shm | tail -n 1")]
    [InlineData("--sysctl kernel.msgmax=9000 --label a=b -e A=1", "cat /proc/sys/kernel/msgmax; env | grep A=")]
    [InlineData("--device /dev/null:/dev/other:r", "echo x 2>&1 >/dev/other | sed s/.*:.//; head -c 1 /dev/other; echo $?; ls /dev")]
    [InlineData("--pid host --ipc host --uts host --net host", "test $$ -gt 1 && echo shared")]
    [InlineData("-v /usr:/usr/host:ro", "ls /usr/host/bin/env; touch /usr/host/x; echo $?")]
    [InlineData("", "cut -d' ' -f2 /proc/mounts | sort; ls /proc/scsi /sys/firmware; echo x 2>/dev/null >/proc/sysrq-trigger; echo $?")]
    public Task Run_AnyOption_IsAsWithRunc(string options, string script) => dockerd.CompareAsync((transcript, runtime) =>
        transcript.AddAsync(["run", "--rm", "--runtime", runtime, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), Daemon.Busybox, "sh", "-c", script]));

    [Theory]
    [InlineData("no-such-program", 127)]
    [InlineData("/no/such/program", 127)]
    [InlineData("/etc/passwd", 126)]
    public async Task Run_WhatCannotBeExecuted_HasTheCodeAndTextOfRunc(string program, int code)
    {
        IReadOnlyList<string> entries = await dockerd.CompareAsync((transcript, runtime) =>
            transcript.AddAsync("run", "--rm", "--runtime", runtime, Daemon.Busybox, program));

        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"[{code}]"), entries[0], StringComparison.Ordinal);
    }

    [Fact]
    public Task Container_ThroughItsWholeLife_IsAsWithRunc() => dockerd.CompareAsync(async (docker, name) =>
    {
        await docker.AddAsync("run", "-dit", "--runtime", name, "--name", name, Daemon.Busybox, "sh");
        await docker.AddAsync("exec", name, "echo", "inside");
        await docker.AddAsync("exec", "-t", name, "tty");
        await docker.AddAsync("exec", name, "sh", "-c", "exit 7");
        await docker.AddAsync("exec", "-u", "1000:1000", "-w", "/tmp", "-e", "X=y", name, "sh", "-c", "id -u; id -g; pwd; echo $X");
        await docker.AddAsync("exec", name, "no-such-program");
        await docker.AddAsync("exec", "-w", "/nowhere", name, "true");
        await docker.AddAsync("pause", name);
        await docker.AddAsync("exec", name, "true");
        await docker.AddAsync("inspect", "-f", "{{.State.Status}}", name);
        await docker.AddAsync("unpause", name);
        await docker.AddAsync("kill", name);
        await docker.AddAsync("wait", name);
        await docker.AddAsync("kill", name);
        await docker.AddAsync("start", name);
        await docker.AddAsync("restart", "-t", "0", name);
        await docker.AddAsync("stop", "-t", "0", name);
        await docker.AddAsync("inspect", "-f", "{{.State.ExitCode}} {{.State.Error}}", name);
        await docker.AddAsync("rm", name);
    });

    [Fact]
    public Task Stop_ProgramThatCatchesTheSignal_EndsWithItsCode() => dockerd.CompareAsync(async (docker, name) =>
    {
        await docker.AddAsync(
            "run", "-d", "--runtime", name, "--name", $"{name}-traps", Daemon.Busybox, "sh", "-c", "trap 'echo caught; exit 5' TERM; echo ready; while :; do sleep 0.1; done");
        await docker.ExpectAsync("ready", "logs", $"{name}-traps");
        await docker.AddAsync("stop", $"{name}-traps");
        await docker.AddAsync("logs", $"{name}-traps");
        await docker.AddAsync("inspect", "-f", "{{.State.ExitCode}}", $"{name}-traps");
        await docker.AddAsync("rm", $"{name}-traps");
    });

    [Fact]
    public Task Namespaces_OfAnotherContainer_AreShared() => dockerd.CompareAsync(async (docker, name) =>
    {
        await docker.AddAsync("run", "-d", "--runtime", name, "--ipc", "shareable", "--name", $"{name}-first", Daemon.Busybox, "sleep", "1000");
        await docker.AddAsync("run", "--rm", "--runtime", name, "--pid", $"container:{name}-first", "--net", $"container:{name}-first", "--ipc", $"container:{name}-first", Daemon.Busybox, "sh", "-c", "ps -o comm; ls /sys/class/net");
        await docker.AddAsync("rm", "-f", $"{name}-first");
    });

    [Fact]
    public Task Shim_Killed_ContainerIsStoppedAndStartsAgain() => dockerd.CompareAsync(async (docker, name) =>
    {
        await docker.AddAsync("run", "-d", "--runtime", name, "--name", $"{name}-shim", Daemon.Busybox, "sleep", "1000");
        CommandResult id = await docker.AddAsync("inspect", "-f", "{{.Id}}", $"{name}-shim");
        (await Command.RunAsync("pkill", ["-KILL", "-f", $"containerd-shim.* -id {id.Text}"])).Succeeded();
        await docker.ExpectAsync("exited 137", "inspect", "-f", "{{.State.Status}} {{.State.ExitCode}}", $"{name}-shim");
        await docker.AddAsync("start", $"{name}-shim");
        await docker.ExpectAsync("running", "inspect", "-f", "{{.State.Status}}", $"{name}-shim");
        await docker.AddAsync("rm", "-f", $"{name}-shim");
    });

    [Fact]
    public async Task DefaultRuntime_IsOurs_RunsWithoutBeingNamed()
    {
        Assert.Equal(DockerdWithTwoRuntimes.Ours, (await dockerd.Daemon.RunAsync("info", "-f", "{{.DefaultRuntime}}")).Text);
        Assert.Equal("input", (await dockerd.Daemon.RunWithInputAsync("input", "run", "--rm", "-i", Daemon.Busybox, "cat")).Succeeded().Output);
    }
}
