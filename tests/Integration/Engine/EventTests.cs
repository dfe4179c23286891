using System.Globalization;
using System.Text.Json;
using Berth.Harness;
using Berth.Integration.Cli;
using Xunit;

namespace Berth.Integration.Engine;

/// <summary>
/// What <c>GET /events</c> tells of: each action, in order, with docker's attributes. The daemon is their own: it keeps the latest events
/// only, and other tests make many.
/// </summary>
public sealed class EventTests(EventTests.OwnDaemon own) : CliTest(own.Shared), IClassFixture<EventTests.OwnDaemon>
{
    [Fact]
    public async Task Run_FromCreationToRemoval_IsToldInOrder()
    {
        string name = NewName();
        string volume = NewName();
        string since = Now();
        await RunAsync("run", "--rm", "--name", name, "--network", "none", "-v", $"{volume}:/data:ro", "--label", "tier=front", Busybox, "sh", "-c", "exit 3");

        Event[] events = await OfContainerAsync(name, since);

        // Engines differ in what they take, and give back, first.
        Assert.Equal(["container create", "container attach"], events.Take(2).Select(e => $"{e.Type} {e.Action}"));
        Assert.Equal(["network connect", "volume mount"], events.Skip(2).Take(2).Select(e => $"{e.Type} {e.Action}").Order(StringComparer.Ordinal));
        Assert.Equal("container start", $"{events[4].Type} {events[4].Action}");
        Assert.Equal(
            ["container die", "network disconnect", "volume unmount"],
            events.Skip(5).Take(3).Select(e => $"{e.Type} {e.Action}").Order(StringComparer.Ordinal));
        Assert.Equal("container destroy", string.Join(',', events.Skip(8).Select(e => $"{e.Type} {e.Action}")));
        Event die = events.Single(e => e.Action == "die");
        Event mount = events.Single(e => e.Action == "mount");
        Event connect = events.Single(e => e.Action == "connect");
        Event unmount = events.Single(e => e.Action == "unmount");
        Assert.All(events.Where(e => e.Type == "container"), e => Assert.Equal(
            (Busybox, name, "front"), (e.Attributes["image"], e.Attributes["name"], e.Attributes["tier"])));
        Assert.Equal("3", die.Attributes["exitCode"]);

        // Debian's dockerd is older than this attribute.
        Assert.Equal(Target.IsDockerd ? null : "0", die.Attributes.GetValueOrDefault("execDuration"));
        Assert.Equal(
            "container,destination,driver,propagation,read/write", string.Join(',', mount.Attributes.Keys.Order(StringComparer.Ordinal)));
        Assert.Equal(("/data", "local", "false"), (mount.Attributes["destination"], mount.Attributes["driver"], mount.Attributes["read/write"]));
        Assert.Equal(("none", "null"), (connect.Attributes["name"], connect.Attributes["type"]));
        Assert.Equal((volume, "local"), (unmount.Id, unmount.Attributes["driver"]));
    }

    [Fact]
    public async Task Verbs_OfOneContainer_AreEachTold()
    {
        string since = Now();
        await using TestContainer container = await StartSleeperAsync("--network", "none");
        await TextAsync("pause", container.Name);
        await TextAsync("unpause", container.Name);
        await RunAsync("exec", container.Name, "sh", "-c", "exit 5");
        await TextAsync("kill", "-s", "USR1", container.Name);
        await TextAsync("restart", "-t", "0", container.Name);
        await TextAsync("stop", "-t", "0", container.Name);
        await TextAsync("rename", container.Name, container.Name + "x");
        await TextAsync("rename", container.Name + "x", container.Name);
        await TextAsync("start", container.Name);
        await TextAsync("kill", container.Name);
        await TextAsync("wait", container.Name);

        Event[] events = [.. (await OfContainerAsync(container.Name, since)).Where(e => e.Type == "container")];

        string[] actions = [.. events.Select(e => e.Action)];
        Assert.Equal(
            [
                "create", "start", "pause", "unpause",
                "exec_create: sh -c exit 5", "exec_start: sh -c exit 5", "exec_die",
                "kill", "kill", "kill", "start", "restart", "kill", "kill", "rename", "rename", "start", "kill",
            ],
            actions.Where(a => a is not ("die" or "stop")));

        // An end and the word that it was stopped come in either order from dockerd.
        Assert.Equal(["die", "die", "die", "stop", "stop"], actions.Where(a => a is "die" or "stop").Order());
        Assert.Equal(["10", "15", "9", "15", "9", "9"], events.Where(e => e.Action == "kill").Select(e => e.Attributes["signal"]));
        Assert.Equal(["5"], events.Where(e => e.Action == "exec_die").Select(e => e.Attributes["exitCode"]));
        Assert.All(events.Where(e => e.Action.StartsWith("exec_", StringComparison.Ordinal)), e => Assert.Equal(64, e.Attributes["execID"].Length));
        Assert.Equal($"/{container.Name}", events.First(e => e.Action == "rename").Attributes["oldName"]);
    }

    [Fact]
    public async Task HealthChecks_AreToldAsExecsAndTheirResult()
    {
        string since = Now();
        await using TestContainer container = await StartSleeperAsync("--health-cmd", "true", "--health-interval", "200ms");
        await Condition.WaitAsync("it is healthy", async () => await container.InspectAsync("{{.State.Health.Status}}") == "healthy");

        string[] actions = [.. (await OfContainerAsync(container.Name, since)).Where(e => e.Type == "container").Select(e => e.Action)];

        Assert.Equal(
            ["create", "start", "exec_create: /bin/sh -c true", "exec_start: /bin/sh -c true", "exec_die", "health_status: healthy"], actions.Take(6));
        Assert.Equal("health_status: healthy", Assert.Single(await ListAsync(since, $$$"""{"event":["health_status"],"container":["{{{container.Name}}}"]}""")).Action);
    }

    [Fact]
    public async Task OutOfMemory_IsToldAndNoted()
    {
        string since = Now();
        string name = NewName();
        await using var container = new TestContainer(Daemon, name);

        CommandResult result = await RunAsync(
            "run", "--name", name, "--network", "none", "-m", "16m", Busybox, "dd", "if=/dev/zero", "of=/dev/null", "bs=100M", "count=1");

        Assert.Equal(137, result.ExitCode);
        Assert.Equal("true 137", await container.InspectAsync("{{.State.OOMKilled}} {{.State.ExitCode}}"));
        string[] actions = [.. (await OfContainerAsync(name, since)).Where(e => e.Type == "container").Select(e => e.Action)];
        Assert.Equal(["create", "attach", "start", "oom", "die"], actions);
    }

    [Fact]
    public async Task OutOfMemory_OfAChild_IsToldWhileTheContainerLives()
    {
        Assert.SkipWhen(Target.IsDockerd, "Debian's dockerd tells only of the program's own end");
        string since = Now();
        string name = NewName();
        await using var container = new TestContainer(Daemon, name);
        await TextAsync(
            "run", "-d", "--name", name, "--network", "none", "-m", "16m", Busybox, "sh", "-c",
            "(dd if=/dev/zero of=/dev/null bs=100M count=1); sleep 1000");

        await Condition.WaitAsync("it is told", async () => (await OfContainerAsync(name, since)).Any(e => e.Action == "oom"));

        Assert.Equal("running", await container.InspectAsync("{{.State.Status}}"));
    }

    [Fact]
    public async Task Images_AreToldWithTheirLabels()
    {
        string since = Now();
        string name = NewName();
        string image = $"berth-test/{name}:1";
        await TextAsync("create", "--name", name, Busybox);
        string id = await TextAsync("commit", "--change", "LABEL made=here", name, image);
        await TextAsync("tag", image, $"berth-test/{name}:2");
        await TextAsync("rmi", $"berth-test/{name}:2");
        await TextAsync("rmi", image);
        await TextAsync("rm", name);

        Event[] events = [.. (await ListAsync(since, """{"type":["image"]}""")).Where(e => e.Id == id && e.Action != "create")];

        Assert.Equal(["tag", "tag", "untag", "untag", "delete"], events.Select(e => e.Action));
        Assert.Equal([image, $"berth-test/{name}:2", id, id, id], events.Select(e => e.Attributes["name"]));
        Assert.All(events.Take(4), e => Assert.Equal("here", e.Attributes["made"]));
        Assert.Equal(["commit"], (await ListAsync(since, $$$"""{"event":["commit"],"container":["{{{name}}}"]}""")).Select(e => e.Action));
    }

    [Fact]
    public async Task Filters_OfEachKind_Choose()
    {
        string since = Now();
        await using TestContainer container = await StartSleeperAsync("--network", "none", "--label", $"mark={NewName()}");
        string id = await container.InspectAsync("{{.Id}}");
        string mark = await container.InspectAsync("{{.Config.Labels.mark}}");

        Assert.Equal(["create", "start"], Actions(await ListAsync(since, $$$"""{"container":["{{{container.Name}}}"]}""")));
        Assert.Equal(["create", "start"], Actions(await ListAsync(since, $$$"""{"container":["{{{id[..12]}}}"]}""")));
        Assert.Equal(["create", "start"], Actions(await ListAsync(since, $$$"""{"label":["mark={{{mark}}}"]}""")));
        Assert.Equal(["start"], Actions(await ListAsync(since, $$$"""{"label":["mark={{{mark}}}"],"event":["start"],"type":["container"],"scope":["local"]}""")));
        Assert.Empty(await ListAsync(since, $$$"""{"label":["mark={{{mark}}}"],"type":["image"]}"""));
        Assert.Contains(await ListAsync(since, """{"image":["berth-test/busybox"],"event":["start"]}"""), e => e.Id == id);
        Assert.Contains(await ListAsync(since, """{"network":["none"]}"""), e => e.Attributes["container"] == id);
    }

    [Fact]
    public async Task Prunes_AreTold()
    {
        string since = Now();
        await TextAsync("network", "prune", "-f");
        await TextAsync("image", "prune", "-f");

        Event[] events = [.. (await ListAsync(since, """{"event":["prune"]}""")).Where(e => e.Type is "network" or "image")];

        Assert.Contains("network", events.Select(e => e.Type));
        Assert.Contains("image", events.Select(e => e.Type));
        Assert.All(events, e => Assert.Equal("reclaimed", Assert.Single(e.Attributes.Keys)));
    }

    [Fact]
    public async Task Resize_OfATerminal_IsTold()
    {
        string since = Now();
        await using TestContainer container = await StartSleeperAsync("-t", "--network", "none");

        using HttpResponseMessage answer = await Daemon.Http.PostAsync(
            new Uri($"/v1.41/containers/{container.Name}/resize?h=30&w=100", UriKind.Relative), content: null, TestContext.Current.CancellationToken);

        Assert.True(answer.IsSuccessStatusCode);
        Event resize = (await OfContainerAsync(container.Name, since)).Single(e => e.Action == "resize");
        Assert.Equal(("30", "100"), (resize.Attributes["height"], resize.Attributes["width"]));
    }

    [Fact]
    public async Task Reload_OfTheDaemon_IsTold()
    {
        string ignored = File.ReadLines($"/proc/{Daemon.ProcessId}/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal));
        Assert.SkipWhen((Convert.ToUInt64(ignored["SigIgn:".Length..].Trim(), 16) & 1) != 0, "these tests were started by nohup: SIGHUP is ignored");
        string since = Now();
        await Command.RunAsync("kill", ["-HUP", $"{Daemon.ProcessId}"]);

        await Condition.WaitAsync("it is told", async () => (await ListAsync(since, """{"type":["daemon"]}""")).Any(
            e => e.Action == "reload" && e.Attributes.ContainsKey("name")));
    }

    private static string[] Actions(IEnumerable<Event> events) => [.. events.Select(e => e.Action)];

    private static string Now()
    {
        TimeSpan now = DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch;
        return string.Create(CultureInfo.InvariantCulture, $"{(long)now.TotalSeconds}.{now.Ticks % TimeSpan.TicksPerSecond * 100:D9}");
    }

    /// <summary>What happened to a container, and with it to networks and volumes.</summary>
    private async Task<Event[]> OfContainerAsync(string name, string since)
    {
        Event[] all = await ListAsync(since, "{}");
        string id = all.First(e => e.Type == "container" && e.Attributes.GetValueOrDefault("name") == name).Id;
        return [.. all.Where(e => e.Id == id || e.Attributes.GetValueOrDefault("container") == id)];
    }

    private async Task<Event[]> ListAsync(string since, string filters)
    {
        var address = new Uri($"/events?since={since}&until={Now()}&filters={Uri.EscapeDataString(filters)}", UriKind.Relative);
        string text = await Daemon.Http.GetStringAsync(address, TestContext.Current.CancellationToken);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Event.Parse)];
    }

    /// <summary>A daemon for this class.</summary>
    public sealed class OwnDaemon : IAsyncLifetime
    {
        public SharedDaemon Shared { get; } = new();

        public ValueTask InitializeAsync() => Shared.InitializeAsync();

        public ValueTask DisposeAsync() => Shared.DisposeAsync();
    }

    private sealed record Event(string Type, string Action, string Id, IReadOnlyDictionary<string, string> Attributes)
    {
        public static Event Parse(string line)
        {
            using var json = JsonDocument.Parse(line);
            JsonElement actor = json.RootElement.GetProperty("Actor");
            return new Event(
                json.RootElement.GetProperty("Type").GetString()!,
                json.RootElement.GetProperty("Action").GetString()!,
                actor.GetProperty("ID").GetString()!,
                actor.GetProperty("Attributes").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!));
        }
    }
}
