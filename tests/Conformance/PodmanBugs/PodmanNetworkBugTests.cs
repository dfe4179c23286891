using System.Text.Json;
using Berth.Conformance.Api;
using Xunit;

namespace Berth.Conformance.PodmanBugs;

/// <summary>Those of the bugs of <see cref="PodmanBugTests"/> that are about networks of one's own.</summary>
public sealed class PodmanNetworkBugTests(EngineUnderTest engine) : ApiTest(engine)
{
    private const string Sleeping = "\"Cmd\":[\"sleep\",\"1000\"],\"StopTimeout\":0";

    /// <summary>Lists and inspects while containers and networks go: they are there or not, and nothing else ever.</summary>
    [Fact]
    public async Task Issue15997_NetworksWhileContainersAndNetworksGo_AreThereOrNot()
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        string name = NewName("goes");
        Task<int[]>[] readers =
        [
            .. ((string[])["/networks", $"/networks/{name}", $"/networks/{name}?verbose=1", $"/containers/{name}/json", "/containers/json?all=1", "/system/df"])
                .Select(path => ReadUntilAsync(path, done.Token)),
        ];
        for (int i = 0; i < 6; i++)
        {
            await CreateNetworkAsync(name);
            await RunAsync(name, $"{Sleeping},\"HostConfig\":{{\"NetworkMode\":\"{name}\"}}");
            await RemoveAsync(name);
            Assert.Equal(204, (await SendAsync("DELETE", $"/networks/{name}")).Status);
        }

        await done.CancelAsync();
        int[][] statuses = await Task.WhenAll(readers);
        Assert.All(statuses, all => Assert.All(all, status => Assert.True(status is 200 or 404, $"{status}")));
    }

    /// <summary>What compose reads of a network before it decides whether it is the one that its file means.</summary>
    [Fact]
    public async Task Issue24910_NetworkInspect_HasWhatComposeReads()
    {
        string name = NewName("compose");
        await CreateNetworkAsync(name, ",\"Driver\":\"bridge\",\"Labels\":{\"com.docker.compose.network\":\"front\"},\"Options\":{\"com.docker.network.driver.mtu\":\"1400\"}");
        try
        {
            JsonElement network = await GetAsync($"/networks/{name}");

            Assert.Equal("front", network.GetProperty("Labels").GetProperty("com.docker.compose.network").GetString());
            Assert.Equal("1400", network.GetProperty("Options").GetProperty("com.docker.network.driver.mtu").GetString());
            Assert.Equal(("bridge", "local", "default"), (Text(network, "Driver"), Text(network, "Scope"), Text(network.GetProperty("IPAM"), "Driver")));
            Assert.Contains("/", Text(network.GetProperty("IPAM").GetProperty("Config")[0], "Subnet"), StringComparison.Ordinal);
            Assert.Equal(JsonValueKind.Object, network.GetProperty("Containers").ValueKind);
            Assert.False(network.GetProperty("Internal").GetBoolean() || network.GetProperty("ConfigOnly").GetBoolean() || network.GetProperty("Ingress").GetBoolean());
        }
        finally
        {
            await SendAsync("DELETE", $"/networks/{name}");
        }
    }

    /// <summary>One of the differences of 8329: several networks at a creation, one of them with nothing set.</summary>
    [Fact]
    public async Task Issue8329_Create_WithSeveralEndpoints_JoinsThemAll()
    {
        (string first, string second) = (NewName("first"), NewName("second"));
        await CreateNetworkAsync(first);
        await CreateNetworkAsync(second);
        string name = NewName("both");
        try
        {
            await RunAsync(
                name,
                $"{Sleeping},\"HostConfig\":{{\"NetworkMode\":\"{first}\"}},\"NetworkingConfig\":{{\"EndpointsConfig\":{{\"{first}\":{{}},\"{second}\":{{\"Aliases\":[\"there\"]}}}}}}");
            JsonElement networks = (await GetAsync($"/containers/{name}/json")).GetProperty("NetworkSettings").GetProperty("Networks");

            Assert.NotEqual("", Text(networks.GetProperty(first), "IPAddress"));
            Assert.NotEqual("", Text(networks.GetProperty(second), "IPAddress"));
            Assert.Contains("there", networks.GetProperty(second).GetProperty("Aliases").EnumerateArray().Select(alias => alias.GetString()));
        }
        finally
        {
            await RemoveAsync(name);
            await SendAsync("DELETE", $"/networks/{first}");
            await SendAsync("DELETE", $"/networks/{second}");
        }
    }

    [Fact]
    public async Task Issue14993_NetworkEvent_NamesTheNetworkAndTheContainer()
    {
        string name = NewName("event");
        string network = await CreateNetworkAsync(name);
        string container = await RunAsync(name, $"{Sleeping},\"HostConfig\":{{\"NetworkMode\":\"{name}\"}}");
        await RemoveAsync(name);
        await SendAsync("DELETE", $"/networks/{name}");
        string filters = Uri.EscapeDataString($"{{\"type\":[\"network\"],\"network\":[\"{network}\"]}}");
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 1;
        string lines = (await SendAsync("GET", $"/events?since=1&until={now}&filters={filters}")).Body;
        JsonElement[] events = [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

        Assert.Equal(["create", "connect", "disconnect", "destroy"], events.Select(happened => Text(happened, "Action")));
        Assert.All(events, happened => Assert.Equal((name, "bridge"), (Text(Attributes(happened), "name"), Text(Attributes(happened), "type"))));
        Assert.Equal((container, container), (Text(Attributes(events[1]), "container"), Text(Attributes(events[2]), "container")));
    }

    /// <summary>GitLab's runner and act: links and aliases of an endpoint work at a creation.</summary>
    [Fact]
    public async Task Runner_LinksAndAliasesOfAnEndpoint_AreFound()
    {
        string network = NewName("runner");
        await CreateNetworkAsync(network);
        (string server, string client) = (NewName("server"), NewName("client"));
        try
        {
            await RunAsync(
                server,
                "\"Cmd\":[\"httpd\",\"-f\",\"-p\",\"80\",\"-h\",\"/www\"],\"StopTimeout\":0,"
                + $"\"HostConfig\":{{\"NetworkMode\":\"{network}\"}},\"NetworkingConfig\":{{\"EndpointsConfig\":{{\"{network}\":{{\"Aliases\":[\"service\"]}}}}}}");
            await RunAsync(
                client,
                "\"Cmd\":[\"sh\",\"-c\",\"for name in service linked; do wget -q -O - http://$name/; done\"],"
                + $"\"HostConfig\":{{\"NetworkMode\":\"{network}\"}},\"NetworkingConfig\":{{\"EndpointsConfig\":{{\"{network}\":{{\"Links\":[\"{server}:linked\"]}}}}}}");
            ApiAnswer waited = await SendAsync("POST", $"/containers/{client}/wait");

            Assert.Equal(0, waited.Json.GetProperty("StatusCode").GetInt32());
        }
        finally
        {
            await RemoveAsync(client);
            await RemoveAsync(server);
            await SendAsync("DELETE", $"/networks/{network}");
        }
    }

    /// <summary>Watchtower makes a container again from its inspect: addresses that were asked for and aliases are the same then.</summary>
    [Fact]
    public async Task Watchtower_ContainerMadeAgainFromItsInspect_IsOnTheSameNetworks()
    {
        byte[] random = System.Security.Cryptography.RandomNumberGenerator.GetBytes(2);
        string net = $"10.{100 + (random[0] % 90)}.{random[1]}";
        (string network, string name) = (NewName("watch"), NewName("tower"));
        await CreateNetworkAsync(network, $",\"IPAM\":{{\"Config\":[{{\"Subnet\":\"{net}.0/24\"}}]}}");
        try
        {
            await RunAsync(
                name,
                $"{Sleeping},\"HostConfig\":{{\"NetworkMode\":\"{network}\"}},\"NetworkingConfig\":{{\"EndpointsConfig\":{{\"{network}\":{{\"Aliases\":[\"kept\"],\"IPAMConfig\":{{\"IPv4Address\":\"{net}.33\"}}}}}}}}");
            JsonElement before = await GetAsync($"/containers/{name}/json");
            string endpoints = before.GetProperty("NetworkSettings").GetProperty("Networks").GetRawText();
            await RemoveAsync(name);
            await RunAsync(name, $"{Sleeping},\"HostConfig\":{before.GetProperty("HostConfig").GetRawText()},\"NetworkingConfig\":{{\"EndpointsConfig\":{endpoints}}}");
            JsonElement after = (await GetAsync($"/containers/{name}/json")).GetProperty("NetworkSettings").GetProperty("Networks").GetProperty(network);

            Assert.Equal($"{net}.33", Text(after, "IPAddress"));
            Assert.Equal(["kept"], after.GetProperty("Aliases").EnumerateArray().Select(alias => alias.GetString()));
        }
        finally
        {
            await RemoveAsync(name);
            await SendAsync("DELETE", $"/networks/{network}");
        }
    }

    /// <summary>Traefik reads the address in each network of the listing, by an API as old as 1.24.</summary>
    [Fact]
    public async Task Traefik_ListOfAnOldApi_HasTheAddressInEachNetwork()
    {
        string name = NewName("traefik");
        await CreateNetworkAsync(name);
        string id = await RunAsync(name, $"{Sleeping},\"HostConfig\":{{\"NetworkMode\":\"{name}\"}}");
        try
        {
            string version = EngineUnderTest.IsReference ? "" : "/v1.24";
            string filters = Uri.EscapeDataString($"{{\"id\":[\"{id}\"]}}");
            JsonElement listed = (await GetAsync($"{version}/containers/json?filters={filters}"))[0];

            Assert.NotEqual("", Text(listed.GetProperty("NetworkSettings").GetProperty("Networks").GetProperty(name), "IPAddress"));
        }
        finally
        {
            await RemoveAsync(name);
            await SendAsync("DELETE", $"/networks/{name}");
        }
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";

    private static JsonElement Attributes(JsonElement happened) => happened.GetProperty("Actor").GetProperty("Attributes");

    /// <summary>Makes a network from a name and more members; returns its ID.</summary>
    private async Task<string> CreateNetworkAsync(string name, string more = "")
    {
        ApiAnswer answer = await SendAsync("POST", "/networks/create", $"{{\"Name\":\"{name}\"{more}}}");
        Assert.True(answer.Status == 201, $"create: {answer.Status} {answer.Body}");
        return answer.Json.GetProperty("Id").GetString()!;
    }

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
