using Berth.Harness;
using Xunit;

namespace Berth.Integration.Network.Lab;

/// <summary>The daemon itself on the lab's host, from the command line to the wire.</summary>
public sealed class DaemonTests(MultiHostLab lab) : LabTest(lab)
{
    private const string Subnet = "172.21.1.0/24";
    private const string Subnet6 = "fd00:2101::/64";

    [Fact]
    public async Task Networks_OfADaemon_AreAsTheyArePromised()
    {
        Assert.SkipWhen(Target.IsDockerd, "berthd's own words");
        int port = NextPort();
        await Lab.Host.SetAsync("ipv4/ip_forward", 0);
        await Lab.Host.SetAsync("ipv6/conf/all/forwarding", 0);
        await using Daemon daemon = await Daemon.StartAsync(new DaemonOptions { NetworkNamespace = Lab.Host.Namespace });
        (await daemon.RunAsync("network", "create", "--ipv6", "--subnet", Subnet, "--subnet", Subnet6, "front")).Succeeded();
        (await daemon.RunAsync("network", "create", "--internal", "back")).Succeeded();
        (await daemon.RunAsync("run", "-d", "--name", "web", "--network", "front", "-p", $"{port}:80", Daemon.Busybox, "httpd", "-f", "-p", "80", "-h", "/www")).Succeeded();
        (await daemon.RunAsync("run", "-d", "--name", "db", "--network", "back", Daemon.Busybox, "sleep", "1000")).Succeeded();

        await AnswersAsync(port);
        Assert.Contains("net.ipv4.ip_forward", daemon.Log, StringComparison.Ordinal);
        Assert.Contains("net.ipv6.conf.all.forwarding", daemon.Log, StringComparison.Ordinal);
        Assert.Empty(await Lab.Client.FetchAsync("172.21.1.2", 80));
        Assert.NotEqual(0, (await daemon.RunAsync("exec", "db", "ping", "-c", "1", "-W", "1", MultiHostLab.ClientAddress)).ExitCode);
        await Condition.WaitAsync("an answer to an echo request", async () => (await daemon.RunAsync("exec", "web", "ping", "-c", "1", "-W", "2", MultiHostLab.ClientAddress6)).ExitCode == 0);

        string verbose = (await daemon.RunAsync("network", "inspect", "--verbose", "front")).Succeeded().Text;
        Assert.Contains($"ip6 saddr {Subnet6} oifname != ", verbose, StringComparison.Ordinal);
        Assert.Contains($"{{ tcp . {port} : 172.21.1.2 . 80 }}", verbose, StringComparison.Ordinal);
        Assert.DoesNotContain("Firewall", (await daemon.RunAsync("network", "inspect", "front")).Succeeded().Text, StringComparison.Ordinal);

        // Without the daemon, and with the next one.
        await daemon.KillAsync();
        await AnswersAsync(port);
        await Lab.Host.ShellAsync("nft flush ruleset");
        await daemon.StartAgainAsync();
        await AnswersAsync(port);
        Assert.Empty(await Lab.Client.FetchAsync("172.21.1.2", 80));

        (await daemon.RunAsync("rm", "-f", "web", "db")).Succeeded();
        (await daemon.RunAsync("network", "rm", "front", "back")).Succeeded();
    }

    private Task AnswersAsync(int port) => Condition.WaitAsync("the page is there in both families", async () =>
        (await Lab.Client.FetchAsync(MultiHostLab.HostAddress, port)).EndsWith(Page, StringComparison.Ordinal)
        && (await Lab.Client.FetchAsync(MultiHostLab.HostAddress6, port)).EndsWith(Page, StringComparison.Ordinal));
}
