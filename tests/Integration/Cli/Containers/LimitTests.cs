using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Containers;

/// <summary>Limits that <c>run</c> and <c>create</c> set, looked up where the kernel keeps them.</summary>
public sealed class LimitTests(SharedDaemon shared) : CliTest(shared)
{
    [Theory]
    [InlineData("-m 64m", "memory", "memory.limit_in_bytes", "67108864")]
    [InlineData("-m 64m", "memory", "memory.memsw.limit_in_bytes", "134217728")]
    [InlineData("-m 64m --memory-swap 64m", "memory", "memory.memsw.limit_in_bytes", "67108864")]
    [InlineData("-m 64m --memory-swap -1", "memory", "memory.memsw.limit_in_bytes", "9223372036854771712")]
    [InlineData("--memory-reservation 32m", "memory", "memory.soft_limit_in_bytes", "33554432")]
    [InlineData("--memory-swappiness 7", "memory", "memory.swappiness", "7")]
    [InlineData("-m 64m --oom-kill-disable", "memory", "memory.oom_control", "oom_kill_disable 1")]
    [InlineData("--cpus 1.5", "cpu", "cpu.cfs_quota_us", "150000")]
    [InlineData("--cpu-period 50000 --cpu-quota 20000", "cpu", "cpu.cfs_period_us", "50000")]
    [InlineData("--cpu-period 50000 --cpu-quota 20000", "cpu", "cpu.cfs_quota_us", "20000")]
    [InlineData("-c 300", "cpu", "cpu.shares", "300")]
    [InlineData("--cpuset-cpus 1 --cpuset-mems 0", "cpuset", "cpuset.cpus", "1")]
    [InlineData("--pids-limit 33", "pids", "pids.max", "33")]
    [InlineData("--pids-limit -1", "pids", "pids.max", "max")]
    public async Task Run_WithALimitOfTheCgroup_SetsIt(string options, string controller, string file, string expected)
    {
        await using TestContainer container = await StartSleeperAsync(options.Split(' '));

        Assert.StartsWith(expected, await ReadAsync(container, controller, file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--device-read-bps", "blkio.throttle.read_bps_device", "1mb", 1048576)]
    [InlineData("--device-write-bps", "blkio.throttle.write_bps_device", "2mb", 2097152)]
    [InlineData("--device-read-iops", "blkio.throttle.read_iops_device", "100", 100)]
    [InlineData("--device-write-iops", "blkio.throttle.write_iops_device", "200", 200)]
    public async Task Run_WithALimitOfABlockDevice_SetsIt(string flag, string file, string rate, int expected)
    {
        string? device = Directory.EnumerateFiles("/dev").FirstOrDefault(d => Path.GetFileName(d) is "vda" or "sda" or "nvme0n1");
        Assert.SkipWhen(device is null, "this host has no disk");

        await using TestContainer container = await StartSleeperAsync(flag, $"{device}:{rate}");

        Assert.EndsWith($" {expected}", await ReadAsync(container, "blkio", file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--ulimit nofile=100:200", "ulimit -n; ulimit -Hn", "100\n200")]
    [InlineData("--ulimit core=0", "ulimit -c", "0")]
    [InlineData("--oom-score-adj 900", "cat /proc/self/oom_score_adj", "900")]
    [InlineData("--shm-size 16m", "df -k /dev/shm | tail -1 | awk '{print $2}'", "16384")]
    [InlineData("--sysctl kernel.msgmax=4096", "cat /proc/sys/kernel/msgmax", "4096")]
    [InlineData("--device /dev/fuse:/dev/other:r", "ls /dev/other", "/dev/other")]
    public async Task Run_WithALimitOfTheProcess_SetsIt(string options, string script, string expected) =>
        Assert.Equal(expected, await ShellAsync(script, options.Split(' ')));

    // The daemon's words; those of the client, which refuses some itself, are in LimitSpecTests.
    [Theory]
    [InlineData("-m 5m", "Minimum memory limit allowed is 6MB")]
    [InlineData("--memory-swap 100m", "You should always set the Memory limit when using Memoryswap limit, see usage")]
    [InlineData("-m 100m --memory-swap 50m", "Minimum memoryswap limit should be larger than memory limit, see usage")]
    [InlineData("--memory-reservation 1m", "Minimum memory reservation allowed is 6MB")]
    [InlineData("-m 10m --memory-reservation 20m", "Minimum memory limit can not be less than memory reservation limit, see usage")]
    [InlineData("--cpu-period 10", "CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)")]
    [InlineData("--cpu-quota 10", "CPU cfs quota can not be less than 1ms (i.e. 1000)")]
    [InlineData("--cpuset-cpus 99", "Requested CPUs are not available - requested 99, available: ")]
    [InlineData("--cpuset-mems 99", "Requested memory nodes are not available - requested 99, available: ")]
    [InlineData("--cpuset-cpus x", "Invalid value x for cpuset cpus")]
    [InlineData("--oom-score-adj 2000", "Invalid value 2000, range for oom score adj is [-1000, 1000]")]
    [InlineData("--device-read-bps /dev/nope:1mb", "stat /dev/nope: no such file or directory")]
    [InlineData("--gpus all", "could not select device driver \"\" with capabilities: [[gpu]]")]
    [InlineData("--gpus device=0", "could not select device driver \"\" with capabilities: [[gpu]]")]
    [InlineData("--device /nope", "error gathering device information while adding custom device \"/nope\": no such file or directory")]
    public async Task Run_WithALimitThatCannotBe_IsRefused(string options, string message)
    {
        CommandResult result = await RunAsync(["run", "--rm", .. options.Split(' '), Busybox, "true"]);

        // docker's client takes "no such file" for a command that is not there.
        Assert.Equal(message.Contains("no such file", StringComparison.Ordinal) ? 127 : 125, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    // More than the daemon may hand out: said, and nothing of the container is left.
    [Fact]
    public async Task Run_WithMoreFilesThanTheKernelAllows_IsRefused()
    {
        string name = NewName();

        CommandResult result = await RunAsync("run", "--rm", "--name", name, "--ulimit", "nofile=99999999:99999999", Busybox, "true");

        Assert.True(result.ExitCode is 125 or 128, $"{result.ExitCode}");
        Assert.Contains("rlimit", result.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("operation not permitted", result.Error, StringComparison.OrdinalIgnoreCase);
        Assert.NotEqual(0, (await RunAsync("inspect", name)).ExitCode);
    }

    [Fact]
    public async Task Create_WithTheOomKillerOff_Warns()
    {
        string name = NewName();
        await using var container = new TestContainer(Daemon, name);

        CommandResult result = (await RunAsync("create", "--name", name, "--oom-kill-disable", Busybox)).Succeeded();

        Assert.Contains("OOM killer is disabled for the container, but no memory limit is set, this can result in the system running out of resources.",
            result.Error, StringComparison.Ordinal);
    }

    private static async Task<string> ReadAsync(TestContainer container, string controller, string file)
    {
        string pid = await container.InspectAsync("{{.State.Pid}}");
        string? line = (await File.ReadAllLinesAsync($"/proc/{pid}/cgroup", TestContext.Current.CancellationToken))
            .FirstOrDefault(l => l.Split(':')[1].Split(',').Contains(controller));
        Assert.SkipWhen(line is null, "this host has no cgroups of version 1");
        string[] fields = line.Split(':', 3);
        return (await File.ReadAllTextAsync($"/sys/fs/cgroup/{fields[1]}{fields[2]}/{file}", TestContext.Current.CancellationToken)).Trim();
    }
}
