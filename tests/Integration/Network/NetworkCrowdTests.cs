using System.Diagnostics;
using System.Text.Json.Nodes;
using Berth.Harness;
using Berth.Integration.Survival;
using Xunit;

namespace Berth.Integration.Network;

/// <summary>
/// Many networks with containers on them: a network takes no longer because there are others, and nothing is left of any.
/// <c>BERTH_NETWORKS</c> says how many (default 20), with twice as many containers; bench/EndToEnd/networks.sh measures a hundred.
/// </summary>
public sealed class NetworkCrowdTests(SurvivalSite site) : IClassFixture<SurvivalSite>
{
    private const int Networks = 20;

    /// <summary>Machines are busy: what grew with the number of networks would grow by more than this.</summary>
    private const double MostGrowth = 4;

    private readonly KillLoopApi _api = new(site.Daemon);

    [Fact]
    public async Task Crowd_MadeAndRemoved_LeavesNothingAndDoesNotSlowDown()
    {
        Assert.SkipWhen(Target.IsDockerd, "looks at what berthd keeps");
        int count = KillLoopRun.Number("BERTH_NETWORKS") ?? Networks;

        // What else the machine does may slow down the end of a crowd, and not that of each.
        double growth = await GrowthAsync(count);
        for (int more = 0; more < 3 && growth > MostGrowth; more++)
        {
            growth = await GrowthAsync(count);
        }

        Assert.InRange(growth, 0, MostGrowth);
    }

    /// <summary>Makes a crowd and removes it.</summary>
    /// <returns>How many times longer the last ones took than the first, of networks or of containers.</returns>
    private async Task<double> GrowthAsync(int count)
    {
        double[] made = await EachAsync(count, i => SucceedAsync(
            _api.PostAsync("/networks/create", $$"""{"Name":"crowd-{{i}}","IPAM":{"Config":[{"Subnet":"10.162.{{i}}.0/24"}]} }""")));
        double[] started = await EachAsync(2 * count, i => StartAsync(i, count));
        Assert.Empty(await site.Check.ProblemsAsync());
        await NamesAreKnownAsync(count);
        await Parallel.ForAsync(0, 2 * count, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, _) => await SucceedAsync(_api.DeleteAsync($"/containers/crowd-{i}?force=1")));
        double[] removed = await EachAsync(count, i => SucceedAsync(_api.DeleteAsync($"/networks/crowd-{i}")));

        Assert.Empty(await site.Check.ProblemsAsync());
        Assert.DoesNotContain(Directory.GetFiles(Path.Combine(site.Daemon.DataRoot, "network", "networks")), IsOfTheCrowd);
        Assert.DoesNotContain("10.162.", (await Command.RunAsync("sh", ["-c", "ip addr; ip route; nft list ruleset"])).Succeeded().Text, StringComparison.Ordinal);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{count} networks: made in {Median(made[..(count / 4)]):0.0} ms at first, {Median(made[^(count / 4)..]):0.0} ms at last; removed in " +
            $"{Median(removed[..(count / 4)]):0.0} and {Median(removed[^(count / 4)..]):0.0} ms; a container on two of them started in {Median(started):0.0} ms");
        return Math.Max(
            Median(made[^(count / 4)..]) / Median(made[..(count / 4)]),
            Median(started[^(count / 2)..]) / Median(started[..(count / 2)]));
    }

    private static bool IsOfTheCrowd(string file) => File.ReadAllText(file).Contains("crowd-", StringComparison.Ordinal);

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    private static async Task<double[]> EachAsync(int count, Func<int, Task> action)
    {
        double[] times = new double[count];
        for (int i = 0; i < count; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            await action(i);
            times[i] = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        }

        return times;
    }

    private static async Task SucceedAsync(Task<KillLoopAnswer> request)
    {
        KillLoopAnswer answer = await request;
        Assert.True(answer.Code is >= 200 and < 300, $"{answer.Code} {answer.Text}");
    }

    /// <summary>Container i is on network i / 2, under an alias and with a published port, and on the next one.</summary>
    private async Task StartAsync(int i, int count)
    {
        string network = $"crowd-{i / 2}";
        await SucceedAsync(_api.PostAsync($"/containers/create?name=crowd-{i}", new JsonObject
        {
            ["Image"] = Daemon.Busybox,
            ["Cmd"] = new JsonArray("sleep", "1000"),
            ["HostConfig"] = new JsonObject
            {
                ["CgroupParent"] = site.CgroupParent,
                ["NetworkMode"] = network,
                ["PortBindings"] = new JsonObject { ["80/tcp"] = new JsonArray(new JsonObject { ["HostIp"] = "127.0.0.1", ["HostPort"] = "0" }) },
            },
            ["NetworkingConfig"] = new JsonObject { ["EndpointsConfig"] = new JsonObject { [network] = new JsonObject { ["Aliases"] = new JsonArray($"alias-{i}") } } },
        }.ToJsonString()));
        await SucceedAsync(_api.PostAsync($"/containers/crowd-{i}/start"));
        await SucceedAsync(_api.PostAsync($"/networks/crowd-{((i / 2) + 1) % count}/connect", $$"""{"Container":"crowd-{{i}}"}"""));
    }

    /// <summary>A container finds the others of its networks by their aliases, and no one else.</summary>
    private async Task NamesAreKnownAsync(int count)
    {
        int middle = count;
        Assert.Equal(0, (await site.Daemon.RunAsync("exec", $"crowd-{middle}", "nslookup", $"alias-{middle + 1}")).ExitCode);
        Assert.NotEqual(0, (await site.Daemon.RunAsync("exec", $"crowd-{middle}", "nslookup", $"alias-{(middle + 10) % (2 * count)}")).ExitCode);
    }
}
