using System.Text;
using Berth.EngineApi;
using Berth.EngineApi.Containers;
using Berth.EngineApi.Http;
using Xunit;

namespace Berth.Unit.EngineApi;

public sealed class EngineClientTests
{
    private const string Version = """{"Version":"1.2","ApiVersion":"1.51"}""";

    [Fact]
    public void Get_FixedLength_ReadsBodyAndReusesConnection()
    {
        using var daemon = new FakeDaemon([Fixed(200, Version), Fixed(200, Version)]);
        using var client = daemon.Client();

        Assert.Equal("1.2", client.GetVersion().Version);
        Assert.Equal("1.2", client.GetVersion().Version);
        Assert.StartsWith("GET /v1.51/version HTTP/1.1\r\n", daemon.Requests[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Get_Chunked_JoinsChunks()
    {
        using var daemon = new FakeDaemon(["HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5;x=y\n{\"Ver\na\nsion\":\"3\"}\n0\nTrailer: x\n\n"]);
        using var client = daemon.Client();

        Assert.Equal("3", client.GetVersion().Version);
    }

    [Fact]
    public void Get_DaemonClosedIdleConnection_AsksAgainOnANewOne()
    {
        using var daemon = new FakeDaemon([Fixed(200, Version)], [Fixed(200, Version)]);
        using var client = daemon.Client();

        client.GetVersion();

        Assert.Equal("1.2", client.GetVersion().Version);
        Assert.Equal(2, daemon.Requests.Count);
    }

    [Fact]
    public void Get_OlderDaemon_TakesItsVersionAndRepeats()
    {
        using var daemon = new FakeDaemon(
            [Fixed(400, """{"message":"client version 1.51 is too new. Maximum supported API version is 1.41"}"""), Fixed(200, Version)]);
        using var client = daemon.Client();

        client.GetVersion();

        Assert.Equal("1.41", client.Version);
        Assert.Contains("/v1.41/version", daemon.Requests[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Get_OlderDaemonAndFixedVersion_Throws()
    {
        using var daemon = new FakeDaemon([Fixed(400, """{"message":"Maximum supported API version is 1.41"}""")]);
        using var client = daemon.Client("1.51");

        Assert.Equal(400, Assert.Throws<EngineApiException>(() => client.GetVersion()).Status);
    }

    [Theory]
    [InlineData("{\"message\":\"No such container: x\"}", "No such container: x")]
    [InlineData("plain text", "plain text")]
    [InlineData("", "request returned status 404")]
    public void Get_Refused_ThrowsTheDaemonsMessage(string body, string message)
    {
        using var daemon = new FakeDaemon([Fixed(404, body)]);
        using var client = daemon.Client();

        var error = Assert.Throws<EngineApiException>(() => client.InspectContainer("x"));

        Assert.Equal((404, message), (error.Status, error.Message));
    }

    [Theory]
    [InlineData("garbage\n\n")]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: many\n\n")]
    [InlineData("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\nzz\n")]
    public void Get_MalformedAnswer_Throws(string answer)
    {
        using var daemon = new FakeDaemon([answer]);
        using var client = daemon.Client();

        Assert.Throws<InvalidDataException>(() => client.GetVersion());
    }

    [Fact]
    public void Get_AnswerEndsEarly_Throws()
    {
        using var daemon = new FakeDaemon(["HTTP/1.1 200 OK\nContent-Length: 50\n\n{}"]);
        using var client = daemon.Client();

        Assert.Throws<EndOfStreamException>(() => client.GetVersion());
    }

    [Theory]
    [InlineData("HTTP/1.1 101 UPGRADED\nConnection: Upgrade\nUpgrade: tcp\n\n")]
    [InlineData("HTTP/1.1 200 OK\nContent-Type: application/vnd.docker.raw-stream\n\n")]
    public void Attach_Upgraded_GivesTheRawConnection(string head)
    {
        using var daemon = new FakeDaemon([head + "early output"]);
        using var client = daemon.Client();

        using var stream = client.Attach("a b", new AttachRequest { Stdout = true });
        stream.CloseWrite();

        Assert.Equal("early output", new StreamReader(stream, Encoding.UTF8).ReadToEnd());
        Assert.StartsWith("POST /v1.51/containers/a%20b/attach?stream=1&stdout=1 HTTP/1.1\r\n", daemon.Requests[0], StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n", daemon.Requests[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Send_NobodyListens_ThrowsWithTheEndpoint()
    {
        using var client = new EngineClient(EngineEndpoint.Parse("unix:///nonexistent/berth.sock"));

        Assert.Equal("unix:///nonexistent/berth.sock", Assert.Throws<EngineConnectionException>(() => client.GetVersion()).Endpoint.Text);
    }

    [Theory]
    [InlineData("http://x")]
    [InlineData("tcp://x:99999")]
    [InlineData("")]
    public void Endpoint_NotUnderstood_Throws(string text) => Assert.Throws<FormatException>(() => EngineEndpoint.Parse(text));

    private static string Fixed(int status, string body) => $"HTTP/1.1 {status} X\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\n\n{body}";

    [Theory]
    [InlineData("tcp://x", "tcp://x:2375")]
    [InlineData("x:1", "tcp://x:1")]
    [InlineData(":1", "tcp://127.0.0.1:1")]
    [InlineData("tcp://[::1]", "tcp://[::1]:2375")]
    [InlineData("tcp://x/prefix/", "tcp://x:2375/prefix")]
    [InlineData("unix:///run/d.sock", "unix:///run/d.sock")]
    public void Endpoint_Understood_IsSaidInFull(string text, string full) => Assert.Equal(full, EngineEndpoint.Parse(text).Text);
}
