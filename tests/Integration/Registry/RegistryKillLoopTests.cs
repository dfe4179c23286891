using System.Diagnostics;
using System.Globalization;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Registry;

/// <summary>
/// <see cref="RegistryKillLoop"/>: <c>BERTH_KILLS</c> says how many kills (default 10), <c>BERTH_KILL_SEED</c> repeats a run; eng/registry-kill-loop.sh runs
/// it for longer.
/// </summary>
public sealed class RegistryKillLoopTests
{
    private const int Kills = 10;

    [Fact]
    public async Task KillLoop_LosesNothingAcknowledgedAndLeavesNothingOver()
    {
        int kills = Number("BERTH_KILLS") ?? Kills;
        int seed = Number("BERTH_KILL_SEED") ?? Random.Shared.Next(1_000_000);

        // Long enough for a start and a check, short enough that much of what the loop leaves behind is collected while it runs.
        await using BerthRegistry registry = await BerthRegistry.StartAsync(new BerthRegistryOptions { Configuration = "gc = { grace = \"20s\", interval = \"1s\" }" });
        using var loop = new RegistryKillLoop(registry, seed);
        long start = Stopwatch.GetTimestamp();

        IReadOnlyList<string> problems = await loop.RunAsync(kills);

        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}, {kills} kills, {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s: {loop.Statistics}");
        Assert.True(problems.Count == 0, string.Join('\n', problems.Prepend($"BERTH_KILL_SEED={seed}")));
        Assert.Empty(await loop.EmptyAsync(["one", "two/three"]));
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : null;
}
