using System.Text.Json;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Containers;

/// <summary><c>docker stats</c> and what it reads of the API.</summary>
public sealed class StatsTests(SharedDaemon shared) : CliTest(shared)
{
    [Fact]
    public async Task Stats_OfARunningContainer_AreATable()
    {
        await using TestContainer container = await StartSleeperAsync("-m", "100m", "--pids-limit", "30");

        string[] lines = (await RunAsync("stats", "--no-stream", container.Name)).Succeeded().Lines;

        Assert.Matches("^CONTAINER ID +NAME +CPU % +MEM USAGE / LIMIT +MEM % +NET I/O +BLOCK I/O +PIDS *$", lines[0]);
        Assert.Matches($"^[0-9a-f]{{12}} +{container.Name} +[0-9.]+% +[0-9.]+[KM]iB / 100MiB +[0-9.]+% +[0-9.]+k?B / [0-9.]+k?B +[0-9.]+[kM]?B / [0-9.]+[kM]?B +1 *$", lines[1]);
    }

    [Fact]
    public async Task Stats_OfAFormat_HasItsFields()
    {
        await using TestContainer container = await StartSleeperAsync();

        Assert.Equal($"{container.Name} {container.Name} 1", await TextAsync("stats", "--no-stream", "--format", "{{.Container}} {{.Name}} {{.PIDs}}", container.Name));
        using JsonDocument row = JsonDocument.Parse(await TextAsync("stats", "--no-stream", "--no-trunc", "--format", "json", container.Name));
        Assert.Equal(
            ["BlockIO", "CPUPerc", "Container", "ID", "MemPerc", "MemUsage", "Name", "NetIO", "PIDs"],
            row.RootElement.EnumerateObject().Select(field => field.Name));
        Assert.Equal(64, row.RootElement.GetProperty("ID").GetString()!.Length);
    }

    [Fact]
    public async Task Stats_OfAStoppedContainer_AreZero()
    {
        string name = NewName();
        await using var container = new TestContainer(Daemon, name);
        await TextAsync("create", "--name", name, Busybox);

        Assert.Equal(
            $"{name} 0.00% 0B / 0B 0.00% 0B / 0B 0B / 0B 0",
            await TextAsync("stats", "--no-stream", "--format", "{{.Name}} {{.CPUPerc}} {{.MemUsage}} {{.MemPerc}} {{.NetIO}} {{.BlockIO}} {{.PIDs}}", name));
    }

    [Fact]
    public async Task Stats_OfWhatIsNotThere_Fail()
    {
        CommandResult result = await RunAsync("stats", "--no-stream", "nothing-here");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("No such container: nothing-here", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stats_OfALiveTerminal_DrawOverThemselves()
    {
        await using TestContainer container = await StartSleeperAsync();
        await using Terminal terminal = Daemon.OpenTerminal("stats", container.Name);

        await terminal.ExpectAsync("CONTAINER ID");
        await terminal.ExpectAsync(container.Name);
        await terminal.ExpectAsync("\e[J");
        await terminal.ExpectAsync("\e[H");
        await terminal.ExpectAsync(container.Name);
    }

    // Podman's #16139: readings before, processors online, block devices.
    [Fact]
    public async Task Stats_OfTheApi_HaveAReadingBefore()
    {
        await using TestContainer container = await StartSleeperAsync();
        CancellationToken cancellation = TestContext.Current.CancellationToken;

        using JsonDocument answer = JsonDocument.Parse(await Daemon.Http.GetStringAsync(Stats(container.Name, "stream=false"), cancellation));

        JsonElement stats = answer.RootElement;
        Assert.True(stats.GetProperty("read").GetDateTimeOffset() > stats.GetProperty("preread").GetDateTimeOffset());
        Assert.True(stats.GetProperty("precpu_stats").GetProperty("system_cpu_usage").GetUInt64() > 0);
        Assert.Equal(Environment.ProcessorCount, stats.GetProperty("cpu_stats").GetProperty("online_cpus").GetInt32());
        Assert.Equal(JsonValueKind.Array, stats.GetProperty("blkio_stats").GetProperty("io_service_bytes_recursive").ValueKind);
        Assert.Equal(1, stats.GetProperty("pids_stats").GetProperty("current").GetInt32());
        Assert.True(stats.GetProperty("memory_stats").GetProperty("usage").GetInt64() > 0);
        if (Target.HasBridge)
        {
            Assert.True(stats.GetProperty("networks").GetProperty("eth0").TryGetProperty("rx_bytes", out _));
        }
    }

    [Fact]
    public async Task Stats_OfOneShot_AreReadOnce()
    {
        await using TestContainer container = await StartSleeperAsync();
        CancellationToken cancellation = TestContext.Current.CancellationToken;

        using JsonDocument answer = JsonDocument.Parse(await Daemon.Http.GetStringAsync(Stats(container.Name, "stream=false&one-shot=true"), cancellation));
        using HttpResponseMessage both = await Daemon.Http.GetAsync(Stats(container.Name, "stream=true&one-shot=true"), cancellation);

        Assert.Equal("0001-01-01T00:00:00Z", answer.RootElement.GetProperty("preread").GetString());
        Assert.Equal(400, (int)both.StatusCode);
        Assert.Contains("cannot have stream=true and one-shot=true", await both.Content.ReadAsStringAsync(cancellation), StringComparison.Ordinal);
    }

    // Podman's #16225: a stream may begin before the container does, and outlives its runs. dockerd 20.10 sends nothing meanwhile.
    [Fact]
    public async Task Stats_OfAStream_GoOnAcrossRestarts()
    {
        string name = NewName();
        await using var container = new TestContainer(Daemon, name);
        await TextAsync("create", "--name", name, Busybox, "sleep", "1000");
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using HttpResponseMessage answer = await Daemon.Http.GetAsync(Stats(name, ""), HttpCompletionOption.ResponseHeadersRead, cancellation);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellation));

        await TextAsync("start", name);
        string first = await NextRunningAsync(lines, "0001-01-01T00:00:00Z");
        await TextAsync("restart", "-t", "0", name);
        await NextRunningAsync(lines, first);
        await TextAsync("rm", "-f", name);

        while (await lines.ReadLineAsync(cancellation) is not null)
        {
        }
    }

    private static Uri Stats(string container, string query) => new($"/containers/{container}/stats?{query}", UriKind.Relative);

    private static async Task<string> NextRunningAsync(StreamReader lines, string after)
    {
        while (await lines.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.Length == 0)
            {
                continue;
            }

            using JsonDocument frame = JsonDocument.Parse(line);
            string read = frame.RootElement.GetProperty("read").GetString()!;
            if (string.CompareOrdinal(read, after) > 0 && frame.RootElement.GetProperty("pids_stats").TryGetProperty("current", out _))
            {
                return read;
            }
        }

        throw new InvalidOperationException("the stream ended");
    }
}
