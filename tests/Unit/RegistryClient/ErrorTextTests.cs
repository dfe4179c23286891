using System.Net;
using System.Net.Sockets;
using Berth.Oci;
using Berth.RegistryClient;
using Berth.RegistryClient.Hosts;
using Xunit;

namespace Berth.Unit.RegistryClient;

/// <summary>Errors in the words that scripts look for: docker's, and those of Go's <c>net/http</c>.</summary>
public sealed class ErrorTextTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(404, """{"errors":[{"code":"NAME_UNKNOWN","message":"repository name not known to registry","detail":{"name":"x"}}]}""",
        "repository h.example/x not found: name unknown: repository name not known to registry")]
    [InlineData(403, """{"errors":[{"code":"DENIED","message":"requested access to the resource is denied"}]}""",
        "pull access denied for h.example/x, repository does not exist or may require 'docker login': denied")]
    [InlineData(401, """{"errors":[{"code":"UNAUTHORIZED","message":"access to the requested resource is not authorized"}]}""",
        "unauthorized: access to the requested resource is not authorized")]
    [InlineData(404, "", "error parsing HTTP 404 response body: no error details found in HTTP response body: \"\"")]
    [InlineData(400, """{"errors":[{"code":"NAME_INVALID","message":"a\u001b[31m\nb"}]}""", "name invalid: a [31m b")]
    [InlineData(501, "", "received unexpected HTTP status: 501 Not Implemented")]
    public async Task Get_ARefusal_IsInDockersWords(int status, string body, string expected)
    {
        var registry = new FakeRegistry(_ => FakeRegistry.Text((HttpStatusCode)status, body));

        RegistryException e = await Assert.ThrowsAsync<RegistryException>(
            () => registry.Repository("h.example/x").GetManifestAsync("1", Cancellation));

        Assert.Equal(expected, e.Message);
    }

    [Fact]
    public async Task Get_NobodyListens_IsConnectionRefused()
    {
        using var closed = new Socket(SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        string host = $"{closed.LocalEndPoint}";

        Assert.Equal($"Get \"https://{host}/v2/x/manifests/1\": dial tcp {host}: connect: connection refused", await FailAsync($"https://{host}"));
        Assert.Equal($"Get \"http://{host}/v2/x/manifests/1\": dial tcp {host}: connect: connection refused", await FailAsync($"http://{host}"));
    }

    [Fact]
    public async Task Get_AServerWithoutTls_SaysSo()
    {
        await using var server = new LoopbackServer(_ => LoopbackAnswer.NotFound) { AnswersTlsInTheClear = true };

        string error = await FailAsync($"https://{server.Url.Authority}");

        Assert.Equal($"Get \"https://{server.Url.Authority}/v2/x/manifests/1\": http: server gave HTTP response to HTTPS client", error);
    }

    [Fact]
    public async Task Get_ANameThatDoesNotExist_SaysNoSuchHost() =>
        Assert.Contains("no such host", await FailAsync("https://does-not-exist.invalid"), StringComparison.Ordinal);

    [Fact]
    public async Task Get_AServerThatHangsUp_IsEof()
    {
        await using var server = new LoopbackServer(_ => new LoopbackAnswer("", [], [], LoopbackEnd.Hangup));

        Assert.Equal($"Get \"{server.Url}v2/x/manifests/1\": EOF", await FailAsync(server.Url.AbsoluteUri));
    }

    [Fact]
    public async Task Get_AServerThatNeverAnswers_IsATimeout()
    {
        await using var server = new LoopbackServer(_ => new LoopbackAnswer("", [], [], LoopbackEnd.Mute));

        Assert.Equal(
            $"Get \"{server.Url}v2/x/manifests/1\": net/http: timeout awaiting response headers",
            await FailAsync(server.Url.AbsoluteUri, TimeSpan.FromMilliseconds(200)));
    }

    private static async Task<string> FailAsync(string url, TimeSpan? patience = null)
    {
        var options = new RegistryClientOptions
        {
            Attempts = 1,
            AnswerTimeout = patience ?? TimeSpan.FromMinutes(1),
            Transports = new HostTransports(new ProxyRules(new ProxySettings())),
        };
        using var registries = new Registries(FixedHosts.Only(new Uri(url)), options);
        RegistryException e = await Assert.ThrowsAsync<RegistryException>(
            () => registries.Open(Reference.Parse("h.example/x")).GetManifestAsync("1", Cancellation));
        return e.Message;
    }
}
