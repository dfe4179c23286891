using System.Net;
using System.Text;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Daemons;

/// <summary>Spans that go to a collector, by OTLP over HTTP, where the environment names one.</summary>
public sealed class TraceTests
{
    [Fact]
    public async Task Traces_OfACollectorInTheEnvironment_ReachIt()
    {
        Assert.SkipWhen(Target.IsDockerd, "berthd's own spans");
        await using var collector = new Collector();
        await using (Daemon daemon = await Daemon.StartAsync(new DaemonOptions
        {
            Environment = new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address, ["OTEL_SERVICE_NAME"] = "engine-under-test" },
        }))
        {
            (await daemon.RunAsync("run", "--rm", Daemon.Busybox, "true")).Succeeded();
        }

        // What was left goes out as the daemon ends.
        string sent = collector.Received("/v1/traces");
        Assert.All(
            ["engine-under-test", "POST /containers/create", "container.create", "POST /containers/{id}/start", "container.start", "rootfs", "network", "spawn"],
            name => Assert.Contains(name, sent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Debug_OfADaemon_ExplainsWhatItDecides()
    {
        Assert.SkipWhen(Target.IsDockerd, "berthd's own log");
        await using Daemon daemon = await Daemon.StartAsync(new DaemonOptions { Arguments = ["--debug"] });

        (await daemon.RunAsync("run", "--rm", "--name", "one", "-m", "50m", "-v", "/srv:/data:ro", Daemon.Busybox, "true")).Succeeded();
        await daemon.RunAsync("rm", "nothing-here");

        await Condition.WaitAsync("what was refused is told", () => daemon.Log.Contains("No such container: nothing-here", StringComparison.Ordinal));
        Assert.All(
            [
                "Calling POST /v", "created as one of", "what the request left open is", "NetworkMode=", "MemorySwap=104857600",
                "/data from /srv (bind", "runs under user 0:0", "memory 52428800", "is removed",
            ],
            words => Assert.Contains(words, daemon.Log, StringComparison.Ordinal));
    }

    /// <summary>Takes whatever is posted.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly Dictionary<string, StringBuilder> _bodies = new(StringComparer.Ordinal);
        private readonly Task _serving;

        public Collector()
        {
            Address = $"http://127.0.0.1:{FreePort.Next()}";
            _listener.Prefixes.Add(Address + "/");
            _listener.Start();
            _serving = ServeAsync();
        }

        public string Address { get; }

        /// <summary>Protobuf, whose strings can be read in it.</summary>
        public string Received(string path)
        {
            lock (_bodies)
            {
                return _bodies.GetValueOrDefault(path)?.ToString() ?? "";
            }
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Close();
            await _serving;
        }

        private async Task ServeAsync()
        {
            while (true)
            {
                HttpListenerContext context;
                try
                {
                    context = await _listener.GetContextAsync();
                }
                catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }

                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                lock (_bodies)
                {
                    string path = context.Request.Url!.AbsolutePath;
                    _bodies[path] = _bodies.GetValueOrDefault(path, new StringBuilder()).Append(Encoding.Latin1.GetString(body.ToArray()));
                }

                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
            }
        }
    }
}
