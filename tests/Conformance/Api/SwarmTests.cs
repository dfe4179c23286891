using Xunit;

namespace Berth.Conformance.Api;

/// <summary>Swarm, nodes, services, tasks, secrets, configs and plugins, asked of an engine that is in no swarm and has no plugins.</summary>
public sealed class SwarmTests(EngineUnderTest engine) : ApiTest(engine)
{
    private const string NotManager =
        "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again.";

    private const string Syntax = "strconv.ParseUint: parsing \"\": invalid syntax";

    [Theory]
    [InlineData("GET", "/swarm")]
    [InlineData("GET", "/v1.24/swarm")]
    [InlineData("POST", "/swarm/update?version=1")]
    [InlineData("GET", "/swarm/unlockkey")]
    [InlineData("POST", "/swarm/unlock")]
    [InlineData("GET", "/nodes")]
    [InlineData("GET", "/nodes/x")]
    [InlineData("DELETE", "/nodes/x")]
    [InlineData("POST", "/nodes/x/update?version=1")]
    [InlineData("GET", "/services")]
    [InlineData("POST", "/services/create")]
    [InlineData("GET", "/services/x")]
    [InlineData("DELETE", "/services/x")]
    [InlineData("POST", "/services/x/update?version=1")]
    [InlineData("GET", "/services/x/logs?stdout=1")]
    [InlineData("GET", "/tasks")]
    [InlineData("GET", "/tasks/x")]
    [InlineData("GET", "/tasks/x/logs?stderr=1")]
    [InlineData("GET", "/secrets")]
    [InlineData("POST", "/secrets/create")]
    [InlineData("GET", "/secrets/x")]
    [InlineData("DELETE", "/secrets/x")]
    [InlineData("POST", "/secrets/x/update?version=1")]
    [InlineData("GET", "/configs")]
    [InlineData("POST", "/configs/create")]
    [InlineData("GET", "/configs/x")]
    [InlineData("DELETE", "/configs/x")]
    [InlineData("POST", "/configs/x/update?version=1")]
    public async Task Request_WithoutASwarm_IsUnavailable(string method, string path)
    {
        ApiAnswer answer = await SendAsync(method, path, method == "POST" ? "{}" : null);

        Assert.Equal((503, NotManager), (answer.Status, answer.Message));
    }

    [Theory]
    [InlineData("POST", "/swarm/leave", 503, "This node is not part of a swarm")]
    [InlineData("POST", "/swarm/init", 400, "invalid ListenAddr \"\": invalid empty address")]
    [InlineData("POST", "/swarm/join", 400, "invalid ListenAddr \"\": invalid empty address")]
    [InlineData("POST", "/swarm/update", 400, "invalid swarm version '': " + Syntax)]
    [InlineData("POST", "/nodes/x/update", 400, "invalid node version '': " + Syntax)]
    [InlineData("POST", "/services/x/update", 400, "invalid service version '': " + Syntax)]
    [InlineData("POST", "/secrets/x/update", 400, "invalid secret version")]
    [InlineData("POST", "/configs/x/update", 400, "invalid config version")]
    [InlineData("PUT", "/volumes/x?version=1", 503, "volume update only valid for cluster volumes, but swarm is unavailable")]
    [InlineData("GET", "/swarm/nothing", 404, "page not found")]
    [InlineData("PUT", "/swarm", 404, "page not found")]
    [InlineData("DELETE", "/swarm", 404, "page not found")]
    [InlineData("GET", "/plugins/x/json", 404, "plugin \"x\" not found")]
    [InlineData("GET", "/plugins/a/b:c/json", 404, "plugin \"a/b:c\" not found")]
    [InlineData("DELETE", "/plugins/a/b:c", 404, "plugin \"a/b:c\" not found")]
    [InlineData("POST", "/plugins/x/enable?timeout=0", 404, "plugin \"x\" not found")]
    [InlineData("POST", "/plugins/x/disable", 404, "plugin \"x\" not found")]
    [InlineData("POST", "/plugins/x/push", 404, "plugin \"x\" not found")]
    [InlineData("POST", "/plugins/x/set", 404, "plugin \"x\" not found")]
    [InlineData("POST", "/plugins/x/upgrade?remote=localhost:1/x", 404, "plugin \"x:latest\" not found")]
    [InlineData("GET", "/plugins?filters={\"x\":[\"y\"]}", 400, "invalid filter 'x'")]
    [InlineData("GET", "/plugins?filters={\"enabled\":[\"maybe\"]}", 400, "invalid filter 'enabled=[maybe]'")]
    [InlineData("GET", "/plugins/x", 404, "page not found")]
    public async Task Request_WithAFlawOfItsOwn_SaysSo(string method, string path, int status, string message)
    {
        ApiAnswer answer = await SendAsync(method, path, method == "POST" ? path.Contains("plugins", StringComparison.Ordinal) ? "[]" : "{}" : null);

        Assert.Equal((status, message), (answer.Status, answer.Message));
    }

    [Fact]
    public async Task Plugins_OfAnEngineWithout_AreNone() => Assert.Equal("[]", (await GetAsync("/plugins")).GetRawText());

    [Theory]
    [InlineData("/swarm/init", "{\"ListenAddr\":\"127.0.0.1:2377\"}")]
    [InlineData("/swarm/join", "{\"ListenAddr\":\"127.0.0.1:2377\",\"RemoteAddrs\":[\"127.0.0.1:1\"]}")]
    [InlineData("/plugins/pull?remote=localhost:1/x", "[]")]
    [InlineData("/plugins/create?name=x", "[]")]
    public async Task WhatBerthNeverHas_IsRefused(string path, string body)
    {
        Assert.SkipWhen(EngineUnderTest.IsReference, "dockerd would do it");

        Assert.Equal(501, (await SendAsync("POST", path, body)).Status);
    }
}
