using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Network;

/// <summary>Published ports of a container whose networks change while it runs.</summary>
public sealed class PortGatewayTests : CliTest, IAsyncLifetime
{
    private readonly string _one = NewName();
    private readonly string _other = NewName();

    public PortGatewayTests(SharedDaemon shared)
        : base(shared) => Assert.SkipUnless(Target.HasBridge, "the private dockerd has no bridge");

    public async ValueTask InitializeAsync()
    {
        await TextAsync("network", "create", _one);
        await TextAsync("network", "create", _other);
    }

    public async ValueTask DisposeAsync() => await RunAsync("network", "rm", _one, _other);

    [Fact]
    public async Task Disconnect_OfTheGateway_PortsAnswerByTheOtherNetwork()
    {
        int port = FreePort.Next();
        string name = NewName();
        await TextAsync("run", "-d", "--name", name, "--network", _one, "-p", $"{port}:80", Busybox, "httpd", "-f", "-p", "80", "-h", "/www");
        await using var container = new TestContainer(Daemon, name);
        await AnswersAsync(port);

        await TextAsync("network", "connect", _other, name);
        await AnswersAsync(port);
        await TextAsync("network", "disconnect", _one, name);
        await AnswersAsync(port);
        await TextAsync("network", "disconnect", _other, name);
        Assert.Equal("", await TextAsync("port", name));
        await TextAsync("network", "connect", _one, name);

        await AnswersAsync(port);
        Assert.Contains($":{port}", await TextAsync("port", name), StringComparison.Ordinal);
    }

    /// <summary>From the host, by both families.</summary>
    private static async Task AnswersAsync(int port)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        foreach (string host in new[] { "127.0.0.1", "[::1]" })
        {
            await Condition.WaitAsync($"a page from {host}:{port}", async () =>
            {
                try
                {
                    return (await client.GetStringAsync(new Uri($"http://{host}:{port}/"))).Length > 0;
                }
                catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
                {
                    return false;
                }
            });
        }
    }
}
