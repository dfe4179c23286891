using System.Net;
using System.Text.Json;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Registry;

/// <summary>What whoever runs a registry sees of it.</summary>
public sealed class OperationTests
{
    [Fact]
    public async Task Health_OfAFullDisk_SaysSoUntilThereIsRoom()
    {
        string disk = Directory.CreateTempSubdirectory("berth-test-disk-").FullName;
        (await Command.RunAsync("mount", ["-t", "tmpfs", "-o", "size=8m", "berth-test", disk])).Succeeded();
        try
        {
            int port = FreePort.Next();
            await using ServingProcess registry = ServingProcess.Start(["serve", "--data", Path.Combine(disk, "data"), "--addr", $"127.0.0.1:{port}"]);
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            await Condition.WaitAsync("it is healthy", async () => await HealthAsync(http) == (HttpStatusCode.OK, "ok\n"));

            string ballast = Path.Combine(disk, "ballast");
            Fill(ballast);
            await Condition.WaitAsync("the disk is found full", async () => await HealthAsync(http) is (HttpStatusCode.ServiceUnavailable, var text) && text.Contains("storage: disk full", StringComparison.Ordinal));
            File.Delete(ballast);
            await Condition.WaitAsync("it is healthy again", async () => await HealthAsync(http) == (HttpStatusCode.OK, "ok\n"));
        }
        finally
        {
            (await Command.RunAsync("umount", [disk])).Succeeded();
            Directory.Delete(disk);
        }
    }

    [Fact]
    public async Task Metrics_AfterRequests_CountThem()
    {
        await using BerthRegistry registry = await BerthRegistry.StartAsync();
        using var http = new HttpClient { BaseAddress = registry.Url };
        await SmallPush.ImageAsync(http, "a/b", "latest");
        await http.GetByteArrayAsync("/v2/a/b/manifests/latest", TestContext.Current.CancellationToken);
        await SmallPush.BeginAsync(http, "a/b");

        string text = await http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);

        Assert.Contains("berth_registry_requests_total{route=\"manifest\",method=\"GET\",status=\"200\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("berth_registry_requests_total{route=\"manifest\",method=\"PUT\",status=\"201\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("berth_registry_repositories 1\n", text, StringComparison.Ordinal);
        Assert.Contains("berth_registry_blobs 1\n", text, StringComparison.Ordinal);
        Assert.Contains("berth_registry_blob_bytes 2\n", text, StringComparison.Ordinal);
        Assert.Contains("berth_registry_uploads 1\n", text, StringComparison.Ordinal);
        Assert.Matches("process_resident_memory_bytes [0-9]{7,}\n", text);
    }

    [Fact]
    public async Task Metrics_ThroughAProxy_AreHidden()
    {
        await using BerthRegistry registry = await BerthRegistry.StartAsync();
        using var http = new HttpClient { BaseAddress = registry.Url };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics") { Headers = { { "X-Forwarded-For", "203.0.113.7" } } };

        using HttpResponseMessage answer = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Metrics_WithAnAddressOfTheirOwn_AreThereAndNothingElse()
    {
        int port = FreePort.Next();
        await using BerthRegistry registry = await BerthRegistry.StartAsync(new BerthRegistryOptions { Configuration = $"metrics-addr = \"127.0.0.1:{port}\"" });
        using var http = new HttpClient { BaseAddress = registry.Url };
        using var own = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(http, "/metrics"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(own, "/metrics"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(own, "/healthz"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(own, "/v2/"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(own, "/"));
    }

    [Fact]
    public async Task Log_AsJson_HasALineARequestWhateverItSays()
    {
        await using BerthRegistry registry = await BerthRegistry.StartAsync(new BerthRegistryOptions { Configuration = "log = { format = \"json\" }\ntrusted-proxies = \"127.0.0.0/8\"" });
        using var http = new HttpClient { BaseAddress = registry.Url };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v2/a%0A%22b/manifests/x");
        request.Headers.TryAddWithoutValidation("User-Agent", "evil\" agent {}");
        request.Headers.Add("X-Forwarded-For", "203.0.113.7");
        request.Headers.Add("X-Request-Id", "trace-1");

        using HttpResponseMessage answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        await Condition.WaitAsync("the line is written", () => registry.Log.Contains("trace-1", StringComparison.Ordinal));

        Assert.Equal("trace-1", Assert.Single(answer.Headers.GetValues("X-Request-Id")));
        using JsonDocument line = JsonDocument.Parse(registry.Log.Split('\n').Single(l => l.Contains("trace-1", StringComparison.Ordinal)));
        JsonElement root = line.RootElement;
        Assert.Equal(("GET", "/v2/a\n\"b/manifests/x", (int)answer.StatusCode), (root.GetProperty("method").GetString(), root.GetProperty("path").GetString(), root.GetProperty("status").GetInt32()));
        Assert.Equal(("203.0.113.7", "evil\" agent {}"), (root.GetProperty("from").GetString(), root.GetProperty("agent").GetString()));
        Assert.All(registry.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries), l => JsonDocument.Parse(l).Dispose());
    }

    [Fact]
    public async Task Serve_ADirectoryThatIsServed_IsRefusedAndVerbsAreNot()
    {
        await using BerthRegistry registry = await BerthRegistry.StartAsync();

        CommandResult second = await Command.RunAsync(
            Installation.Binary("berth-registry"), ["serve", "--data", registry.Data, "--addr", $"127.0.0.1:{FreePort.Next()}"]);

        Assert.Contains($"another berth-registry serves {registry.Data}", second.Exited(1).Error, StringComparison.Ordinal);
        (await registry.RunAsync(null, "user", "list")).Succeeded();
    }

    [Fact]
    public async Task Serve_ADirectoryTwiceAndSharing_IsOneRegistry()
    {
        await using BerthRegistry first = await BerthRegistry.StartAsync(new BerthRegistryOptions { Configuration = "share-data = true" });
        int port = FreePort.Next();
        await using ServingProcess second = ServingProcess.Start(["serve", "--data", first.Data, "--addr", $"127.0.0.1:{port}", "--share-data"]);
        using var here = new HttpClient { BaseAddress = first.Url };
        using var there = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await Condition.WaitAsync("the second serves", () => second.Errors.Contains(" serves ", StringComparison.Ordinal));
        byte[] half = new byte[100_000];

        string location = await SmallPush.BeginAsync(here, "a/b");
        location = await SmallPush.AppendAsync(there, location, half);
        location = await SmallPush.AppendAsync(here, location, half);
        string digest = SmallPush.Digest(new byte[200_001]);
        await SmallPush.FinishAsync(there, location, [0], digest);
        await SmallPush.ImageAsync(there, "a/b", "latest");

        Assert.Equal(200_001, (await here.GetByteArrayAsync($"/v2/a/b/blobs/{digest}", TestContext.Current.CancellationToken)).Length);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(here, "/v2/a/b/manifests/latest"));
    }

    private static void Fill(string path)
    {
        using var fill = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                fill.Write(new byte[4096]);
            }
        }
        catch (IOException)
        {
            // That is what was wanted.
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, string path)
    {
        using HttpResponseMessage answer = await http.GetAsync(path);
        return answer.StatusCode;
    }

    private static async Task<(HttpStatusCode Status, string Text)> HealthAsync(HttpClient http)
    {
        try
        {
            using HttpResponseMessage answer = await http.GetAsync("/healthz");
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
        catch (HttpRequestException)
        {
            return (0, "");
        }
    }
}
