using System.Text;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Network;

/// <summary>
/// What a client gets for requests about networks that are wrong: dockerd 28.5's statuses, looked at one by one, but where that has a 500 for what is
/// the client's fault. Nothing of it is made, and nothing is an error of the engine.
/// </summary>
public sealed class MalformedRequestTests : IAsyncLifetime
{
    private const string Subnet = """{"Name":"q","IPAM":{"Config":[{"Subnet":"10.163.8.0/24",""";

    /// <summary>Status and body of <c>POST /networks/create</c>.</summary>
    private static readonly (int Status, string Body)[] s_creations =
    [
        (400, ""), (400, "{"), (400, "[]"), (400, "null"), (400, "\"x\""), (400, "{}"), (400, """{"Name":""}"""), (400, """{"Name":5}"""), (400, """{"Name":" "}"""),
        (409, """{"Name":"taken"}"""), (403, """{"Name":"bridge"}"""), (403, """{"Name":"host"}"""), (403, """{"Name":"default"}"""),
        (404, """{"Name":"q","Driver":"nope"}"""), (403, """{"Name":"q","Driver":"host"}"""), (403, """{"Name":"q","Driver":"null"}"""), (403, """{"Name":"q","Driver":"overlay"}"""),
        (400, """{"Name":"q","Driver":5}"""), (403, """{"Name":"q","Scope":"swarm"}"""), (403, """{"Name":"q","Ingress":true}"""),
        (400, """{"Name":"q","IPAM":{"Config":[{"Subnet":"x"}]}}"""), (400, """{"Name":"q","IPAM":{"Config":[{"Subnet":"10.163.8.1/24"}]}}"""),
        (400, """{"Name":"q","IPAM":{"Config":[{"Subnet":"10.163.8.0/33"}]}}"""), (400, """{"Name":"q","IPAM":{"Config":[{"Gateway":"10.163.8.1"}]}}"""),
        (400, Subnet + "\"Gateway\":\"10.164.0.1\"}]}}"), (400, Subnet + "\"IPRange\":\"10.164.0.0/25\"}]}}"), (400, Subnet + "\"AuxiliaryAddresses\":{\"a\":\"x\"}}]}}"),
        (403, """{"Name":"q","IPAM":{"Config":[{"Subnet":"10.163.0.0/16"}]}}"""), (400, """{"Name":"q","IPAM":{"Config":"x"}}"""), (400, """{"Name":"q","IPAM":[]}"""),
        (400, """{"Name":"q","Options":{"com.docker.network.driver.mtu":"x"}}"""), (400, """{"Name":"q","Options":{"com.docker.network.bridge.name":"a/b"}}"""),
        (400, """{"Name":"q","Options":[]}"""), (400, """{"Name":"q","Labels":"x"}"""), (400, """{"Name":"q","Labels":{"a":5}}"""),
    ];

    /// <summary>Status, network and verb, and body.</summary>
    private static readonly (int Status, string Path, string Body)[] s_connections =
    [
        (400, "taken/connect", ""), (400, "taken/connect", "{"), (400, "taken/connect", "{}"), (400, "taken/connect", "null"), (400, "taken/connect", "[]"),
        (400, "taken/connect", """{"Container":""}"""), (400, "taken/connect", """{"Container":5}"""), (404, "taken/connect", """{"Container":"nope"}"""),
        (404, "nope/connect", """{"Container":"nope"}"""), (404, "nope/connect", """{"Container":"some"}"""),
        (400, "taken/connect", """{"Container":"some","EndpointConfig":[]}"""), (400, "taken/connect", """{"Container":"some","EndpointConfig":{"Aliases":"x"}}"""),
        (400, "taken/connect", """{"Container":"some","EndpointConfig":{"MacAddress":"x"}}"""), (400, "taken/connect", """{"Container":"some","EndpointConfig":{"GwPriority":"x"}}"""),
        (400, "taken/connect", """{"Container":"some","EndpointConfig":{"IPAMConfig":{"IPv4Address":"x"}}}"""),
        (400, "taken/connect", """{"Container":"some","EndpointConfig":{"IPAMConfig":{"IPv4Address":"10.1.1.1"}}}"""),
        (400, "taken/connect", """{"Container":"some","EndpointConfig":{"IPAMConfig":{"IPv6Address":"fd00::1"}}}"""),
        (400, "taken/connect", """{"Container":"some","EndpointConfig":{"IPAMConfig":{"LinkLocalIPs":["x"]}}}"""),
        (400, "taken/connect", """{"Container":"some","EndpointConfig":{"DriverOpts":{"com.docker.network.endpoint.sysctls":"x"}}}"""),
        (400, "taken/connect", """{"Container":"some","EndpointConfig":{"DriverOpts":{"com.docker.network.endpoint.ifname":"a/b"}}}"""),
        (400, "taken/connect", """{"Container":"some","EndpointConfig":{"Links":["a:b:c"]}}"""),
        (400, "taken/disconnect", ""), (400, "taken/disconnect", "{}"), (400, "taken/disconnect", """{"Container":""}"""), (404, "taken/disconnect", """{"Container":"nope"}"""),
        (409, "taken/disconnect", """{"Container":"some"}"""), (404, "nope/disconnect", """{"Container":"some"}"""),
    ];

    /// <summary>Status, method and path.</summary>
    private static readonly (int Status, string Method, string Path)[] s_others =
    [
        (403, "DELETE", "/networks/bridge"), (404, "DELETE", "/networks/nope"), (404, "GET", "/networks/nope"), (400, "GET", "/networks?filters=%7B"),
        (400, "GET", "/networks?filters=%7B%22x%22:[%22y%22]%7D"), (400, "GET", "/networks?filters=%7B%22type%22:[%22x%22]%7D"),
        (400, "GET", "/networks?filters=%7B%22dangling%22:[%22x%22]%7D"), (400, "GET", "/networks/bridge?verbose=x"),
        (400, "POST", "/networks/prune?filters=%7B%22x%22:[%22y%22]%7D"), (400, "POST", "/networks/prune?filters=%7B%22until%22:[%22x%22]%7D"),
    ];

    private Daemon? _daemon;

    private Daemon Daemon => _daemon ?? throw new InvalidOperationException();

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Target.IsDockerd, "dockerd 20.10 has other statuses; 28.5 was compared by hand");
        _daemon = await Daemon.StartAsync();
        (await Daemon.RunAsync("network", "create", "--subnet", "10.163.0.0/24", "taken")).Succeeded();
        (await Daemon.RunAsync("create", "--name", "some", Daemon.Busybox, "true")).Succeeded();
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            await _daemon.RunAsync("rm", "some");
            await _daemon.RunAsync("network", "rm", "taken", "q");
            await _daemon.DisposeAsync();
        }
    }

    [Fact]
    public async Task Requests_ThatAreWrong_AreTheClientsFaultAndChangeNothing()
    {
        string before = await Daemon.Http.GetStringAsync(new Uri("/networks", UriKind.Relative), TestContext.Current.CancellationToken);
        List<string> wrong = [];
        foreach ((int status, string body) in s_creations)
        {
            await CheckAsync(wrong, status, "POST", "/networks/create", body);
        }

        foreach ((int status, string path, string body) in s_connections)
        {
            await CheckAsync(wrong, status, "POST", $"/networks/{path}", body);
        }

        foreach ((int status, string method, string path) in s_others)
        {
            await CheckAsync(wrong, status, method, path, null);
        }

        Assert.Equal([], wrong);
        Assert.Equal(before, await Daemon.Http.GetStringAsync(new Uri("/networks", UriKind.Relative), TestContext.Current.CancellationToken));
    }

    private async Task CheckAsync(List<string> wrong, int status, string method, string path, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await Daemon.Http.SendAsync(request, TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        if ((int)response.StatusCode != status || !text.Contains("\"message\"", StringComparison.Ordinal))
        {
            wrong.Add($"{method} {path} {body}: {(int)response.StatusCode}, not {status}: {text}");
        }
    }
}
