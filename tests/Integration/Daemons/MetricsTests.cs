using System.Globalization;
using System.Net;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Daemons;

/// <summary><c>metrics-addr</c>: what Prometheus reads.</summary>
public sealed class MetricsTests
{
    [Fact]
    public async Task Metrics_OfADaemon_HaveTheNamesThatDashboardsKnow()
    {
        int port = FreePort.Next();
        await using Daemon daemon = await Daemon.StartAsync(new DaemonOptions
        {
            Arguments = Target.IsDockerd ? ["--metrics-addr", $"127.0.0.1:{port}", "--experimental"] : ["--metrics-addr", $"127.0.0.1:{port}"],
        });
        (await daemon.RunAsync("run", "-d", "--name", "metrics", Daemon.Busybox, "sleep", "1000")).Succeeded();
        (await daemon.RunAsync("create", Daemon.Busybox)).Succeeded();

        Dictionary<string, double> samples = await ReadAsync(port);

        Assert.Equal(1, samples["engine_daemon_container_states_containers{state=\"running\"}"]);
        Assert.Equal(0, samples["engine_daemon_container_states_containers{state=\"paused\"}"]);
        // dockerd 20.10 counts a start twice.
        Assert.Equal(Target.IsDockerd ? 2 : 1, samples["engine_daemon_container_actions_seconds_count{action=\"start\"}"]);
        Assert.Equal(2, samples["engine_daemon_container_actions_seconds_count{action=\"create\"}"]);
        Assert.Equal(2, samples["engine_daemon_container_actions_seconds_bucket{action=\"create\",le=\"+Inf\"}"]);
        Assert.Equal(0, samples["engine_daemon_container_actions_seconds_count{action=\"commit\"}"]);
        Assert.Equal(Environment.ProcessorCount, samples["engine_daemon_engine_cpus_cpus"]);
        Assert.True(samples["engine_daemon_engine_memory_bytes"] > 0);
        Assert.True(samples["engine_daemon_events_total"] >= 3);
        Assert.Equal(0, samples["engine_daemon_health_checks_total"]);
        Assert.Single(samples, sample => sample.Key.StartsWith("engine_daemon_engine_info{", StringComparison.Ordinal));
        Assert.True(samples["process_resident_memory_bytes"] > 0);
    }

    [Fact]
    public async Task Metrics_OfHealthChecks_CountThoseThatFail()
    {
        int port = FreePort.Next();
        await using Daemon daemon = await Daemon.StartAsync(new DaemonOptions
        {
            Arguments = Target.IsDockerd ? ["--metrics-addr", $"127.0.0.1:{port}", "--experimental"] : ["--metrics-addr", $"127.0.0.1:{port}"],
        });
        (await daemon.RunAsync("run", "-d", "--name", "sick", "--health-cmd", "false", "--health-interval", "200ms", Daemon.Busybox, "sleep", "1000")).Succeeded();

        await Condition.WaitAsync("checks are counted", async () => (await ReadAsync(port))["engine_daemon_health_checks_failed_total"] >= 2);

        Dictionary<string, double> samples = await ReadAsync(port);
        Assert.True(samples["engine_daemon_health_checks_total"] >= samples["engine_daemon_health_checks_failed_total"]);
    }

    [Fact]
    public async Task Metrics_OfTheirAddress_AreAllThereIs()
    {
        Assert.SkipWhen(Target.IsDockerd, "berthd's own");
        int port = FreePort.Next();
        await using Daemon daemon = await Daemon.StartAsync(new DaemonOptions { Arguments = ["--metrics-addr", $"localhost:{port}"], WithBusybox = false });
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        CancellationToken cancellation = TestContext.Current.CancellationToken;

        foreach (string path in (string[])["/", "/info", "/v1.51/info", "/containers/json", "/_ping", "/metrics/"])
        {
            using HttpResponseMessage answer = await client.GetAsync(new Uri(path, UriKind.Relative), cancellation);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        using HttpResponseMessage post = await client.PostAsync(new Uri("/metrics", UriKind.Relative), null, cancellation);
        Assert.Equal(HttpStatusCode.NotFound, post.StatusCode);
        using HttpResponseMessage socket = await daemon.Http.GetAsync(new Uri("/metrics", UriKind.Relative), cancellation);
        Assert.Equal(HttpStatusCode.NotFound, socket.StatusCode);
    }

    private static async Task<Dictionary<string, double>> ReadAsync(int port)
    {
        using var client = new HttpClient();
        string text = await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics"), TestContext.Current.CancellationToken);
        return text.Split('\n').Where(line => line.Length > 0 && line[0] != '#').ToDictionary(
            line => line[..line.LastIndexOf(' ')],
            line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }
}
