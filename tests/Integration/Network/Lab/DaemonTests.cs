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
        await using Daemon daemon = await Daemon.StartAsync(MultiHostLab.Options(Lab.Host));
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

    /// <summary>Nothing of ours overrides a drop of the host's own; who wonders why nothing gets through finds it in the log.</summary>
    [Fact]
    public async Task DropPolicies_OfTheHost_AreToldOnceInTheLog()
    {
        Assert.SkipWhen(Target.IsDockerd, "berthd's own words");
        await Lab.Host.ShellAsync("iptables-legacy -P FORWARD DROP; nft add table inet site; nft add chain inet site f '{ type filter hook forward priority 10; policy drop; }'");
        try
        {
            await using Daemon daemon = await Daemon.StartAsync(MultiHostLab.Options(Lab.Host));
            Assert.DoesNotContain("by default", daemon.Log, StringComparison.Ordinal);
            foreach (string network in (string[])["one", "two"])
            {
                (await daemon.RunAsync("network", "create", network)).Succeeded();
                (await daemon.RunAsync("run", "--rm", "--network", network, Daemon.Busybox, "true")).Succeeded();
            }

            foreach (string chain in (string[])["chain FORWARD of table filter of legacy iptables", "chain f of nftables table inet site"])
            {
                string[] lines = [.. daemon.Log.Split('\n').Where(line => line.Contains(chain, StringComparison.Ordinal))];
                Assert.Contains("drops forwarded packets by default", Assert.Single(lines), StringComparison.Ordinal);
            }

            Assert.DoesNotContain("ip6tables", daemon.Log, StringComparison.Ordinal);
            (await daemon.RunAsync("network", "rm", "one", "two")).Succeeded();
        }
        finally
        {
            await Lab.Host.ShellAsync("iptables-legacy -P FORWARD ACCEPT; nft delete table inet site");
        }
    }

    private Task AnswersAsync(int port) => Condition.WaitAsync("the page is there in both families", async () =>
        (await Lab.Client.FetchAsync(MultiHostLab.HostAddress, port)).EndsWith(Page, StringComparison.Ordinal)
        && (await Lab.Client.FetchAsync(MultiHostLab.HostAddress6, port)).EndsWith(Page, StringComparison.Ordinal));
}
