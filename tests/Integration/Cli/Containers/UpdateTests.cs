using System.Text.Json;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Containers;

/// <summary><c>docker update</c>: limits of containers that are there.</summary>
public sealed class UpdateTests(SharedDaemon shared) : CliTest(shared)
{
    private const long Mega = 1 << 20;

    [Fact]
    public async Task Update_OfARunningContainer_ChangesItsCgroup()
    {
        await using TestContainer container = await StartSleeperAsync("-m", "100m");

        Assert.Equal(container.Name, await TextAsync("update", "-m", "80m", "--memory-swap", "120m", "--memory-reservation", "40m", "--cpus", "0.5", "--cpu-shares", "300",
            "--cpuset-cpus", "0", "--pids-limit", "50", container.Name));

        Assert.Equal($"{80 * Mega} {120 * Mega} {40 * Mega} 50000 100000 300 0 50", string.Join(' ', await LimitsAsync(container)));
        Assert.Equal($"{80 * Mega} {120 * Mega} {40 * Mega} 500000000 300 0 50", await container.InspectAsync(
            "{{.HostConfig.Memory}} {{.HostConfig.MemorySwap}} {{.HostConfig.MemoryReservation}} {{.HostConfig.NanoCpus}} {{.HostConfig.CpuShares}} " +
            "{{.HostConfig.CpusetCpus}} {{.HostConfig.PidsLimit}}"));
    }

    [Fact]
    public async Task Update_OfAStoppedContainer_CountsFromTheNextStart()
    {
        string name = NewName();
        await using var container = new TestContainer(Daemon, name);
        await TextAsync("create", "--name", name, "-m", "100m", Busybox, "sleep", "1000");

        await TextAsync("update", "-m", "50m", "--pids-limit", "20", name);
        await TextAsync("start", name);

        string[] limits = await LimitsAsync(container);
        Assert.Equal(($"{50 * Mega}", "20"), (limits[0], limits[^1]));
    }

    [Fact]
    public async Task Update_OfAPausedContainer_ChangesItsCgroup()
    {
        await using TestContainer container = await StartSleeperAsync("--pids-limit", "30");
        CommandResult paused = await RunAsync("pause", container.Name);
        Assert.SkipUnless(paused.ExitCode == 0, "containers cannot be paused yet");

        await TextAsync("update", "--pids-limit", "40", container.Name);
        await TextAsync("unpause", container.Name);

        Assert.Equal("40", (await LimitsAsync(container))[^1]);
    }

    [Fact]
    public async Task Update_OfTheRestartPolicy_IsInTheRecord()
    {
        await using TestContainer container = await StartSleeperAsync();

        await TextAsync("update", "--restart", "on-failure:3", container.Name);

        Assert.Equal("on-failure 3", await container.InspectAsync("{{.HostConfig.RestartPolicy.Name}} {{.HostConfig.RestartPolicy.MaximumRetryCount}}"));
    }

    [Theory]
    [InlineData("--restart=always", "Restart policy cannot be updated because AutoRemove is enabled for the container")]
    [InlineData("--restart=foo", "invalid restart policy")]
    [InlineData("--memory=5m", "Minimum memory limit allowed is 6MB")]
    [InlineData("--memory=300m", "Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time")]
    [InlineData("--cpu-quota=50000", "Conflicting options: CPU Quota cannot be updated as NanoCPUs has already been set")]
    [InlineData("--cpuset-cpus=99", "Requested CPUs are not available - requested 99, available: ")]
    public async Task Update_OfWhatCannotBe_IsRefusedAndChangesNothing(string flag, string message)
    {
        await using TestContainer container = await StartSleeperAsync("--rm", "-m", "100m", "--cpus", "1");
        string[] before = await LimitsAsync(container);

        CommandResult result = await RunAsync("update", flag, container.Name);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Equal(before, await LimitsAsync(container));
        Assert.Equal($"{100 * Mega} no", await container.InspectAsync("{{.HostConfig.Memory}} {{.HostConfig.RestartPolicy.Name}}"));
    }

    // What the kernel refuses half-way: less memory than is used and cannot be swapped out, with a limit beside it that it would take.
    [Fact]
    public async Task Update_ThatTheKernelRefuses_LeavesRecordAndCgroup()
    {
        await using TestContainer container = await StartSleeperAsync("-m", "200m", "--memory-swap", "200m", "--tmpfs", "/t:size=100m");
        await container.ShellAsync("dd if=/dev/zero of=/t/a bs=1M count=60 2>/dev/null");
        string[] before = await LimitsAsync(container);

        CommandResult result = await RunAsync("update", "-m", "20m", "--memory-swap", "20m", "--pids-limit", "77", container.Name);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Cannot update container", result.Error, StringComparison.Ordinal);
        Assert.Equal($"{200 * Mega} {200 * Mega}", await container.InspectAsync("{{.HostConfig.Memory}} {{.HostConfig.MemorySwap}}"));
        string[] after = await LimitsAsync(container);
        Assert.Equal(before[..2], after[..2]);
        if (!Target.IsDockerd)
        {
            Assert.Equal(before, after);
        }
    }

    [Fact]
    public async Task Update_OfSeveral_GoesOnAfterOneThatIsNotThere()
    {
        await using TestContainer container = await StartSleeperAsync();

        CommandResult result = await RunAsync("update", "--pids-limit", "100", "nothing-here", container.Name);

        Assert.Equal((1, container.Name), (result.ExitCode, result.Text));
        Assert.Contains("No such container: nothing-here", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_WithoutFlags_Fails()
    {
        CommandResult result = await RunAsync("update", "x");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("you must provide one or more flags when using this command", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_OfTheApi_AnswersWithWarningsAndAnEvent()
    {
        await using TestContainer container = await StartSleeperAsync();
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var body = new StringContent("{\"PidsLimit\":60,\"Memory\":null}", System.Text.Encoding.UTF8, "application/json");
        DateTimeOffset begin = TimeProvider.System.GetUtcNow();

        using HttpResponseMessage answer = await Daemon.Http.PostAsync(new Uri($"/containers/{container.Name}/update", UriKind.Relative), body, cancellation);

        Assert.Equal("{\"Warnings\":null}", (await answer.Content.ReadAsStringAsync(cancellation)).Trim());
        string filters = Uri.EscapeDataString($"{{\"container\":[\"{container.Name}\"],\"event\":[\"update\"]}}");
        string events = await Daemon.Http.GetStringAsync(
            new Uri($"/events?since={begin.ToUnixTimeSeconds()}&until={TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 1}&filters={filters}", UriKind.Relative), cancellation);
        using JsonDocument first = JsonDocument.Parse(events.Split('\n', StringSplitOptions.RemoveEmptyEntries)[0]);
        Assert.Equal("update", first.RootElement.GetProperty("Action").GetString());
    }

    // Of the host's cgroup files, by the path that the container's process has there: the image's files need not show them.
    private static async Task<string[]> LimitsAsync(TestContainer container)
    {
        string pid = await container.InspectAsync("{{.State.Pid}}");
        Dictionary<string, string> directories = [];
        foreach (string line in await File.ReadAllLinesAsync($"/proc/{pid}/cgroup", TestContext.Current.CancellationToken))
        {
            string[] fields = line.Split(':', 3);
            foreach (string controller in fields[1].Split(','))
            {
                directories[controller] = $"/sys/fs/cgroup/{fields[1]}{fields[2]}";
            }
        }

        (string Controller, string File)[] files =
        [
            ("memory", "memory.limit_in_bytes"), ("memory", "memory.memsw.limit_in_bytes"), ("memory", "memory.soft_limit_in_bytes"),
            ("cpu", "cpu.cfs_quota_us"), ("cpu", "cpu.cfs_period_us"), ("cpu", "cpu.shares"), ("cpuset", "cpuset.cpus"), ("pids", "pids.max"),
        ];
        Assert.SkipUnless(directories.ContainsKey("memory"), "this host has no cgroups of version 1");
        return [.. files.Select(f => File.ReadAllText(Path.Combine(directories[f.Controller], f.File)).Trim())];
    }
}
