using System.Diagnostics;
using System.Globalization;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Survival;

/// <summary>A run of an <see cref="EngineKillLoop"/> as a test.</summary>
internal static class KillLoopRun
{
    /// <summary>Runs it, says what was done, removes all that the load has made, and fails where something was wrong or stays.</summary>
    public static async Task RunAsync(SurvivalSite site, string what, Func<EngineKillLoop, Task<string[]>> run)
    {
        int seed = Number("BERTH_KILL_SEED") ?? Random.Shared.Next(1 << 30);
        var loop = new EngineKillLoop(site, seed);
        string[] images = await ImagesAsync(site.Daemon);
        long start = Stopwatch.GetTimestamp();

        string[] problems = await run(loop);

        string counts = string.Join(", ", loop.Acknowledged.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}"));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"seed {seed}, {what} in {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s; acknowledged: {loop.Acknowledged.Values.Sum()} ({counts}), " +
            $"interrupted: {loop.Interrupted}, looks: {loop.Looks}, rivals: {string.Join(", ", loop.RivalAnswers.Select(pair => $"{pair.Key} {pair.Value}"))}");
        await RemoveAllAsync(site.Daemon, images);
        Assert.True(problems.Length == 0, string.Join('\n', problems.Prepend($"BERTH_KILL_SEED={seed}")));
        Assert.Empty(await LeftAsync(site, images));
    }

    /// <summary>The next run of the class has the same names, and is not to find what is not its own.</summary>
    private static async Task RemoveAllAsync(Daemon daemon, string[] images)
    {
        await EachAsync(["rm", "-fv"], await LinesAsync(daemon, "ps", "-aq"));
        await EachAsync(["volume", "rm", "-f"], await LinesAsync(daemon, "volume", "ls", "-q"));
        await EachAsync(["network", "rm"], await LinesAsync(daemon, "network", "ls", "-q", "--filter", "type=custom"));
        await EachAsync(["rmi", "-f"], [.. (await ImagesAsync(daemon)).Except(images)]);

        async Task EachAsync(string[] command, string[] names)
        {
            if (names.Length > 0)
            {
                await daemon.RunAsync([.. command, .. names]);
            }
        }
    }

    private static async Task<string[]> LeftAsync(SurvivalSite site, string[] images) =>
    [
        .. (await LinesAsync(site.Daemon, "ps", "-aq")).Select(static id => $"container {id}"),
        .. (await LinesAsync(site.Daemon, "volume", "ls", "-q")).Select(static name => $"volume {name}"),
        .. (await LinesAsync(site.Daemon, "network", "ls", "-q", "--filter", "type=custom")).Select(static id => $"network {id}"),
        .. (await ImagesAsync(site.Daemon)).Except(images).Select(static id => $"image {id}"),
        .. await site.Check.ProblemsAsync(),
    ];

    private static Task<string[]> ImagesAsync(Daemon daemon) => LinesAsync(daemon, "images", "-aq", "--no-trunc");

    private static async Task<string[]> LinesAsync(Daemon daemon, params string[] arguments) => (await daemon.RunAsync(arguments)).Succeeded().Lines;

    public static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : null;
}
