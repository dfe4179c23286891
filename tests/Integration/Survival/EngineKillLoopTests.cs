using Berth.Harness;
using Xunit;

namespace Berth.Integration.Survival;

/// <summary>
/// <see cref="EngineKillLoop"/>: <c>BERTH_KILLS</c> says how many kills (default 12), <c>BERTH_HAMMER</c> how many seconds of many clients at
/// once (default 10), <c>BERTH_KILL_SEED</c> repeats a run; eng/daemon-kill-loop.sh runs it for longer.
/// </summary>
public sealed class EngineKillLoopTests(SurvivalSite site) : IClassFixture<SurvivalSite>
{
    private const int Kills = 12;
    private const int HammerSeconds = 10;

    [Fact]
    public async Task KillLoop_UnderLoad_LosesNothingAndLeavesNothing()
    {
        Assert.SkipWhen(Target.IsDockerd, "a promise of berthd");
        int kills = KillLoopRun.Number("BERTH_KILLS") ?? Kills;
        await KillLoopRun.RunAsync(site, $"{kills} kills", loop => loop.RunAsync(kills));
    }

    [Fact]
    public async Task Hammer_ManyClients_MeetNoErrorOfTheDaemons()
    {
        Assert.SkipWhen(Target.IsDockerd, "a promise of berthd");
        int seconds = KillLoopRun.Number("BERTH_HAMMER") ?? HammerSeconds;
        await KillLoopRun.RunAsync(site, $"{seconds} s of hammering", loop => loop.HammerAsync(TimeSpan.FromSeconds(seconds)));
    }
}
