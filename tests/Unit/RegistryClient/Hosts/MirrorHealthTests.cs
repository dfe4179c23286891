using Berth.RegistryClient.Hosts;
using Xunit;

namespace Berth.Unit.RegistryClient.Hosts;

public sealed class MirrorHealthTests
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Unknown_IsUntried()
    {
        Assert.Null(MirrorHealth.Unknown.IsReachable);
        Assert.True(MirrorHealth.Unknown.IsUntried(s_start));
    }

    [Fact]
    public void Answered_IsRelied_OnForHalfAMinute()
    {
        MirrorHealth health = MirrorHealth.Unknown.Answered(s_start).Answered(s_start.AddSeconds(10));

        Assert.True(health.IsReachable);
        Assert.Equal(s_start, health.Since);
        Assert.False(health.IsUntried(s_start.AddSeconds(40)));
        Assert.True(health.IsUntried(s_start.AddSeconds(41)));
    }

    [Fact]
    public void Failed_IsTriedAgainAfterPausesThatDoubleUpToFiveMinutes()
    {
        int[] pauses = [10, 20, 40, 80, 160, 300, 300];
        MirrorHealth health = MirrorHealth.Unknown;
        DateTimeOffset now = s_start;
        foreach (int pause in pauses)
        {
            health = health.Failed(now, "silence");
            Assert.False(health.IsUntried(now.AddSeconds(pause - 1)));
            now = now.AddSeconds(pause);
            Assert.True(health.IsUntried(now));
        }

        Assert.Equal(s_start, health.Since);
        Assert.Equal("silence", health.Failure);
        Assert.False(health.IsReachable);
    }

    [Fact]
    public void Answered_AfterFailures_BeginsAnew()
    {
        MirrorHealth health = MirrorHealth.Unknown.Failed(s_start, "a").Failed(s_start, "b").Answered(s_start.AddSeconds(30)).Failed(s_start.AddSeconds(40), "c");

        Assert.Equal(s_start.AddSeconds(40), health.Since);
        Assert.True(health.IsUntried(s_start.AddSeconds(50)));
    }
}
