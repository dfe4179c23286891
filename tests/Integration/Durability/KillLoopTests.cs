using System.Diagnostics;
using System.Globalization;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Durability;

/// <summary>
/// <see cref="KillLoop"/>: <c>BERTH_KILLS</c> says how many kills (default 25), <c>BERTH_KILL_SEED</c> repeats a run; eng/kill-loop.sh
/// runs it for longer.
/// </summary>
public sealed class KillLoopTests
{
    private const int Kills = 25;

    [Fact]
    public async Task KillLoop_LeavesNothingCorruptAndNothingOver()
    {
        Assert.SkipWhen(Target.IsDockerd, "a promise of berthd");
        int kills = Number("BERTH_KILLS") ?? Kills;
        int seed = Number("BERTH_KILL_SEED") ?? Random.Shared.Next();
        await using Daemon daemon = await Daemon.StartAsync();
        (await daemon.RunAsync("run", "--network", "none", Daemon.Busybox, "sh", "-c", "echo x > /x")).Succeeded();
        await using RegistryServer registry = await RegistryServer.StartAsync();
        var loop = new KillLoop(daemon, registry, seed);
        await loop.FillAsync();
        long start = Stopwatch.GetTimestamp();

        string[] problems = await loop.RunAsync(kills);

        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}, {kills} kills, {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s");
        foreach (var (operation, statistics) in loop.Statistics.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{operation}: {statistics}");
        }

        Assert.True(problems.Length == 0, string.Join('\n', problems.Prepend($"BERTH_KILL_SEED={seed}")));
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : null;
}
