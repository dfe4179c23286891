using System.Text.Json.Nodes;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Survival;

/// <summary>SIGHUP: the configuration is read again, what can change does, and a file that is wrong changes nothing.</summary>
public sealed class ReloadTests : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("berth-test-").FullName;
    private Daemon? _daemon;

    private Daemon Daemon => _daemon ?? throw new InvalidOperationException();

    private string File => Path.Combine(_root, "daemon.json");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Target.IsDockerd, "berthd's own messages");
        await WriteAsync("""{ "labels": ["first=1"] }""");
        _daemon = await Daemon.StartAsync(new DaemonOptions { WithBusybox = false, Arguments = ["--config-file", File] });
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            await _daemon.DisposeAsync();
        }

        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task Reload_OfWhatCanChange_ChangesItAndSaysWhat()
    {
        await WriteAsync("""{ "labels": ["second=2"], "debug": true, "max-concurrent-downloads": 2, "default-shm-size": "128m" }""");

        await ReloadAsync("takes a restart of the daemon");

        JsonNode info = await InfoAsync();
        Assert.Equal("second=2", $"{info["Labels"]![0]}");
        Assert.Equal("true", $"{info["Debug"]}");
        Assert.Contains("max-concurrent-downloads: 6 → 2", Daemon.Log, StringComparison.Ordinal);
        Assert.Contains("labels: [first=1] → [second=2]", Daemon.Log, StringComparison.Ordinal);
        Assert.Contains("default-shm-size: 67108864 → 134217728", Daemon.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"labels\": [\"second=2\"],\n  \"debug\": tru }", "line 2, column ")]
    [InlineData("""{ "labels": ["second=2"], "no-such-option": 1 }""", "the following directives don't match any configuration option: no-such-option")]
    [InlineData("""{ "labels": ["second"] }""", "bad attribute format: second")]
    public async Task Reload_OfAFileThatIsWrong_ChangesNothing(string content, string reason)
    {
        await WriteAsync(content);

        await ReloadAsync("Error reconfiguring the daemon");

        Assert.Contains(reason, Daemon.Log.Replace("\\\"", "\"", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal("first=1", $"{(await InfoAsync())["Labels"]![0]}");
    }

    private Task WriteAsync(string content) => System.IO.File.WriteAllTextAsync(File, content, Cancellation);

    private async Task ReloadAsync(string words)
    {
        (await Command.RunAsync("kill", ["-HUP", $"{Daemon.ProcessId}"])).Succeeded();
        await Condition.WaitAsync($"the log says: {words}", () => Daemon.Log.Contains(words, StringComparison.Ordinal));
    }

    private async Task<JsonNode> InfoAsync() =>
        JsonNode.Parse(await Daemon.Http.GetStringAsync(new Uri("/info", UriKind.Relative), Cancellation))!;
}
