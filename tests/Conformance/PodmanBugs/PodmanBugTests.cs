using System.Text;
using System.Text.Json;
using Berth.Conformance.Api;
using Berth.Harness;
using Xunit;

namespace Berth.Conformance.PodmanBugs;

/// <summary>
/// What clients stumbled over in another engine that speaks this API: one test a bug, named after it (docs of the project:
/// field notes, section 4). Those about building images come with the builder, those about networks are in <see cref="PodmanNetworkBugTests"/>.
/// </summary>
public sealed class PodmanBugTests(EngineUnderTest engine) : ApiTest(engine)
{
    private const string Sleeping = "\"Cmd\":[\"sleep\",\"1000\"],\"StopTimeout\":0,\"HostConfig\":{\"NetworkMode\":\"none\"}";

    /// <summary>What compose reads of an image and of a container before it decides whether to make it anew.</summary>
    [Fact]
    public async Task Issue24910_Inspect_HasWhatComposeReads()
    {
        string name = NewName("compose");
        await RunAsync(name, "\"Labels\":{\"com.docker.compose.project\":\"p\"}," + Sleeping);
        try
        {
            JsonElement image = await GetAsync($"/images/{Daemon.Busybox}/json");
            JsonElement container = await GetAsync($"/containers/{name}/json");

            Assert.Equal(JsonValueKind.Object, image.GetProperty("Config").ValueKind);
            Assert.Equal(JsonValueKind.Array, image.GetProperty("RootFS").GetProperty("Layers").ValueKind);
            Assert.Equal("p", container.GetProperty("Config").GetProperty("Labels").GetProperty("com.docker.compose.project").GetString());
            Assert.Equal(JsonValueKind.Array, container.GetProperty("Mounts").ValueKind);
            Assert.Equal(JsonValueKind.Object, container.GetProperty("NetworkSettings").GetProperty("Networks").ValueKind);
            Assert.StartsWith("sha256:", container.GetProperty("Image").GetString(), StringComparison.Ordinal);
        }
        finally
        {
            await RemoveAsync(name);
        }
    }

    /// <summary>A volume of the image's or the request's that a bind or a mount covers is that bind, not a second mount.</summary>
    [Theory]
    [InlineData("\"Binds\":[\"/tmp:/data\"]")]
    [InlineData("\"Mounts\":[{\"Type\":\"tmpfs\",\"Target\":\"/data\"}]")]
    [InlineData("\"Mounts\":[{\"Type\":\"bind\",\"Source\":\"/tmp\",\"Target\":\"/data\"}]")]
    [InlineData("\"Tmpfs\":{\"/data\":\"\"}")]
    public async Task Issue11822_VolumeAndMountOfOnePath_AreOneMount(string mount)
    {
        string name = NewName("twice");
        await RunAsync(name, $"\"Cmd\":[\"sh\",\"-c\",\"grep -c ' /data ' /proc/mounts\"],\"Volumes\":{{\"/data\":{{}}}},\"HostConfig\":{{\"NetworkMode\":\"none\",{mount}}}");
        try
        {
            await SendAsync("POST", $"/containers/{name}/wait");

            Assert.Contains("1\n", (await SendAsync("GET", $"/containers/{name}/logs?stdout=1&stderr=1")).Body, StringComparison.Ordinal);
        }
        finally
        {
            await RemoveAsync(name);
        }
    }

    /// <summary>What clients send for "no cache" is no mistake: a build without the builder is refused as any other.</summary>
    [Theory]
    [InlineData("/build?cachefrom=[]")]
    [InlineData("/build?cachefrom=%5B%5D&labels=%7B%7D")]
    public async Task Issue15928_BuildWithEmptyCacheFrom_IsNoBadParameter(string path)
    {
        ApiAnswer answer = await SendAsync("POST", path);
        Assert.Equal((await SendAsync("POST", "/build")).Status, answer.Status);
        Assert.DoesNotContain("cachefrom", answer.Body, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>What is known of a container's health is told, also before its first check.</summary>
    [Fact]
    public async Task Issue27786_Inspect_TellsHealth()
    {
        string name = NewName("health");
        await RunAsync(name, "\"Healthcheck\":{\"Test\":[\"CMD\",\"true\"],\"Interval\":3600000000000}," + Sleeping);
        try
        {
            JsonElement health = (await GetAsync($"/containers/{name}/json")).GetProperty("State").GetProperty("Health");
            Assert.Contains(health.GetProperty("Status").GetString(), (string[])["starting", "healthy"]);
            Assert.Equal(0, health.GetProperty("FailingStreak").GetInt32());
            Assert.Equal(JsonValueKind.Array, health.GetProperty("Log").ValueKind);
        }
        finally
        {
            await RemoveAsync(name);
        }
    }

    /// <summary>act and others look for this text when they copy from a container that is not there.</summary>
    [Fact]
    public async Task IssueAct303_ArchiveOfNoContainer_NamesIt()
    {
        ApiAnswer answer = await SendAsync("GET", "/containers/nobody-here/archive?path=/etc");
        Assert.Equal(404, answer.Status);
        Assert.Contains("No such container: nobody-here", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Issue17836_BuildCancel_OfNoBuild_IsNoError() => Assert.Equal(200, (await SendAsync("POST", "/build/cancel?id=x")).Status);

    /// <summary>Vector and bollard give up when the head of an answer does not come before its first line.</summary>
    [Theory]
    [InlineData("GET /events HTTP/1.1")]
    [InlineData("GET /containers/{0}/logs?follow=1&stdout=1 HTTP/1.1")]
    [InlineData("POST /containers/{0}/wait HTTP/1.1")]
    [InlineData("POST /containers/{0}/attach?stream=1&stdout=1 HTTP/1.1")]
    public async Task Issue23712_Stream_SendsItsHeadAtOnce(string request)
    {
        string name = NewName("head");
        await RunAsync(name, Sleeping);
        try
        {
            await using Stream stream = await Engine.ConnectAsync(Cancel);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(request.Replace("{0}", name, StringComparison.Ordinal) + "\r\nHost: x\r\nContent-Length: 0\r\n\r\n"), Cancel);
            using var reader = new StreamReader(stream, Encoding.ASCII);
            string status = await reader.ReadLineAsync(Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Cancel) ?? "";

            Assert.StartsWith("HTTP/1.1 200", status, StringComparison.Ordinal);
        }
        finally
        {
            await RemoveAsync(name);
        }
    }

    [Theory]
    [InlineData("stream=0")]
    [InlineData("stream=0&one-shot=1")]
    public async Task Issue16225_StatsOfAContainerThatHasNotStarted_AreEmpty(string query)
    {
        string name = NewName("stats");
        await CreateAsync(name, Sleeping);
        try
        {
            ApiAnswer answer = await SendAsync("GET", $"/containers/{name}/stats?{query}");
            Assert.SkipWhen(answer.Status == 501, "not there yet");

            Assert.Equal(200, answer.Status);
            Assert.Equal("/" + name, answer.Json.GetProperty("name").GetString());
        }
        finally
        {
            await RemoveAsync(name);
        }
    }

    [Fact]
    public async Task Issue16139_Stats_HaveThePreviousSampleCpusAndDisks()
    {
        string name = NewName("stats");
        await RunAsync(name, Sleeping);
        try
        {
            ApiAnswer answer = await SendAsync("GET", $"/containers/{name}/stats?stream=0");
            Assert.SkipWhen(answer.Status == 501, "not there yet");
            JsonElement stats = answer.Json;

            Assert.True(stats.GetProperty("cpu_stats").GetProperty("online_cpus").GetInt64() > 0);
            Assert.True(stats.GetProperty("precpu_stats").GetProperty("system_cpu_usage").GetInt64() > 0);
            Assert.True(stats.GetProperty("memory_stats").GetProperty("limit").GetInt64() > 0);
            Assert.True(stats.GetProperty("blkio_stats").TryGetProperty("io_service_bytes_recursive", out _));
            Assert.True(stats.GetProperty("pids_stats").GetProperty("current").GetInt64() > 0);
        }
        finally
        {
            await RemoveAsync(name);
        }
    }

    [Fact]
    public async Task Issue23981_Top_IsAListOfLists()
    {
        string name = NewName("top");
        await RunAsync(name, Sleeping);
        try
        {
            JsonElement top = await GetAsync($"/containers/{name}/top");

            Assert.Equal(top.GetProperty("Titles").GetArrayLength(), top.GetProperty("Processes")[0].GetArrayLength());
            Assert.Contains("sleep", top.GetProperty("Processes")[0].EnumerateArray().Last().GetString()!, StringComparison.Ordinal);
        }
        finally
        {
            await RemoveAsync(name);
        }
    }

    [Fact]
    public async Task Issue14993_Event_HasItsFieldsOldAndNew()
    {
        string name = NewName("event");
        string id = await CreateAsync(name, Sleeping);
        await RemoveAsync(name);
        string filters = Uri.EscapeDataString($"{{\"container\":[\"{id}\"],\"event\":[\"create\"]}}");
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 1;
        JsonElement happened = (await SendAsync("GET", $"/events?since=1&until={now}&filters={filters}")).Json;

        Assert.Equal(("create", id, Daemon.Busybox), (Text(happened, "status"), Text(happened, "id"), Text(happened, "from")));
        Assert.Equal(("container", "create", "local"), (Text(happened, "Type"), Text(happened, "Action"), Text(happened, "scope")));
        JsonElement actor = happened.GetProperty("Actor");
        Assert.Equal((id, name, Daemon.Busybox), (Text(actor, "ID"), Text(actor.GetProperty("Attributes"), "name"), Text(actor.GetProperty("Attributes"), "image")));
        Assert.Equal(happened.GetProperty("time").GetInt64(), happened.GetProperty("timeNano").GetInt64() / 1_000_000_000);
    }

    /// <summary>Whoever lists while others remove sees what is there, and never an internal error.</summary>
    [Fact]
    public async Task Issue15997_ListsWhileContainersGo_AreNeverInternalErrors()
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task<int[]>[] readers = [.. ((string[])["/networks", "/networks/bridge", "/containers/json?all=1&size=1", "/system/df", "/info"]).Select(path => ReadUntilAsync(path, done.Token))];
        for (int i = 0; i < 8; i++)
        {
            string name = NewName("goes");
            await RunAsync(name, "\"Cmd\":[\"sleep\",\"1000\"],\"StopTimeout\":0");
            await RemoveAsync(name);
        }

        await done.CancelAsync();
        int[][] statuses = await Task.WhenAll(readers);
        Assert.All(statuses, all => Assert.All(all, status => Assert.Equal(200, status)));
    }

    /// <summary>Testcontainers and its reaper find the default network by this name, and mount the socket.</summary>
    [Fact]
    public async Task Issue20204_DefaultNetwork_IsNamedBridge()
    {
        string name = NewName("bridge");
        await RunAsync(name, "\"Cmd\":[\"sleep\",\"1000\"],\"StopTimeout\":0");
        try
        {
            JsonElement container = await GetAsync($"/containers/{name}/json");

            Assert.Equal("bridge", container.GetProperty("HostConfig").GetProperty("NetworkMode").GetString());
            Assert.NotEqual("", container.GetProperty("NetworkSettings").GetProperty("Networks").GetProperty("bridge").GetProperty("Gateway").GetString());
        }
        finally
        {
            await RemoveAsync(name);
        }
    }

    /// <summary>testcontainers-go 2264 and 2781, moby-ryuk 23: a program in a container, without privileges, speaks to the engine by its socket.</summary>
    [Fact]
    public async Task Ryuk23_SocketInAContainer_Answers()
    {
        Assert.SkipWhen(Installation.OnPath("curl") is null, "no curl on this machine");
        string name = NewName("socket");
        string binds = $"\"{Engine.Socket}:/var/run/docker.sock\",\"/usr:/usr:ro\",\"/lib:/lib:ro\",\"/lib64:/lib64:ro\"";
        await RunAsync(
            name,
            $"\"Cmd\":[\"/usr/bin/curl\",\"-s\",\"--unix-socket\",\"/var/run/docker.sock\",\"http://x/containers/{name}/json\"],\"HostConfig\":{{\"NetworkMode\":\"none\",\"Binds\":[{binds}]}}");
        try
        {
            await SendAsync("POST", $"/containers/{name}/wait");
            string said = (await SendAsync("GET", $"/containers/{name}/logs?stdout=1&stderr=1")).Body;

            Assert.Contains($"\"Name\":\"/{name}\"", said, StringComparison.Ordinal);
        }
        finally
        {
            await RemoveAsync(name);
        }
    }

    /// <summary>act 303: a path that a container does not have is said to be so.</summary>
    [Fact]
    public async Task Act303_ArchiveOfAPathThatIsNot_SaysWhich()
    {
        string name = NewName("path");
        await CreateAsync(name, Sleeping);
        try
        {
            ApiAnswer answer = await SendAsync("GET", $"/containers/{name}/archive?path=/no/such/path");
            Assert.SkipWhen(answer.Status == 501, "not there yet");

            Assert.Equal((404, $"Could not find the file /no/such/path in container {name}"), (answer.Status, answer.Message));
        }
        finally
        {
            await RemoveAsync(name);
        }
    }

    /// <summary>lazydocker and compose ask it: there is an answer for an image that no registry has, and it is not "unsupported".</summary>
    [Fact]
    public async Task Distribution_OfAnImageThatNobodyHas_IsTheRegistrysError()
    {
        ApiAnswer answer = await SendAsync("GET", "/distribution/127.0.0.1:1/nothing/json");

        Assert.True(answer.Status is 404 or 500, answer.Body);
        Assert.Contains("127.0.0.1:1", answer.Message, StringComparison.Ordinal);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private async Task<int[]> ReadUntilAsync(string path, CancellationToken end)
    {
        var statuses = new HashSet<int>();
        while (!end.IsCancellationRequested)
        {
            statuses.Add((await SendAsync("GET", path)).Status);
        }

        return [.. statuses];
    }
}
