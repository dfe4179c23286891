using Berth.Harness;
using Berth.Integration.Security;
using Xunit;

namespace Berth.Integration.Survival;

/// <summary><see cref="EngineKillLoop"/> with remapped users: a quarter of the kills.</summary>
[Collection(SubordinateRanges.Collection)]
public sealed class RemappedKillLoopTests(RemappedSite site) : IClassFixture<RemappedSite>
{
    private const int Kills = 3;

    [Fact]
    public async Task KillLoop_UnderLoadWithRemappedUsers_LosesNothingAndLeavesNothing()
    {
        Assert.SkipWhen(Target.IsDockerd, "a promise of berthd");
        int kills = KillLoopRun.Number("BERTH_KILLS") / 4 ?? Kills;
        await KillLoopRun.RunAsync(site, $"{kills} kills", loop => loop.RunAsync(kills));
    }
}
