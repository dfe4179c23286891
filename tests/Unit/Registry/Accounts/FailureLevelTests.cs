using Berth.Registry.Accounts;
using Xunit;

namespace Berth.Unit.Registry.Accounts;

public sealed class FailureLevelTests
{
    private static readonly DateTimeOffset s_start = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Raise_Failures_GrowTheDelayAfterTheFreeOnes()
    {
        var policy = new ThrottlePolicy(2, 1, TimeSpan.FromSeconds(5));
        FailureLevel level = default;
        double[] delays = new double[6];
        for (int i = 0; i < delays.Length; i++)
        {
            level = level.Raise(s_start, policy);
            delays[i] = (level.BlockedUntil - s_start).TotalSeconds;
        }

        Assert.Equal([0, 0, 1, 2, 4, 5], delays);
    }

    [Theory]
    [InlineData(1440, 60)]
    public void Raise_WhoeverGoesOn_GetsAnAttemptAMinute(int minutes, int leastSeconds)
    {
        FailureLevel level = default;
        DateTimeOffset now = s_start;
        int attempts = 0;
        while (now < s_start.AddMinutes(minutes))
        {
            level = level.Raise(now, ThrottlePolicy.Address);
            now = level.BlockedUntil;
            attempts++;
        }

        Assert.InRange(attempts, 10, minutes * 60 / leastSeconds * 1.2);
    }

    [Fact]
    public void Raise_OfAUser_IsNeverLong()
    {
        FailureLevel level = default;
        for (int i = 0; i < 10_000; i++)
        {
            level = level.Raise(s_start, ThrottlePolicy.User);
        }

        Assert.Equal(TimeSpan.FromMinutes(1), level.BlockedUntil - s_start);
    }
}
