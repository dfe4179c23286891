using System.Text.Json;
using Berth.Engine.Containers;
using Berth.Engine.Health;
using Xunit;

namespace Berth.Unit.Engine.Health;

public sealed class HealthRecordTests
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly HealthSettings s_settings = new() { Command = ["true"], Retries = 2, StartPeriod = TimeSpan.FromSeconds(10) };

    [Fact]
    public void Checked_Success_IsHealthyAtOnce()
    {
        HealthRecord health = new HealthRecord().Checked(Result(1, code: 0), s_settings, s_start);

        Assert.Equal((HealthStatus.Healthy, 0), (health.Status, health.FailingStreak));
    }

    [Fact]
    public void Checked_FailuresInTheStartPeriod_DoNotCount()
    {
        HealthRecord health = new();
        for (int second = 1; second < 10; second++)
        {
            health = health.Checked(Result(second, code: 1), s_settings, s_start);
        }

        Assert.Equal((HealthStatus.Starting, 0, 5), (health.Status, health.FailingStreak, health.Log.Count));
    }

    [Fact]
    public void Checked_FailuresAfterTheStartPeriod_AreUnhealthyAtTheRetries()
    {
        HealthRecord once = new HealthRecord().Checked(Result(10, code: 1), s_settings, s_start);
        HealthRecord twice = once.Checked(Result(11, code: -1), s_settings, s_start);

        Assert.Equal((HealthStatus.Starting, 1), (once.Status, once.FailingStreak));
        Assert.Equal((HealthStatus.Unhealthy, 2), (twice.Status, twice.FailingStreak));
    }

    [Fact]
    public void Checked_FailureOfAHealthyOneInTheStartPeriod_Counts()
    {
        HealthRecord health = new HealthRecord().Checked(Result(1, code: 0), s_settings, s_start)
            .Checked(Result(2, code: 1), s_settings, s_start);

        Assert.Equal((HealthStatus.Healthy, 1), (health.Status, health.FailingStreak));
    }

    [Fact]
    public void Checked_SuccessAfterFailures_IsHealthyAgain()
    {
        HealthRecord health = new HealthRecord { Status = HealthStatus.Unhealthy, FailingStreak = 7 }.Checked(Result(20, code: 0), s_settings, s_start);

        Assert.Equal((HealthStatus.Healthy, 0), (health.Status, health.FailingStreak));
    }

    [Fact]
    public void Checked_ManyResults_KeepsTheLatestFive()
    {
        HealthRecord health = new();
        for (int second = 0; second < 9; second++)
        {
            health = health.Checked(Result(second, code: 0), s_settings, s_start);
        }

        Assert.Equal([4, 5, 6, 7, 8], health.Log.Select(result => (int)(result.Start - s_start).TotalSeconds));
    }

    [Fact]
    public void Started_AfterAnEnd_BeginsAnewAndKeepsTheLog()
    {
        HealthRecord ended = new HealthRecord().Checked(Result(1, code: 0), s_settings, s_start).Ended();

        Assert.Equal(HealthStatus.Unhealthy, ended.Status);
        Assert.Equal((HealthStatus.Starting, 1), (ended.Started().Status, ended.Started().Log.Count));
    }

    [Fact]
    public void Record_WithHealth_SurvivesItsJson()
    {
        var state = new ContainerState { Health = new HealthRecord().Checked(Result(1, code: 3), s_settings, s_start) };

        ContainerState? read = JsonSerializer.Deserialize<ContainerState>(JsonSerializer.Serialize(state));

        Assert.Equal(state.Health.Log, read?.Health?.Log);
        Assert.Equal(state.Health.Status, read?.Health?.Status);
    }

    private static HealthResult Result(int second, int code) =>
        new(s_start.AddSeconds(second), s_start.AddSeconds(second), code, "output");
}
