using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Berth.Integration.Survival;

/// <summary>A run of an <see cref="EngineKillLoop"/> as a test.</summary>
internal static class KillLoopRun
{
    /// <summary>Runs it, says what was done, removes what is left, and fails where something was wrong.</summary>
    public static async Task RunAsync(SurvivalSite site, string what, Func<EngineKillLoop, Task<string[]>> run)
    {
        int seed = Number("BERTH_KILL_SEED") ?? Random.Shared.Next(1 << 30);
        var loop = new EngineKillLoop(site, seed);
        long start = Stopwatch.GetTimestamp();

        string[] problems = await run(loop);

        string counts = string.Join(", ", loop.Acknowledged.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}"));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"seed {seed}, {what} in {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s; acknowledged: {loop.Acknowledged.Values.Sum()} ({counts}), " +
            $"interrupted: {loop.Interrupted}, looks: {loop.Looks}, rivals: {string.Join(", ", loop.RivalAnswers.Select(pair => $"{pair.Key} {pair.Value}"))}");
        string[] left = (await site.Daemon.RunAsync("ps", "-aq")).Succeeded().Lines;
        await site.Daemon.RunAsync(["rm", "-fv", .. left]);
        await site.Daemon.RunAsync("network", "prune", "-f");
        Assert.True(problems.Length == 0, string.Join('\n', problems.Prepend($"BERTH_KILL_SEED={seed}")));
    }

    public static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : null;
}
