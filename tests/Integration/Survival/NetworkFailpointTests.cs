using Berth.Harness;
using Xunit;

namespace Berth.Integration.Survival;

/// <summary>The daemon dies while networks are made, removed, joined and left: what the next one finds is whole, or gone.</summary>
public sealed class NetworkFailpointTests(SurvivalSite site) : IClassFixture<SurvivalSite>, IAsyncLifetime
{
    private Daemon Daemon => site.Daemon;

    public ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Target.IsDockerd, "failpoints are berthd's");
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

    [Theory]
    [InlineData("network.create.planned", false)]
    [InlineData("network.create.made", false)]
    [InlineData("network.create.recorded", true)]
    public async Task Create_Dies_LeavesAllOrNothing(string failpoint, bool isThere)
    {
        await site.DieAsync(failpoint, () => Daemon.RunAsync("network", "create", "--opt", "com.docker.network.bridge.name=bt-core-made", "made"));

        Assert.Equal(isThere, (await Daemon.RunAsync("network", "inspect", "made")).ExitCode == 0);
        Assert.Equal(isThere, Directory.Exists("/sys/class/net/bt-core-made"));
        if (!isThere)
        {
            await site.TextAsync("network", "create", "--opt", "com.docker.network.bridge.name=bt-core-made", "made");
        }

        await site.TextAsync("network", "rm", "made");
        Assert.False(Directory.Exists("/sys/class/net/bt-core-made"));
    }

    [Theory]
    [InlineData("network.remove.planned")]
    [InlineData("network.remove.gone")]
    public async Task Remove_Dies_IsFinished(string failpoint)
    {
        await site.TextAsync("network", "create", "--opt", "com.docker.network.bridge.name=bt-core-gone", "going");

        await site.DieAsync(failpoint, () => Daemon.RunAsync("network", "rm", "going"));

        Assert.NotEqual(0, (await Daemon.RunAsync("network", "inspect", "going")).ExitCode);
        Assert.False(Directory.Exists("/sys/class/net/bt-core-gone"));
    }

    [Theory]
    [InlineData("network.attach.begun", false)]
    [InlineData("network.attach.wired", false)]
    [InlineData("network.attach.recorded", true)]
    [InlineData("connect.recorded", true)]
    public async Task Connect_Dies_LeavesAllOrNothing(string failpoint, bool isConnected)
    {
        await site.TextAsync("network", "create", "--subnet", "10.213.1.0/24", "a-second");
        await site.TextAsync(site.Container("run", "joining", "-d", Daemon.Busybox, "sleep", "1000"));

        await site.DieAsync(failpoint, () => Daemon.RunAsync("network", "connect", "a-second", "joining"));

        string networks = await site.TextAsync("inspect", "-f", "{{range $name, $n := .NetworkSettings.Networks}}{{$name}} {{end}}", "joining");
        string addresses = await site.TextAsync("exec", "joining", "ip", "addr");
        string routes = await site.TextAsync("exec", "joining", "ip", "route");
        Assert.Equal(isConnected, networks.Contains("a-second", StringComparison.Ordinal));
        Assert.Equal(isConnected, addresses.Contains("10.213.1.", StringComparison.Ordinal));
        Assert.Equal(isConnected, routes.Contains("default via 10.213.1.1", StringComparison.Ordinal));
        if (!isConnected)
        {
            await site.TextAsync("network", "connect", "a-second", "joining");
        }

        await site.TextAsync("network", "disconnect", "a-second", "joining");
        Assert.Empty(await site.Check.ProblemsAsync());
    }

    [Theory]
    [InlineData("network.detach.recorded")]
    [InlineData("network.detach.gone")]
    [InlineData("disconnect.recorded")]
    public async Task Disconnect_Dies_IsFinished(string failpoint)
    {
        await site.TextAsync("network", "create", "--subnet", "10.213.2.0/24", "a-left");
        await site.TextAsync(site.Container("run", "leaving", "-d", Daemon.Busybox, "sleep", "1000"));
        await site.TextAsync("network", "connect", "a-left", "leaving");

        await site.DieAsync(failpoint, () => Daemon.RunAsync("network", "disconnect", "a-left", "leaving"));

        Assert.DoesNotContain("10.213.2.", await site.TextAsync("exec", "leaving", "ip", "addr"), StringComparison.Ordinal);
        Assert.Contains("default via", await site.TextAsync("exec", "leaving", "ip", "route"), StringComparison.Ordinal);
        Assert.Equal("bridge ", await site.TextAsync("inspect", "-f", "{{range $name, $n := .NetworkSettings.Networks}}{{$name}} {{end}}", "leaving"));
        await site.TextAsync("network", "connect", "a-left", "leaving");
    }
}
