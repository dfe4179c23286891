using System.Text.Json.Nodes;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Runtime;

/// <summary><c>events</c>: statistics and memory running out.</summary>
public sealed class EventsTests(RuntimeSandbox sandbox) : IClassFixture<RuntimeSandbox>, IAsyncLifetime
{
    private readonly string _id = RuntimeSandbox.NewId();
    private string _runtime = RuntimeSandbox.Ours;

    public static TheoryData<string> Runtimes => RuntimeSandbox.All;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => (await sandbox.RunAsync(_runtime, ["delete", "-f", _id])).Succeeded();

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Events_Stats_IsOneObjectInOneLine(string runtime)
    {
        await StartAsync(runtime, "exec sleep 1000");

        string line = Assert.Single((await sandbox.RunAsync(runtime, ["events", "--stats", _id])).Succeeded().Lines);

        JsonObject statistics = JsonNode.Parse(line)!.AsObject();
        JsonObject data = statistics["data"]!.AsObject();
        Assert.StartsWith($"{{\"type\":\"stats\",\"id\":\"{_id}\",\"data\":{{\"cpu\":{{\"usage\":{{", line, StringComparison.Ordinal);
        Assert.Equal(
            ["cpu", "cpuset", "memory", "pids", "blkio", "hugetlb", "intel_rdt", "network_interfaces"], data.Select(member => member.Key));
        Assert.Equal((1, 50), ((int)data["pids"]!["current"]!, (int)data["pids"]!["limit"]!));
        Assert.Equal(16777216, (int)data["memory"]!["usage"]!["limit"]!);
        Assert.True((long)data["cpu"]!["usage"]!["total"]! > 0);
    }

    [Fact]
    public async Task Events_Stats_HasTheMembersOfRuncs()
    {
        string? runc = Installation.OnPath("runc");
        Assert.SkipUnless(runc is not null, "no runc here");
        await StartAsync(runc, "exec sleep 1000");
        JsonNode theirs = JsonNode.Parse((await sandbox.RunAsync(runc, ["events", "--stats", _id])).Succeeded().Output)!;
        await DisposeAsync();
        await StartAsync(RuntimeSandbox.Ours, "exec sleep 1000");
        JsonNode ours = JsonNode.Parse((await sandbox.RunAsync(RuntimeSandbox.Ours, ["events", "--stats", _id])).Succeeded().Output)!;

        // What is 0 at the moment is left out by both.
        string[] sometimes = ["cache", "max", "usage", "throttledTime", "periods", "throttledPeriods", "value", "major", "minor", "psi"];
        Assert.Equal(Members(theirs).Where(m => !IsOneOf(m, sometimes)), Members(ours).Where(m => !IsOneOf(m, sometimes)));
    }

    [Fact]
    public async Task Events_ContainerStops_End()
    {
        await StartAsync(RuntimeSandbox.Ours, "exec sleep 1000");
        string file = Follow("20ms", out Task<CommandResult> events);
        await Condition.WaitAsync("two lines", () => Lines(file).Length >= 2);

        (await sandbox.RunAsync(RuntimeSandbox.Ours, ["kill", _id, "KILL"])).Succeeded();

        (await events).Succeeded();
        Assert.All(Lines(file), line => Assert.StartsWith("{\"type\":\"stats\",", line, StringComparison.Ordinal));
        CommandResult again = await sandbox.RunAsync(RuntimeSandbox.Ours, ["events", "--stats", _id]);
        Assert.Contains($"container with id {_id} is not running", again.Exited(1).Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Events_MemoryRunsOut_IsReported(string runtime)
    {
        Assert.SkipUnless(Directory.Exists("/sys/fs/cgroup/memory"), "no memory controller of cgroup v1 here");
        await StartAsync(runtime, "until [ -e /tmp/go ]; do sleep 0.02; done; tail /dev/zero; exec sleep 1000");
        string file = Follow("50ms", out Task<CommandResult> events);
        await Condition.WaitAsync("a line", () => Lines(file).Length >= 1);

        (await sandbox.RunAsync(runtime, ["exec", _id, "touch", "/tmp/go"])).Succeeded();

        string oom = $"{{\"type\":\"oom\",\"id\":\"{_id}\"}}";
        await Condition.WaitAsync("the event", () => Lines(file).Any(line => line == oom || line.StartsWith(oom[..^1], StringComparison.Ordinal)));
        await DisposeAsync();
        (await events).Succeeded();
    }

    [Theory]
    [InlineData("0s", "duration interval must be greater than 0")]
    [InlineData("soon", "invalid value \"soon\" for flag -interval")]
    public async Task Events_BadInterval_IsRefused(string interval, string error)
    {
        CommandResult result = await sandbox.RunAsync(RuntimeSandbox.Ours, ["events", "--interval", interval, _id]);

        Assert.Contains(error.Replace("\"", "\\\"", StringComparison.Ordinal), result.Exited(1).Error, StringComparison.Ordinal);
    }

    private async Task StartAsync(string runtime, string script)
    {
        _runtime = runtime;
        string bundle = sandbox.Bundle(_id, script, spec => spec["linux"]!["resources"] =
            JsonNode.Parse("""{ "memory": { "limit": 16777216, "swap": 16777216 }, "pids": { "limit": 50 } }"""));
        (await sandbox.RunDetachedAsync(runtime, "create", "-b", bundle, _id)).Succeeded();
        (await sandbox.RunAsync(runtime, ["start", _id])).Succeeded();
    }

    private string Follow(string interval, out Task<CommandResult> events)
    {
        string file = Path.Combine(sandbox.Root, $"{_id}.events");
        events = Command.RunAsync(
            "sh", ["-c", $"exec \"$0\" \"$@\" >{file}", .. sandbox.CommandLine(_runtime, "events", "--interval", interval, _id)]);
        return file;
    }

    private static string[] Lines(string file) => File.Exists(file) ? File.ReadAllLines(file) : [];

    private static bool IsOneOf(string member, string[] names) => names.Contains(member[(member.LastIndexOf('.') + 1)..]);

    private static SortedSet<string> Members(JsonNode node, string path = "")
    {
        var members = new SortedSet<string>(StringComparer.Ordinal);
        IEnumerable<(string Name, JsonNode? Value)> below = node switch
        {
            JsonObject o => o.Select(m => ($"{path}.{m.Key}", m.Value)),
            JsonArray a => a.Select(one => ($"{path}[]", one)),
            _ => [],
        };
        foreach ((string name, JsonNode? value) in below)
        {
            members.Add(name);
            members.UnionWith(value is null ? [] : Members(value, name));
        }

        return members;
    }
}
