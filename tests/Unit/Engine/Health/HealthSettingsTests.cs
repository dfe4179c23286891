using Berth.Engine.Containers;
using Berth.Engine.Health;
using Berth.EngineApi.Containers;
using Xunit;

namespace Berth.Unit.Engine.Health;

public sealed class HealthSettingsTests
{
    [Fact]
    public void Of_CommandInShellForm_RunsInTheImagesShell()
    {
        Assert.Equal(["/bin/sh", "-c", "exit 1"], Of("CMD-SHELL", "exit 1")?.Command);
        Assert.Equal(["/bin/ash", "-ec", "exit 1"], HealthSettings.Of(
            new ContainerConfig { Shell = ["/bin/ash", "-ec"], Healthcheck = new HealthConfig { Test = ["CMD-SHELL", "exit 1"] } })?.Command);
    }

    [Fact]
    public void Of_CommandInExecForm_RunsAsItIs() => Assert.Equal(["test", "-e", "/x"], Of("CMD", "test", "-e", "/x")?.Command);

    [Fact]
    public void Of_NoTest_IsNoCheck()
    {
        Assert.Null(HealthSettings.Of(new ContainerConfig()));
        Assert.Null(Of());
        Assert.Null(Of("NONE"));
        Assert.Null(Of("CMD"));
        Assert.Null(Of("UNKNOWN", "x"));
    }

    [Fact]
    public void Of_TimesLeftOut_AreDockersDefaults()
    {
        HealthSettings settings = Of("CMD", "true")!;

        Assert.Equal((30, 30, 0, 5, 3), (
            settings.Interval.TotalSeconds, settings.Timeout.TotalSeconds, settings.StartPeriod.TotalSeconds,
            settings.StartInterval.TotalSeconds, settings.Retries));
    }

    [Fact]
    public void Of_TimesOfAHostileImage_AreWithinWhatATimerTakes()
    {
        HealthSettings settings = HealthSettings.Of(new ContainerConfig
        {
            Healthcheck = new HealthConfig { Test = ["CMD", "true"], Interval = long.MaxValue, Timeout = 1, Retries = -3, StartPeriod = long.MinValue },
        })!;

        Assert.Equal((int.MaxValue - 1, 1, 0, 3), (
            settings.Interval.TotalMilliseconds, settings.Timeout.TotalMilliseconds, settings.StartPeriod.TotalMilliseconds, settings.Retries));
    }

    [Theory]
    [InlineData(HealthStatus.Starting, 1, 2)]
    [InlineData(HealthStatus.Starting, 10, 30)]
    [InlineData(HealthStatus.Healthy, 1, 30)]
    public void NextDelay_StartPeriod_IsQuickUntilTheFirstSuccess(HealthStatus status, int sinceStart, int seconds)
    {
        var settings = new HealthSettings
        {
            Command = ["true"],
            StartPeriod = TimeSpan.FromSeconds(10),
            StartInterval = TimeSpan.FromSeconds(2),
        };

        Assert.Equal(seconds, settings.NextDelay(status, TimeSpan.FromSeconds(sinceStart)).TotalSeconds);
    }

    [Theory]
    [InlineData(500, "500ms")]
    [InlineData(1, "1ms")]
    [InlineData(1500, "1.5s")]
    [InlineData(30_000, "30s")]
    [InlineData(90_000, "1m30s")]
    [InlineData(3_600_000, "1h0m0s")]
    public void Of_Duration_IsGosText(int milliseconds, string text) => Assert.Equal(text, DurationText.Of(TimeSpan.FromMilliseconds(milliseconds)));

    private static HealthSettings? Of(params string[] test) =>
        HealthSettings.Of(new ContainerConfig { Healthcheck = new HealthConfig { Test = test } });
}
