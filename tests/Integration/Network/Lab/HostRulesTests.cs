using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Network.Lab;

/// <summary>Our table beside others: what is taken away of it comes back, what others drop stays dropped.</summary>
public sealed partial class HostRulesTests(MultiHostLab lab) : LabTest(lab)
{
    [Theory]
    [InlineData("nft flush ruleset")]
    [InlineData("nft delete table inet TABLE")]
    [InlineData("nft flush table inet TABLE")]
    [InlineData("nft flush chain inet TABLE forward")]
    [InlineData("nft delete rule inet TABLE ingress_BRIDGE handle $(nft -a list chain inet TABLE ingress_BRIDGE | sed -n 's/.*drop # handle //p')")]
    [InlineData("nft delete element inet TABLE ingress '{ \"BRIDGE\" }'")]
    [InlineData("nft delete element inet TABLE published_any '{ tcp . PORT }'")]
    public async Task Removal_ByAnotherProgram_IsRepaired(string removal)
    {
        Assert.SkipWhen(Target.IsDockerd, "dockerd does not notice: its containers are cut off until it is restarted");
        int port = NextPort();
        await using LabNetwork network = await NetworkAsync(ipv6: true);
        await using LabContainer server = await ServeAsync(network, $"{port}:80");
        string before = await RulesetAsync();
        string table = TableName().Match(before).Groups[1].Value, bridge = network.Interface;

        long begin = Stopwatch.GetTimestamp();
        await Lab.Host.ShellAsync(removal.Replace("TABLE", table, StringComparison.Ordinal).Replace("BRIDGE", bridge, StringComparison.Ordinal).Replace("PORT", $"{port}", StringComparison.Ordinal));

        await Condition.WaitAsync("the table is as it was", async () => Sorted(await RulesetAsync()) == Sorted(before));
        TestContext.Current.TestOutputHelper?.WriteLine($"as it was, as far as nft(8) can tell, after {Stopwatch.GetElapsedTime(begin).TotalMilliseconds:0} ms");
        await Lab.Client.ReachesAsync(MultiHostLab.HostAddress, port);
    }

    /// <summary>What waits for the kernel's word is not run in between: repairs take no poller's period.</summary>
    [Fact]
    public async Task Watch_WhileNothingChanges_DoesNotWake()
    {
        Assert.SkipWhen(Target.IsDockerd, "dockerd has none");
        await using LabNetwork network = await NetworkAsync();
        await using LabContainer container = await StartAsync(network);
        await Condition.WaitAsync("the watch has read what has happened so far", async () =>
        {
            long before = WakesOfTheWatch();
            await container.IsAnsweredAsync("172.20.255.255");
            return WakesOfTheWatch() == before;
        });
        long quiet = WakesOfTheWatch();

        // A second and more.
        Assert.Empty(await container.FetchAsync("172.20.255.254", 80));
        Assert.Empty(await container.FetchAsync("172.20.255.254", 80));

        Assert.Equal(quiet, WakesOfTheWatch());
    }

    [Theory]
    [InlineData("nft add table inet site; nft add chain inet site f '{ type filter hook forward priority -10; policy drop; }'", "nft delete table inet site")]
    [InlineData("nft add table inet site; nft add chain inet site f '{ type filter hook forward priority 10; policy drop; }'", "nft delete table inet site")]
    [InlineData("iptables-legacy -P FORWARD DROP", "iptables-legacy -P FORWARD ACCEPT")]
    [InlineData("iptables-legacy -A FORWARD -s 10.99.1.0/24 -j DROP", "iptables-legacy -F FORWARD")]
    [InlineData("iptables-nft -P FORWARD DROP", "iptables-nft -P FORWARD ACCEPT; nft delete table ip filter")]
    public async Task Drop_OfTheHost_IsFinal(string drop, string undo)
    {
        Assert.SkipWhen(Target.IsDockerd && drop.StartsWith("iptables-nft", StringComparison.Ordinal), "that chain is dockerd's own");
        int port = NextPort();
        await using LabNetwork network = await NetworkAsync();
        await using LabContainer server = await ServeAsync(network, $"{port}:80");
        await Lab.Client.ReachesAsync(MultiHostLab.HostAddress, port);

        await Lab.Host.ShellAsync(drop);
        try
        {
            Assert.Empty(await Lab.Client.FetchAsync(MultiHostLab.HostAddress, port));
        }
        finally
        {
            await Lab.Host.ShellAsync(undo);
        }

        await Lab.Client.ReachesAsync(MultiHostLab.HostAddress, port);
    }

    [Fact]
    public async Task Rules_OfLegacyIptables_StayAndWorkBesideOurs()
    {
        int port = NextPort(), theirs = NextPort();
        await using LabNetwork network = await NetworkAsync();
        await using LabContainer server = await ServeAsync(network, $"{port}:80");
        await Lab.Host.ShellAsync($"iptables-legacy -t nat -A PREROUTING -p tcp --dport {theirs} -j REDIRECT --to-ports {port}");
        try
        {
            string before = await Lab.Host.ShellAsync("iptables-legacy-save -t nat | grep -v '^[#:]'");
            await using LabNetwork another = await NetworkAsync();

            await Lab.Client.ReachesAsync(MultiHostLab.HostAddress, port);
            Assert.Equal(before, await Lab.Host.ShellAsync("iptables-legacy-save -t nat | grep -v '^[#:]'"));
        }
        finally
        {
            await Lab.Host.ShellAsync("iptables-legacy -t nat -F PREROUTING");
        }
    }

    [Fact]
    public async Task Forwarding_OfBothFamilies_IsOnAndAdvertisementsAreNotHeard()
    {
        await using LabNetwork network = await NetworkAsync(ipv6: true);
        await using LabContainer container = await StartAsync(network);

        Assert.Equal("1", await Lab.Host.ReadAsync("ipv4/ip_forward"));
        Assert.Equal("1", await Lab.Host.ReadAsync("ipv6/conf/all/forwarding"));
        Assert.Equal("0", await Lab.Host.ReadAsync($"ipv6/conf/{network.Interface}/accept_ra"));
    }

    [Fact]
    public async Task Network_Removed_LeavesNoRules()
    {
        string bridge;
        await using (LabNetwork network = await NetworkAsync(ipv6: true))
        {
            await using LabContainer container = await StartAsync(network);
            bridge = network.Interface;
            Assert.Contains(bridge, await RulesetAsync(), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(bridge, await RulesetAsync(), StringComparison.Ordinal);
    }

    /// <summary>How often the thread that hears of changes has gone to sleep.</summary>
    private long WakesOfTheWatch()
    {
        string thread = Assert.Single(Directory.GetDirectories($"/proc/{Daemon.ProcessId}/task"), static task => File.ReadAllText($"{task}/comm").Trim() == "firewall watch");
        string line = File.ReadLines($"{thread}/status").First(static line => line.StartsWith("voluntary_ctxt_switches:", StringComparison.Ordinal));
        return long.Parse(line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture);
    }

    /// <summary>Elements and chains have no order.</summary>
    private static string Sorted(string ruleset) => string.Join(
        '\n',
        ruleset.Replace("elements = {", ",", StringComparison.Ordinal).Split('\n', ',').Select(static part => part.Trim(' ', '\t', '}')).Where(static part => part.Length > 0).Order(StringComparer.Ordinal));

    [GeneratedRegex("table inet (berth-[0-9a-f]+)")]
    private static partial Regex TableName();
}
