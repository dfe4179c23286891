using Berth.Harness;
using Xunit;

namespace Berth.Integration.Survival;

/// <summary>
/// After a reboot nothing is left of what ran: no process, no mount, no interface, no rule, and the exec root, a tmpfs, is empty. The
/// records are brought to the truth, and what restart policies want to run runs.
/// </summary>
public sealed class RebootTests(SurvivalSite site) : IClassFixture<SurvivalSite>
{
    private Daemon Daemon => site.Daemon;

    [Fact]
    public async Task Reboot_WithContainers_BringsBackWhatIsToRun()
    {
        Assert.SkipWhen(Target.IsDockerd, "a promise of berthd");
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

    private string[] Server(string name, params string[] more) =>
        site.Container("run", name, ["-d", "-p", "127.0.0.1::80", .. more, Daemon.Busybox, "httpd", "-f", "-p", "80", "-h", "/www"]);

    private Task<string> StateAsync(string name) => site.TextAsync("inspect", "-f", "{{.State.Status}} {{.State.ExitCode}}", name);

    private async Task RebootAsync()
    {
        string bridge = $"{(await site.GetAsync("/networks/bridge"))["Options"]!["com.docker.network.bridge.name"]}";
        await Daemon.KillAsync();

        // Monitors first, or they would write down how their containers end.
        MachineState machine = await MachineState.ReadAsync(Daemon, bridge, [bridge], site.CgroupParent);
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
        (await Command.RunAsync("ip", ["link", "delete", bridge])).Succeeded();
        Directory.Delete(Daemon.ExecRoot, recursive: true);
        await Daemon.StartAgainAsync();
    }
}
