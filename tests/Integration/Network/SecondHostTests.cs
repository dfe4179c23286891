using Berth.Harness;
using Berth.Integration.Cli;
using Xunit;

namespace Berth.Integration.Network;

/// <summary>Published ports as another host sees them, and what it must not see.</summary>
public sealed class SecondHostTests : CliTest
{
    private const string Page = "a page from a container\n";

    public SecondHostTests(SharedDaemon shared)
        : base(shared) => Assert.SkipUnless(Target.HasBridge, "the private dockerd has no bridge");

    [Fact]
    public async Task Publish_OnAllAddresses_AnswersAnotherHost()
    {
        int port = FreePort.Next();
        await using TestContainer container = await ServeAsync(port, "-p", $"{port}:80");
        await using SecondHost other = await SecondHost.StartAsync();

        Assert.EndsWith(Page, (await other.FetchAsync(other.NearAddress, port)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_OnLoopback_IsHiddenFromAnotherHost()
    {
        int port = FreePort.Next();
        await using TestContainer container = await ServeAsync(port, "-p", $"127.0.0.1:{port}:80");
        await using SecondHost other = await SecondHost.StartAsync();
        await other.RouteHereAsync("127.0.0.1/32");

        Assert.Empty((await other.FetchAsync(other.NearAddress, port)).Output);
        Assert.Empty((await other.FetchAsync("127.0.0.1", port)).Output);
    }

    [Fact]
    public async Task Container_PortNotPublished_IsHiddenFromARoutedHost()
    {
        int port = FreePort.Next();
        await using TestContainer container = await ServeAsync(port, "-p", $"127.0.0.1:{port}:80");
        string address = await container.InspectAsync("{{.NetworkSettings.Networks.bridge.IPAddress}}");
        await using SecondHost other = await SecondHost.StartAsync();

        Assert.Empty((await other.FetchAsync(address, 80)).Output);
    }

    [Fact]
    public async Task Container_ToAnotherHost_IsTranslated()
    {
        await using SecondHost other = await SecondHost.StartAsync();

        Assert.Contains("1 packets received", await ShellAsync($"ping -c 1 -W 20 {other.FarAddress}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Container_ByItsOwnPublishedPort_ReachesItself()
    {
        int port = FreePort.Next();
        await using TestContainer container = await ServeAsync(port, "-p", $"{port}:80");
        string gateway = Daemon.Bip.Split('/')[0];

        Assert.EndsWith(Page.TrimEnd(), await container.ShellAsync(SecondHost.FetchScript("nc", gateway, port)), StringComparison.Ordinal);
    }

    /// <summary>Serves a page and waits until it is there.</summary>
    private async Task<TestContainer> ServeAsync(int port, params string[] options)
    {
        string name = NewName();
        (await RunAsync(["run", "-d", "--name", name, .. options, Busybox, "httpd", "-f", "-p", "80", "-h", "/www"])).Succeeded();
        var container = new TestContainer(Daemon, name);
        await Condition.WaitAsync($"a page on port {port}", async () =>
            (await Command.RunAsync("sh", ["-c", SecondHost.FetchScript("busybox nc", "127.0.0.1", port)])).Output.EndsWith(Page, StringComparison.Ordinal));
        return container;
    }
}
