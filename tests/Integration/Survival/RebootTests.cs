using Berth.Harness;
using Xunit;

namespace Berth.Integration.Survival;

/// <summary>
/// After a reboot nothing is left of what ran: no process, no mount, no interface, no rule, and the exec root, a tmpfs, is empty. The
/// records are brought to the truth, and what restart policies want to run runs.
/// </summary>
public sealed class RebootTests(SurvivalSite site) : IClassFixture<SurvivalSite>, IAsyncLifetime
{
    private Daemon Daemon => site.Daemon;

    public ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Target.IsDockerd, "a promise of berthd");
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (Target.IsDockerd)
        {
            return;
        }

        string[] left = (await Daemon.RunAsync("ps", "-aq")).Succeeded().Lines;
        if (left.Length > 0)
        {
            await site.TextAsync(["rm", "-fv", .. left]);
        }

        await site.TextAsync("network", "prune", "-f");
    }

    [Fact]
    public async Task Reboot_WithContainers_BringsBackWhatIsToRun()
    {
        await site.TextAsync(Server("always", "--restart", "always"));
        await site.TextAsync(Server("unless-stopped", "--restart", "unless-stopped"));
        await site.TextAsync(Server("stopped", "--restart", "unless-stopped"));
        await site.TextAsync("stop", "-t", "0", "stopped");
        await site.TextAsync(Server("plain"));
        await site.TextAsync(Server("paused", "--restart", "no"));
        await site.TextAsync("pause", "paused");
        await site.TextAsync(Server("removed", "--rm", "-v", "/data"));
        await site.TextAsync(site.Container("create", "created", Daemon.Busybox, "true"));
        await site.TextAsync("exec", "always", "touch", "/written");

        await RebootAsync();

        await Condition.WaitAsync("what is to run runs", async () => (await site.TextAsync("ps", "--filter", "status=running", "--format", "{{.Names}}")).Split('\n').Order().SequenceEqual(["always", "unless-stopped"]));
        Assert.Empty(await site.Check.ProblemsAsync());
        Assert.Equal("exited 255", await StateAsync("plain"));
        Assert.Equal("exited 255", await StateAsync("paused"));
        Assert.Equal("exited 137", await StateAsync("stopped"));
        Assert.Equal("created 0", await StateAsync("created"));
        Assert.Empty(await site.TextAsync("ps", "-aq", "--filter", "name=removed"));
        Assert.Empty(Directory.GetDirectories(Path.Combine(Daemon.DataRoot, "volumes")));
        await site.TextAsync("exec", "always", "test", "-e", "/written");
        string address = await site.TextAsync("port", "always", "80/tcp");
        await Condition.WaitAsync("the published port answers", async () => (await Command.RunAsync("curl", ["-sf", $"http://{address}/"])).ExitCode == 0);

        // What did not come back can be started.
        await site.TextAsync("start", "plain", "stopped", "created", "paused");
        Assert.Empty(await site.Check.ProblemsAsync());
    }

    [Fact]
    public async Task Reboot_WithNetworks_BringsThemBackWithTheirContainers()
    {
        await site.TextAsync("network", "create", "--ipv6", "--subnet", "10.161.1.0/24", "--subnet", "fd00:161:1::/64", "front");
        await site.TextAsync("network", "create", "--internal", "--subnet", "10.161.2.0/24", "back");
        await site.TextAsync(site.Container("run", "db", "-d", "--restart", "always", "--network", "back", "--ip", "10.161.2.77", "--network-alias", "store", Daemon.Busybox, "httpd", "-f", "-p", "80", "-h", "/www"));
        await site.TextAsync(Server("web", "--restart", "unless-stopped", "--network", "front", "--ip6", "fd00:161:1::77"));
        await site.TextAsync("network", "connect", "--alias", "shop", "back", "web");
        string[] before = [await DescribeAsync("front"), await DescribeAsync("back")];

        await RebootAsync();

        await Condition.WaitAsync("both run", async () => (await site.TextAsync("ps", "--filter", "status=running", "--format", "{{.Names}}")).Split('\n').Order().SequenceEqual(["db", "web"]));
        Assert.Empty(await site.Check.ProblemsAsync());
        Assert.Equal<string[]>(before, [await DescribeAsync("front"), await DescribeAsync("back")]);
        Assert.Equal("10.161.2.77", await site.TextAsync("inspect", "-f", "{{.NetworkSettings.Networks.back.IPAddress}}", "db"));
        Assert.Equal("fd00:161:1::77", await site.TextAsync("inspect", "-f", "{{.NetworkSettings.Networks.front.GlobalIPv6Address}}", "web"));
        Assert.Contains("10.161.1.1/24", await AddressesAsync("front"), StringComparison.Ordinal);
        Assert.Contains("fd00:161:1::1/64", await AddressesAsync("front"), StringComparison.Ordinal);
        Assert.Contains("10.161.2.1/24", await AddressesAsync("back"), StringComparison.Ordinal);
        await Condition.WaitAsync("names lead to the other container", async () =>
            (await Daemon.RunAsync("exec", "web", "wget", "-q", "-O", "-", "http://store/")).ExitCode == 0
            && (await Daemon.RunAsync("exec", "db", "wget", "-q", "-O", "-", "http://shop/")).ExitCode == 0);
        string address = await site.TextAsync("port", "web", "80/tcp");
        await Condition.WaitAsync("the published port answers", async () => (await Command.RunAsync("curl", ["-sf", $"http://{address}/"])).ExitCode == 0);
        Assert.NotEqual(0, (await Daemon.RunAsync("exec", "db", "ping", "-c", "1", "-W", "1", "10.161.1.1")).ExitCode);
    }

    /// <summary>What is promised of a network, whichever daemon is asked.</summary>
    private Task<string> DescribeAsync(string network) => site.TextAsync("network", "inspect", "-f", "{{.Id}} {{.Internal}} {{.EnableIPv6}} {{json .IPAM.Config}}", network);

    /// <summary>What is on its bridge.</summary>
    private async Task<string> AddressesAsync(string network) =>
        (await Command.RunAsync("ip", ["addr", "show", $"br-{(await site.TextAsync("network", "inspect", "-f", "{{.Id}}", network))[..12]}"])).Succeeded().Text;

    private string[] Server(string name, params string[] more) =>
        site.Container("run", name, ["-d", "-p", "127.0.0.1::80", .. more, Daemon.Busybox, "httpd", "-f", "-p", "80", "-h", "/www"]);

    private Task<string> StateAsync(string name) => site.TextAsync("inspect", "-f", "{{.State.Status}} {{.State.ExitCode}}", name);

    private async Task RebootAsync()
    {
        string bridge = $"{(await site.GetAsync("/networks/bridge"))["Options"]!["com.docker.network.bridge.name"]}";
        string[] bridges = [bridge, .. (await site.TextAsync("network", "ls", "-q", "--no-trunc", "--filter", "type=custom")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static id => $"br-{id[..12]}")];
        await Daemon.KillAsync();

        // Monitors first, or they would write down how their containers end.
        MachineState machine = await MachineState.ReadAsync(Daemon, bridge, bridges, site.CgroupParent);
        foreach ((int id, _) in machine.Processes)
        {
            (await Command.RunAsync("kill", ["-KILL", $"{id}"])).Succeeded();
        }

        // What is frozen does not die.
        foreach ((string hierarchy, string id) in machine.Cgroups.Where(c => c.Hierarchy.EndsWith("/freezer", StringComparison.Ordinal)))
        {
            await File.WriteAllTextAsync($"{hierarchy}{site.CgroupParent}/{id}/freezer.state", "THAWED");
        }

        foreach ((string hierarchy, string id) in machine.Cgroups)
        {
            string cgroup = $"{hierarchy}{site.CgroupParent}/{id}";
            await Condition.WaitAsync("the containers' processes are gone", async () =>
            {
                string[] processes = Directory.Exists(cgroup) ? await File.ReadAllLinesAsync(Path.Combine(cgroup, "cgroup.procs")) : [];
                foreach (string process in processes)
                {
                    await Command.RunAsync("kill", ["-KILL", process]);
                }

                return processes.Length == 0;
            });
            if (Directory.Exists(cgroup))
            {
                Directory.Delete(cgroup);
            }
        }

        foreach (string mount in machine.Mounts.Reverse())
        {
            (await Command.RunAsync("umount", ["-l", mount])).Succeeded();
        }

        await Command.RunAsync("nft", ["delete", "table", "inet", bridge.Replace("br-", "berth-", StringComparison.Ordinal)]);
        foreach (string link in bridges)
        {
            (await Command.RunAsync("ip", ["link", "delete", link])).Succeeded();
        }

        Directory.Delete(Daemon.ExecRoot, recursive: true);
        await Daemon.StartAgainAsync();
    }
}
