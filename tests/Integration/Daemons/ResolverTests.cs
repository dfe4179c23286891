using Berth.Harness;
using Berth.Integration.Cli.Network;
using Berth.Integration.Security;
using Xunit;

namespace Berth.Integration.Daemons;

/// <summary>How containers resolve names when it is the daemon that says so, and when their root is nobody on the host.</summary>
[Collection(SubordinateRanges.Collection)]
public sealed class ResolverTests : IAsyncDisposable
{
    private SubordinateRanges? _ranges;
    private Daemon? _daemon;

    private Daemon Daemon => _daemon ?? throw new InvalidOperationException();

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            await _daemon.RunAsync("rm", "-f", "web", "client", "own");
            await _daemon.RunAsync("network", "rm", "names");
            await _daemon.DisposeAsync();
        }

        _ranges?.Dispose();
    }

    [Fact]
    public async Task Defaults_OfTheDaemon_AreForContainersThatSayNothing()
    {
        await StartAsync("--dns", "127.0.0.77", "--dns-search", "one.example", "--dns-opt", "timeout:3");
        await RunAsync("client");
        await RunAsync("own", "--dns", "192.0.2.9", "--dns-search", "two.example");

        string client = await TextAsync("exec", "client", "cat", "/etc/resolv.conf"), own = await TextAsync("exec", "own", "cat", "/etc/resolv.conf");
        Assert.Contains("nameserver 127.0.0.11\nsearch one.example\noptions timeout:3 ndots:0\n", client, StringComparison.Ordinal);
        Assert.Contains("search two.example\noptions timeout:3 ndots:0\n", own, StringComparison.Ordinal);
        Assert.Contains("nameserver 127.0.0.77\nsearch one.example\noptions timeout:3\n", await FileOfAsync(), StringComparison.Ordinal);
        Assert.Contains("nameserver 192.0.2.9\nsearch one.example\n", await FileOfAsync("--dns", "192.0.2.9"), StringComparison.Ordinal);
        Assert.Contains("nameserver 127.0.0.77\n", await FileOfAsync("--network", "host"), StringComparison.Ordinal);

        string process = await TextAsync("inspect", "--format", "{{.State.Pid}}", "client");
        using ScriptedNameServer server = ScriptedNameServer.Start(process, "127.0.0.77");
        Assert.Contains("1.2.3.4", await TextAsync("exec", "client", "nslookup", "-type=a", "example.org"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_OfContainersWhoseRootIsNobody_Resolve()
    {
        Assert.SkipWhen(Target.IsDockerd, "dockerd would need its own range");
        _ranges = new SubordinateRanges();
        await StartAsync("--userns-remap", SubordinateRanges.User);
        await RunAsync("web", "--network-alias", "site");
        await RunAsync("client", "--dns", "127.0.0.77");
        string address = await TextAsync("inspect", "--format", "{{.NetworkSettings.Networks.names.IPAddress}}", "web");
        string process = await TextAsync("inspect", "--format", "{{.State.Pid}}", "client");
        using ScriptedNameServer server = ScriptedNameServer.Start(process, "127.0.0.77");

        foreach (string name in new[] { "web", "site", "web.names" })
        {
            Assert.Contains(address, await TextAsync("exec", "client", "nslookup", "-type=a", name), StringComparison.Ordinal);
        }

        Assert.Contains("1.2.3.4", await TextAsync("exec", "client", "nslookup", "-type=a", "example.org"), StringComparison.Ordinal);
        Assert.Contains("web.names", await TextAsync("exec", "client", "nslookup", address), StringComparison.Ordinal);
        Assert.Contains("1 packets received", await TextAsync("exec", "client", "ping", "-c", "1", "-w", "20", "site"), StringComparison.Ordinal);

        // What a daemon that has been restarted makes of them.
        await Daemon.KillAsync();
        await Daemon.StartAgainAsync();
        await TextAsync("rename", "web", "shop");
        Assert.Contains(address, await TextAsync("exec", "client", "nslookup", "-type=a", "shop"), StringComparison.Ordinal);
        await TextAsync("rename", "shop", "web");
    }

    private async Task StartAsync(params string[] arguments)
    {
        Assert.SkipUnless(Target.HasBridge, "the private dockerd has no bridge");
        _daemon = await Daemon.StartAsync(new DaemonOptions { Arguments = arguments });
        await TextAsync("network", "create", "names");
    }

    private Task<string> RunAsync(string name, params string[] options) =>
        TextAsync(["run", "-d", "--name", name, "--network", "names", .. options, Daemon.Busybox, "sleep", "1000"]);

    private Task<string> FileOfAsync(params string[] options) => TextAsync(["run", "--rm", .. options, Daemon.Busybox, "cat", "/etc/resolv.conf"]);

    private async Task<string> TextAsync(params string[] arguments) => (await Daemon.RunAsync(arguments)).Succeeded().Text;
}
