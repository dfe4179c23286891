using System.Diagnostics;
using System.Globalization;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Survival;

/// <summary>
/// <see cref="EngineKillLoop"/>: <c>BERTH_KILLS</c> says how many kills (default 12), <c>BERTH_KILL_SEED</c> repeats a run;
/// eng/daemon-kill-loop.sh runs it for longer.
/// </summary>
public sealed class EngineKillLoopTests(SurvivalSite site) : IClassFixture<SurvivalSite>
{
    private const int Kills = 12;

    [Fact]
    public async Task KillLoop_UnderLoad_LosesNothingAndLeavesNothing()
    {
        Assert.SkipWhen(Target.IsDockerd, "a promise of berthd");
        int kills = Number("BERTH_KILLS") ?? Kills;
        await RunAsync($"{kills} kills", loop => loop.RunAsync(kills));
    }

    private async Task RunAsync(string what, Func<EngineKillLoop, Task<string[]>> run)
    {
        int seed = Number("BERTH_KILL_SEED") ?? Random.Shared.Next(1 << 30);
        var loop = new EngineKillLoop(site, seed);
        long start = Stopwatch.GetTimestamp();

        string[] problems = await run(loop);

        string counts = string.Join(", ", loop.Acknowledged.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}"));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"seed {seed}, {what} in {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s; acknowledged: {loop.Acknowledged.Values.Sum()} ({counts}), " +
            $"interrupted: {loop.Interrupted}, looks: {loop.Looks}");
        string[] left = (await site.Daemon.RunAsync("ps", "-aq")).Succeeded().Lines;
        await site.Daemon.RunAsync(["rm", "-fv", .. left]);
        Assert.True(problems.Length == 0, string.Join('\n', problems.Prepend($"BERTH_KILL_SEED={seed}")));
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : null;
}
